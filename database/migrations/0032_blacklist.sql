-- Who may not come: bans by organiser, event or performance. Nobody is named in clear.

create schema blacklist;

create table blacklist.ban (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  person_key bytea not null check (length(person_key) = 32),
  words_sealed bytea not null,
  reason text not null check (reason in ('violence', 'harassment', 'fraud', 'resale', 'damage', 'other')),
  event_id uuid references catalogue.event,
  performance_id uuid references catalogue.performance,
  starts_at timestamptz not null default clock_timestamp(),
  ends_at timestamptz,
  made_by uuid references identity.account,
  made_at timestamptz not null default clock_timestamp(),
  lifted_at timestamptz,
  lifted_by uuid references identity.account,
  lifting_sealed bytea,
  constraint ban_has_one_scope check (event_id is null or performance_id is null),
  constraint ban_lasts check (starts_at < ends_at),
  constraint lifting_has_its_reason check ((lifted_at is null) = (lifting_sealed is null)),
  constraint nobody_lifts_what_is_not_lifted check (lifted_at is not null or lifted_by is null)
);
comment on table blacklist.ban is
  'A person who may not come. person_key: a keyed hash of the address in its plain form, as in inventory.hold. words_sealed: what staff
   call the person, and what happened; lifting_sealed: why it was lifted. Neither event nor performance: everything of the organiser.';
create index ban_by_person on blacklist.ban (organiser_id, person_key);
create index ban_by_organiser on blacklist.ban (organiser_id, id);

create function blacklist.state_at(starts_at timestamptz, ends_at timestamptz, lifted_at timestamptz, at timestamptz)
returns text language sql immutable as $$
  select case
    when lifted_at is not null then 'lifted'
    when at >= ends_at then 'ended'
    when at < starts_at then 'planned'
    else 'active'
  end
$$;
comment on function blacklist.state_at is 'How a ban stands: it counts from starts_at on, and at ends_at no more.';

create function blacklist.check_ban_change() returns trigger language plpgsql as $$
begin
  if old.lifted_at is not null
    or (to_jsonb(new) - '{ends_at,lifted_at,lifted_by,lifting_sealed}'::text[])
      <> (to_jsonb(old) - '{ends_at,lifted_at,lifted_by,lifting_sealed}'::text[])
  then
    raise exception 'a ban changes its end or is lifted, once' using errcode = 'check_violation', constraint = 'ban_changes_legally';
  end if;
  return new;
end $$;
create trigger ban_changes_legally before update on blacklist.ban
  for each row execute function blacklist.check_ban_change();
create trigger ban_is_kept before delete on blacklist.ban
  for each row execute function platform.refuse_change();
