-- A mapping is one version of a plan. Ids of zones, seats, tables, gates and access points are identities: a new version has
-- them again, so a sold seat, a ticket and a scanner keep theirs. Each version has rows of its own, and the key of a row is
-- its version and its id.

-- What is bought names the zone and the seat, not a version: the version is that of the performance, and may change. The
-- operation that moves a performance refuses to lose a place somebody has.
alter table pricing.tier_zone drop constraint tier_zone_zone_id_fkey;
alter table orders.order_line drop constraint order_line_zone_id_fkey, drop constraint order_line_seat_id_fkey;
alter table tickets.ticket drop constraint ticket_zone_id_fkey, drop constraint ticket_seat_id_fkey;
alter table tickets.access_right drop constraint access_right_zone_id_fkey;
-- Scans outlive the version whose gate they were made at.
alter table access_control.scan drop constraint scan_access_point_id_fkey;

alter table venues.mapping
  add column edit_number int not null default 0,
  add column published_at timestamptz,
  alter column focal_x drop not null,
  alter column focal_y drop not null;
update venues.mapping set published_at = created_at where state <> 'draft';
alter table venues.mapping
  add constraint focal_point_is_whole check ((focal_x is null) = (focal_y is null)),
  add constraint published_plan_is_complete check (state = 'draft' or (focal_x is not null and published_at is not null));
comment on table venues.mapping is
  'One version of a plan of a venue; published ones never change. Metres; the focal point is the stage or the centre spot. edit_number: counts the edits of a draft.';
create unique index one_draft_per_mapping on venues.mapping (venue_id, name) where state = 'draft';

alter table venues.access_point drop constraint access_point_gate_id_fkey;
alter table venues.gate_zone drop constraint gate_zone_gate_id_fkey, drop constraint gate_zone_zone_id_fkey;
alter table venues.seat drop constraint seat_zone_id_fkey, drop constraint seat_zone_id_row_label_number_key;
alter table venues.zone drop constraint zone_parent_id_fkey;
drop index venues.zone_by_parent;

alter table venues.zone
  drop constraint zone_pkey,
  add primary key (mapping_id, id),
  add foreign key (mapping_id, parent_id) references venues.zone;
comment on table venues.zone is
  'A part of a mapping: a group of zones, which may be groups, a seated zone, or a standing zone with its capacity. id: kept from version to version.';
create index zone_by_parent on venues.zone (mapping_id, parent_id);
create index zone_by_id on venues.zone (id);

create table venues.seat_table (
  mapping_id uuid not null references venues.mapping,
  id uuid not null default uuidv7(),
  zone_id uuid not null,
  label text not null check (label <> ''),
  is_sold_whole boolean not null default false,
  primary key (mapping_id, id),
  foreign key (mapping_id, zone_id) references venues.zone
);
comment on table venues.seat_table is 'A table with its seats. is_sold_whole: to one buyer, all its seats or none.';
create index seat_table_by_zone on venues.seat_table (mapping_id, zone_id);

-- Of a seat's mapping, its zone's foreign key says enough: 45,000 checks fewer in a stadium.
alter table venues.seat
  drop constraint seat_mapping_id_fkey,
  drop constraint seat_pkey,
  add primary key (mapping_id, id),
  add foreign key (mapping_id, zone_id) references venues.zone,
  add column table_id uuid,
  add foreign key (mapping_id, table_id) references venues.seat_table,
  add column companion_of bigint,
  add foreign key (mapping_id, companion_of) references venues.seat,
  add check (companion_of <> id),
  drop constraint seat_flags_check,
  add constraint seat_flags_check check (flags <@ array['wheelchair', 'companion', 'restricted_view', 'aisle', 'table',
    'step_free', 'hearing_loop', 'limited_legroom']);
comment on table venues.seat is
  'A named seat. id: kept from version to version. ordinal counts 0..n-1 within its version, row by row; neighbours have consecutive number_position. companion_of: the wheelchair place it goes with.';
create index seat_by_zone on venues.seat (mapping_id, zone_id);
create index seat_by_table on venues.seat (mapping_id, table_id) where table_id is not null;
create index companion_by_seat on venues.seat (mapping_id, companion_of) where companion_of is not null;

