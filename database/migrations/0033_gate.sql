-- The gate: rights that change are told to doors without a network, admissions are counted apart from the scans, which are
-- kept by month; devices, shifts and how a performance lets in.

alter table platform.journal drop constraint journal_actor_kind_check;
alter table platform.journal add constraint journal_actor_kind_check
  check (actor_kind in ('anonymous', 'guest', 'account', 'device', 'system'));

alter table tickets.access_right
  add column product text not null default '',
  add column suspended_for text check (suspended_for in ('unpaid', 'lost', 'dispute', 'other')),
  add column changed_in xid8 not null default pg_current_xact_id();
update tickets.access_right r set product = f.code
from tickets.ticket t
join orders.order_line l on l.id = t.order_line_id
join pricing.offer o on o.id = l.offer_id
join pricing.tariff f on f.id = o.tariff_id
where t.id = r.ticket_id;
alter table tickets.access_right
  add constraint suspended_for_a_reason check ((state = 'suspended') = (suspended_for is not null));
comment on column tickets.access_right.product is 'The code of the tariff it was bought at; empty: it was not bought.';
comment on column tickets.access_right.changed_in is
  'The transaction that changed it last: doors ask for what changed since the oldest one that was running when they asked before.';
create index access_right_by_change on tickets.access_right (performance_id, changed_in);

create function tickets.note_change() returns trigger language plpgsql as $$
begin
  new.changed_in := pg_current_xact_id();
  return new;
end
$$;
create trigger access_right_notes_its_change before update on tickets.access_right
  for each row execute function tickets.note_change();

alter table catalogue.performance
  add column rotating text not null default 'off' check (rotating in ('off', 'preferred', 'required'));
comment on column catalogue.performance.rotating is
  'Whether the codes of its tickets change all the time. required: one that does not change, such as a printed one, is not let in.';

create table access_control.entry_policy (
  performance_id uuid primary key references catalogue.performance,
  uses_max int default 1 check (uses_max between 1 and 1000),
  may_return boolean not null default false,
  passback text not null default 'ignored' check (passback in ('ignored', 'refused')),
  offline text not null default 'by_list' check (offline in ('by_list', 'not_at_all', 'by_lane')),
  stale_after_minutes int not null default 240 check (stale_after_minutes between 5 and 1440),
  shows_names boolean not null default false,
  rules jsonb not null default '[]',
  changed_at timestamptz not null default clock_timestamp()
);
comment on table access_control.entry_policy is
  'How a performance lets in. No row: once, at the gates of the ticket''s zone, while the ticket is valid.';

create table access_control.zone_limit (
  performance_id uuid not null references catalogue.performance,
  zone_id uuid not null,
  places_max int not null check (places_max >= 0),
  inside int not null default 0,
  primary key (performance_id, zone_id)
);
comment on table access_control.zone_limit is
  'Zones that may get full, and who is inside as counted by their doors; doors without a network may count beyond the limit.';

create table access_control.device (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  name text not null,
  performance_ids uuid[] not null default '{}',
  access_point_ids uuid[] not null default '{}',
  code_hash bytea,
  code_expires_at timestamptz,
  token_hash bytea unique,
  created_by uuid references identity.account,
  created_at timestamptz not null default clock_timestamp(),
  enrolled_at timestamptz,
  revoked_at timestamptz,
  last_seen_at timestamptz,
  unsent int,
  battery_percent int,
  list_made_at timestamptz,
  clock_ahead_ms bigint,
  constraint a_code_ends check ((code_hash is null) = (code_expires_at is null)),
  constraint a_revoked_device_has_no_token check (revoked_at is null or (token_hash is null and code_hash is null))
);
comment on table access_control.device is
  'A phone or reader that scans. Its token and its enrolment code are kept as their hashes only. Empty scopes: everything of the organiser.';
create unique index one_device_per_code on access_control.device (code_hash) where code_hash is not null;
create index device_by_organiser on access_control.device (organiser_id);

create table access_control.shift (
  id uuid primary key,
  device_id uuid not null references access_control.device,
  performance_id uuid not null references catalogue.performance,
  access_point_id uuid not null,
  direction text not null check (direction in ('in', 'out')),
  agent text not null,
  checks jsonb not null,
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  unsent_at_end int
);
comment on table access_control.shift is 'A device at a door, from start to end, and what it found good or wanting at the start.';
create unique index one_shift_at_a_time on access_control.shift (device_id) where ended_at is null;

create table access_control.lane (
  performance_id uuid not null references catalogue.performance,
  number int not null check (number >= 0),
  device_id uuid not null references access_control.device,
  primary key (performance_id, number)
);
comment on table access_control.lane is 'Which device owns which share of the tickets, where a ticket is let in by one only.';

