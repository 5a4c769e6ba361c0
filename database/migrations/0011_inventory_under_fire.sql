-- Limits a performance sets on its buyers, and how it treats seats left alone.
alter table catalogue.performance
  add column places_per_person_max int check (places_per_person_max between 1 and 1000),
  add column lone_seats text not null default 'lenient' check (lone_seats in ('off', 'lenient', 'strict'));

create table inventory.allocation (
  id uuid primary key default uuidv7(),
  performance_id uuid not null references catalogue.performance,
  name text not null check (name <> ''),
  kind text not null check (kind in ('house', 'press', 'partner', 'vip', 'channel')),
  code text unique check (length(code) >= 12),
  release_at timestamptz,
  state text not null default 'active' check (state in ('active', 'released')),
  created_at timestamptz not null default clock_timestamp(),
  unique (performance_id, name)
);
comment on table inventory.allocation is
  'Places staff set aside. code: whoever shows it may hold them; without one nobody can. At release_at they are everybody''s.';

create table inventory.allocation_zone (
  allocation_id uuid not null references inventory.allocation,
  performance_id uuid not null,
  zone_id uuid not null,
  quantity int not null check (quantity >= 0),
  used int not null default 0,
  primary key (allocation_id, zone_id),
  constraint allocation_is_never_exceeded check (used between 0 and quantity)
);
comment on table inventory.allocation_zone is
  'Unnumbered places of an allocation. used: those its own buyers hold or bought; what is left of quantity counts in zone_stock.allocated.';

create table inventory.quota (
  id uuid primary key default uuidv7(),
  performance_id uuid not null references catalogue.performance,
  name text not null check (name <> ''),
  size int not null check (size >= 0),
  used int not null default 0,
  unique (performance_id, name),
  constraint quota_is_never_exceeded check (used between 0 and size)
);
comment on table inventory.quota is
  'How many places may be sold of what its scopes cover. Quotas overlap at will: a place needs room in every one that covers it. used: held or sold.';

create table inventory.quota_scope (
  id bigint generated always as identity primary key,
  quota_id uuid not null references inventory.quota on delete cascade,
  tier_id uuid references pricing.price_tier,
  tariff_id uuid references pricing.tariff,
  zone_id uuid
);
comment on table inventory.quota_scope is
  'What a quota covers: places that fit one of its scopes; null is any. A quota without a scope covers every place.';
create index quota_scope_by_quota on inventory.quota_scope (quota_id);

create table inventory.person_use (
  performance_id uuid not null references catalogue.performance,
  person_key bytea not null check (length(person_key) = 32),
  used int not null default 0,
  place_max int not null check (place_max > 0),
  primary key (performance_id, person_key),
  constraint person_limit_is_kept check (used between 0 and place_max)
);
comment on table inventory.person_use is
  'Places one person holds or bought for a performance that limits them. person_key: a keyed hash of the address in its plain form.';

alter table inventory.hold
  drop constraint hold_state_check,
  add constraint hold_state_check check (state in ('active', 'released', 'expired', 'sold')),
  drop constraint hold_performance_id_fkey,
  add column person_key bytea check (length(person_key) = 32),
  add column ordered_at timestamptz,
  add column allocation_id uuid references inventory.allocation;
comment on table inventory.hold is
  'Places off sale for one buyer. Half-open: at expires_at its seats are free again, with no sweeper. expired: its time is over and what it counted in zones, quotas and limits was taken back, once.';
comment on column inventory.hold.performance_id is 'Always a performance: its row is locked when the hold is made, so no foreign key looks again.';
comment on column inventory.hold.ordered_at is 'There is an order: its places are frozen.';

create table inventory.hold_quota (
  hold_id uuid not null references inventory.hold,
  quota_id uuid not null references inventory.quota,
  places int not null check (places > 0),
  primary key (hold_id, quota_id)
);
comment on table inventory.hold_quota is 'How many places of a hold a quota counts, from the hold''s first second to its end or to the return of what it sold.';