alter table venues.gate drop constraint gate_pkey, add primary key (mapping_id, id);
comment on table venues.gate is 'A way in, grouping access points. id: kept from version to version.';
create index gate_by_id on venues.gate (id);

alter table venues.gate_zone add column mapping_id uuid;
update venues.gate_zone z set mapping_id = g.mapping_id from venues.gate g where g.id = z.gate_id;
alter table venues.gate_zone
  drop constraint gate_zone_pkey,
  alter column mapping_id set not null,
  add primary key (mapping_id, gate_id, zone_id),
  add foreign key (mapping_id, gate_id) references venues.gate,
  add foreign key (mapping_id, zone_id) references venues.zone;
comment on table venues.gate_zone is 'Which zones a gate serves, unless a performance directs them elsewhere; a group stands for all it holds.';
create index gate_zone_by_zone on venues.gate_zone (mapping_id, zone_id);

alter table venues.access_point add column mapping_id uuid;
update venues.access_point a set mapping_id = g.mapping_id from venues.gate g where g.id = a.gate_id;
alter table venues.access_point
  drop constraint access_point_pkey,
  drop constraint access_point_gate_id_name_key,
  alter column mapping_id set not null,
  add primary key (mapping_id, id),
  add foreign key (mapping_id, gate_id) references venues.gate,
  add unique (mapping_id, gate_id, name);
comment on table venues.access_point is 'Where one scans. id: kept from version to version, so a scanner stays where it is.';
create index access_point_by_id on venues.access_point (id);

-- The last wall of a move between versions: a seat somebody has cannot be taken out of stock.
create function inventory.refuse_seat_removal() returns trigger language plpgsql as $$
begin
  raise exception 'seat % of performance % is somebody''s', old.seat_id, old.performance_id
    using errcode = 'restrict_violation', constraint = 'live_seat_stays';
end $$;
create trigger live_seat_stays before delete on inventory.performance_seat for each row
  when (old.state = 'sold' or (old.state = 'held' and old.held_until > clock_timestamp()))
  execute function inventory.refuse_seat_removal();

create table venues.gate_override (
  performance_id uuid not null references catalogue.performance,
  zone_id uuid not null,
  gate_id uuid not null,
  primary key (performance_id, zone_id, gate_id)
);
comment on table venues.gate_override is
  'Gates that serve a zone for one performance, and no other gate does. A group stands for all it holds; the nearest one counts.';

-- Published and retired versions never change.
create function venues.refuse_plan_change() returns trigger language plpgsql as $$
begin
  if exists (select from venues.mapping m where m.state <> 'draft' and m.id in (select mapping_id from changed)) then
    raise exception '% of a published mapping cannot change', tg_table_name
      using errcode = 'check_violation', constraint = 'published_plan_never_changes';
  end if;
  return null;