-- Scans by month: their ids are UUIDs of version 7, made by whoever read the code, when it was read.
alter table access_control.scan rename to scan_before;
alter index access_control.scan_by_access_right rename to scan_before_by_access_right;
alter index access_control.scan_by_access_point rename to scan_before_by_access_point;
create table access_control.scan (
  id uuid primary key,
  access_point_id uuid not null,
  organiser_id uuid not null references identity.organiser,
  performance_id uuid references catalogue.performance,
  access_right_id uuid references tickets.access_right,
  device_id uuid references access_control.device,
  scanned_by uuid references identity.account,
  direction text not null default 'in' check (direction in ('in', 'out')),
  mode text not null default 'online' check (mode in ('online', 'offline')),
  verdict text not null check (verdict in ('admitted', 'refused', 'let_out')),
  reason text,
  note text,
  scanned_at timestamptz not null,
  received_at timestamptz not null default clock_timestamp(),
  constraint refusal_has_its_reason check ((verdict = 'refused') = (reason is not null))
) partition by range (id);
comment on table access_control.scan is
  'One reading with a verdict. id is chosen by the scanner, so a repeated upload is one scan. Kept by month of the id''s own time.';
create table access_control.scan_of_any_time partition of access_control.scan default;
comment on table access_control.scan_of_any_time is 'Scans whose id is of no month there is a table for, such as drawn ids.';
create index scan_by_access_right on access_control.scan (access_right_id, scanned_at);
create index scan_by_performance on access_control.scan (performance_id, scanned_at);

create function access_control.first_id_of(at timestamptz) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;
comment on function access_control.first_id_of is 'The least UUID of version 7 of that instant.';

create function access_control.keep_scans_of(month_at timestamptz) returns void language plpgsql as $$
declare
  begins timestamptz := date_trunc('month', month_at, 'UTC');
  ends timestamptz := date_trunc('month', begins + interval '40 days', 'UTC');
  name text := 'scan_' || to_char(begins at time zone 'UTC', 'YYYY_MM');
begin
  if to_regclass('access_control.' || name) is not null then return; end if;
  execute format('create table access_control.%I (like access_control.scan including all)', name);
  execute format('comment on table access_control.%I is %L', name, 'Scans of ' || to_char(begins at time zone 'UTC', 'YYYY-MM') || '.');
  -- What came before its month had a table.
  execute format('with moved as (delete from access_control.scan_of_any_time
      where id >= access_control.first_id_of(%1$L) and id < access_control.first_id_of(%2$L) returning *)
    insert into access_control.%3$I select * from moved', begins, ends, name);
  execute format('alter table access_control.scan attach partition access_control.%I
    for values from (access_control.first_id_of(%L)) to (access_control.first_id_of(%L))', name, begins, ends);
end
$$;
comment on function access_control.keep_scans_of is 'Gives the scans of a month a table of their own, unless they have one.';

insert into access_control.scan (id, access_point_id, organiser_id, performance_id, access_right_id, scanned_by, direction,
  verdict, reason, scanned_at, received_at)
select id, access_point_id, organiser_id, performance_id, access_right_id, scanned_by, direction, verdict, reason, scanned_at,
  received_at
from access_control.scan_before;

create table access_control.admission (
  access_right_id uuid not null references tickets.access_right,
  number int not null check (number >= 1),
  performance_id uuid not null references catalogue.performance,
  scan_id uuid not null unique,
  zone_id uuid not null,
  access_point_id uuid not null,
  device_id uuid references access_control.device,
  admitted_at timestamptz not null,
  left_at timestamptz,
  left_by_scan_id uuid unique,
  changed_in xid8 not null default pg_current_xact_id(),
  primary key (access_right_id, number),
  constraint nobody_leaves_before_coming check (left_at >= admitted_at),
  constraint leaving_has_its_scan check ((left_at is null) = (left_by_scan_id is null))
);
comment on table access_control.admission is
  'One stay by an access right. An admission that should not have been is a conflict and no stay.';
create unique index one_stay_at_a_time on access_control.admission (access_right_id) where left_at is null;
create index admission_by_change on access_control.admission (performance_id, changed_in);
create trigger admission_notes_its_change before update on access_control.admission
  for each row execute function tickets.note_change();
insert into access_control.admission (access_right_id, number, performance_id, scan_id, zone_id, access_point_id, admitted_at)
select b.access_right_id, 1, b.performance_id, b.id, r.zone_id, b.access_point_id, b.scanned_at
from access_control.scan_before b join tickets.access_right r on r.id = b.access_right_id
where b.verdict = 'admitted' and b.direction = 'in';
drop table access_control.scan_before;

create table access_control.offer (
  access_right_id uuid primary key references tickets.access_right,
  scan_id uuid not null unique,
  access_point_id uuid not null,
  zone_id uuid not null,
  device_id uuid references access_control.device,
  offered_at timestamptz not null,
  ends_at timestamptz not null
);
comment on table access_control.offer is
  'An admission that counts once its device says that somebody went in. Until its end nobody else is let in by the right; after it, it is nothing.';

create table access_control.scan_conflict (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  performance_id uuid not null references catalogue.performance,
  access_right_id uuid not null references tickets.access_right,
  kind text not null check (kind in ('double', 'not_valid', 'other_lane')),
  reason text not null default '',
  scan_id uuid not null unique,
  other_scan_id uuid,
  found_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz,
  seen_by uuid references identity.account,
  constraint a_double_has_two check ((kind = 'double') = (other_scan_id is not null))
);
comment on table access_control.scan_conflict is
  'Somebody went in who should not have, found when a device told of it: by a ticket that had let somebody in, or that was not good.';
create index scan_conflict_by_performance on access_control.scan_conflict (performance_id, found_at);