-- A hold never comes back to life, and what was sold stays sold.
create function inventory.refuse_hold_change() returns trigger language plpgsql as $$
begin
  raise exception 'hold % cannot go from % to %', old.id, old.state, new.state
    using errcode = 'check_violation', constraint = 'hold_changes_legally';
end $$;
create trigger hold_changes_legally before update on inventory.hold for each row
  when (
    (old.state <> 'active' and new.state = 'active')
    or (old.state = 'sold' and new.state <> 'sold')
    or (old.state in ('released', 'expired') and new.state in ('released', 'expired') and new.state <> old.state)
  )
  execute function inventory.refuse_hold_change();

-- Places: the rows they name are those of the performance's mapping, which is never changed once published.
-- A place is written by the statement that writes its hold; looking for the hold again was half of that statement's time.
alter table inventory.hold_place
  drop constraint hold_place_hold_id_fkey,
  drop constraint hold_place_zone_id_fkey,
  drop constraint hold_place_seat_id_fkey,
  drop constraint hold_place_tier_id_fkey,
  drop constraint hold_place_offer_id_fkey;
comment on column inventory.hold_place.returned is 'It was sold and given back: somebody else may have it now.';
drop index inventory.standing_place_by_zone;

alter table inventory.performance_seat
  drop constraint performance_seat_seat_id_fkey,
  add column allocation_id uuid references inventory.allocation,
  add column change_number int not null default 0;
comment on column inventory.performance_seat.change_number is 'Counts the changes of the seat: whoever hears of two in the wrong order knows the newer one.';
create index performance_seat_by_allocation on inventory.performance_seat (allocation_id) where allocation_id is not null;

-- Legal changes only: free to held, sold or off; held to free or sold (also to the next hold, once its time is over); sold to
-- free, when it is given back; off to free.
drop trigger one_live_claim_per_seat on inventory.performance_seat;
create trigger one_live_claim_per_seat before update on inventory.performance_seat for each row
  when (
    (old.state = 'sold' and new.state in ('held', 'off'))
    or (old.state in ('held', 'sold') and new.state in ('held', 'sold') and old.hold_id <> new.hold_id
      and (old.state = 'sold' or old.held_until > clock_timestamp()))
    or (old.state = 'held' and new.state = 'off' and old.held_until > clock_timestamp())
    or (old.state = 'off' and new.state in ('held', 'sold'))
  )
  execute function inventory.refuse_second_claim();

alter table inventory.zone_stock
  drop constraint zone_stock_zone_id_fkey,
  add column allocated int not null default 0,
  add column change_number int not null default 0,
  drop constraint zone_is_never_oversold,
  add constraint zone_is_never_oversold check (used >= 0 and allocated >= 0 and used + allocated <= capacity);
comment on table inventory.zone_stock is
  'Unnumbered places of a standing zone. used: held or sold; allocated: set aside and not used yet.';

create table inventory.closed_zone (
  performance_id uuid not null references catalogue.performance,
  zone_id uuid not null,
  closed_at timestamptz not null default clock_timestamp(),
  primary key (performance_id, zone_id)
);
comment on table inventory.closed_zone is 'Zones taken off sale for one performance; what is sold or held there stays so.';

-- Sold places that already went back are known by their hold; those of dead holds are taken back by the state of the hold.
update inventory.hold_place p set returned = false from inventory.hold h where h.id = p.hold_id and h.state <> 'sold';
update inventory.hold set state = 'expired', ended_at = clock_timestamp()
where state = 'active' and expires_at <= clock_timestamp();
update inventory.zone_stock z set used = (
  select count(*) from inventory.hold_place p join inventory.hold h on h.id = p.hold_id
  where p.performance_id = z.performance_id and p.zone_id = z.zone_id and p.seat_id is null and not p.returned
    and h.state in ('active', 'sold'));