end $$;
do $$
declare part text;
begin
  foreach part in array array['zone', 'seat_table', 'seat', 'gate', 'gate_zone', 'access_point'] loop
    execute format('create trigger published_plan_never_grows after insert on venues.%I
      referencing new table as changed for each statement execute function venues.refuse_plan_change()', part);
    execute format('create trigger published_plan_never_changes after update on venues.%I
      referencing old table as changed for each statement execute function venues.refuse_plan_change()', part);
    execute format('create trigger nothing_moves_into_a_published_plan after update on venues.%I
      referencing new table as changed for each statement execute function venues.refuse_plan_change()', part);
    execute format('create trigger published_plan_never_shrinks after delete on venues.%I
      referencing old table as changed for each statement execute function venues.refuse_plan_change()', part);
  end loop;
end $$;

-- A version begins as a draft, is published once, and may be retired.
create function venues.refuse_mapping_change() returns trigger language plpgsql as $$
begin
  raise exception 'mapping % cannot be changed so', coalesce(new.id, old.id)
    using errcode = 'check_violation', constraint = 'mapping_changes_legally';
end $$;
create trigger mapping_begins_as_draft before insert on venues.mapping for each row
  when (new.state <> 'draft') execute function venues.refuse_mapping_change();
create trigger mapping_changes_legally before update on venues.mapping for each row
  when (
    (old.state = 'draft' and new.state = 'retired')
    or (old.state = 'published' and new.state = 'draft')
    or (old.state = 'retired' and new.state <> 'retired')
    or (old.state <> 'draft' and row(old.venue_id, old.name, old.version, old.width, old.height, old.focal_x, old.focal_y)
      is distinct from row(new.venue_id, new.name, new.version, new.width, new.height, new.focal_x, new.focal_y))
  )
  execute function venues.refuse_mapping_change();
create trigger published_mapping_stays before delete on venues.mapping for each row
  when (old.state <> 'draft') execute function venues.refuse_mapping_change();

-- What a draft may be for a while, and a published version never.
create function venues.check_publishable() returns trigger language plpgsql as $$
begin
  if exists (select from venues.seat where mapping_id = new.id group by zone_id, row_label, number having count(*) > 1) then
    raise exception 'two seats of mapping % have one name', new.id
      using errcode = 'unique_violation', constraint = 'seat_name_is_unique';
  end if;
  if (select count(*) <> coalesce(max(ordinal) + 1, 0) from venues.seat where mapping_id = new.id) then
    raise exception 'the ordinals of mapping % have gaps', new.id
      using errcode = 'check_violation', constraint = 'ordinals_have_no_gap';
  end if;
  return new;
end $$;
create trigger publishable before update on venues.mapping for each row
  when (old.state = 'draft' and new.state = 'published') execute function venues.check_publishable();

create function venues.check_zone_tree() returns trigger language plpgsql as $$
begin
  if exists (
    select from changed c join venues.zone p on p.mapping_id = c.mapping_id and p.id = c.parent_id where p.kind <> 'group'
  ) or exists (
    select from changed c join venues.zone z on z.mapping_id = c.mapping_id and z.parent_id = c.id where c.kind <> 'group'
  ) then
    raise exception 'only a group holds other zones' using errcode = 'check_violation', constraint = 'only_groups_hold_zones';
  end if;
  if exists (
    select from changed c join venues.seat s on s.mapping_id = c.mapping_id and s.zone_id = c.id where c.kind <> 'seated'
  ) then
    raise exception 'only a seated zone has seats' using errcode = 'check_violation', constraint = 'seats_are_in_seated_zones';
  end if;
  if exists (
    with recursive above as (
      select mapping_id, id, parent_id from changed
      union all
      select z.mapping_id, z.id, z.parent_id from above a
      join venues.zone z on z.mapping_id = a.mapping_id and z.id = a.parent_id
    ) cycle id set is_again using path
    select from above where is_again
  ) then
    raise exception 'a zone cannot be inside itself' using errcode = 'check_violation', constraint = 'zones_are_a_tree';
  end if;
  return null;
end $$;
create trigger zones_are_a_tree after insert on venues.zone
  referencing new table as changed for each statement execute function venues.check_zone_tree();
create trigger zones_stay_a_tree after update on venues.zone
  referencing new table as changed for each statement execute function venues.check_zone_tree();

create function venues.check_seat_zones() returns trigger language plpgsql as $$
begin
  if exists (
    select from venues.zone z where z.kind <> 'seated'
      and (z.mapping_id, z.id) in (select mapping_id, zone_id from changed)
  ) then
    raise exception 'only a seated zone has seats' using errcode = 'check_violation', constraint = 'seats_are_in_seated_zones';
  end if;
  return null;
end $$;
create trigger seats_are_in_seated_zones after insert on venues.seat
  referencing new table as changed for each statement execute function venues.check_seat_zones();
create trigger seats_stay_in_seated_zones after update on venues.seat
  referencing new table as changed for each statement execute function venues.check_seat_zones();
create trigger tables_are_in_seated_zones after insert on venues.seat_table
  referencing new table as changed for each statement execute function venues.check_seat_zones();
create trigger tables_stay_in_seated_zones after update on venues.seat_table
  referencing new table as changed for each statement execute function venues.check_seat_zones();
