create schema inventory;

create table inventory.hold (
  id uuid primary key default uuidv7(),
  performance_id uuid not null references catalogue.performance,
  state text not null default 'active' check (state in ('active', 'released', 'sold')),
  price_list_version int not null,
  place_count int not null check (place_count > 0),
  held_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  payment_started_at timestamptz,
  extension_count int not null default 0 check (extension_count >= 0),
  ended_at timestamptz,
  constraint deadline_after_start check (expires_at > held_at)
);
comment on table inventory.hold is 'Places off sale for one buyer. Half-open: at expires_at they are free again, with no sweeper.';
create index hold_by_performance on inventory.hold (performance_id, expires_at) where state = 'active';

create table inventory.performance_seat (
  performance_id uuid not null references catalogue.performance,
  seat_id bigint not null references venues.seat,
  ordinal int not null,
  zone_id uuid not null,
  tier_id uuid not null,
  state text not null default 'free' check (state in ('free', 'held', 'sold', 'off')),
  hold_id uuid,
  held_until timestamptz,
  primary key (performance_id, seat_id),
  constraint held_seat_has_its_hold check ((state = 'held') = (held_until is not null)),
  constraint claimed_seat_names_its_hold check ((state in ('held', 'sold')) = (hold_id is not null))
) with (fillfactor = 70);
comment on table inventory.performance_seat is
  'A seat of one performance: the row whose lock decides who gets it. A held seat whose held_until has passed is free.';
create index performance_seat_by_zone on inventory.performance_seat (performance_id, zone_id);

create function inventory.refuse_second_claim() returns trigger language plpgsql as $$
begin
  raise exception 'seat % of performance % has a live claim', old.seat_id, old.performance_id
    using errcode = 'exclusion_violation', constraint = 'one_live_claim_per_seat';
end $$;
-- The last wall: whatever code does, a live claim cannot be overwritten by another buyer's. The WHEN clause runs
-- in C, so the legal path never enters the function.
create trigger one_live_claim_per_seat before update on inventory.performance_seat for each row
  when (
    (old.state = 'sold' and new.state = 'held')
    or (old.state in ('held', 'sold') and new.state in ('held', 'sold') and old.hold_id <> new.hold_id
      and (old.state = 'sold' or old.held_until > clock_timestamp()))
    or (old.state = 'off' and new.state in ('held', 'sold'))
  )
  execute function inventory.refuse_second_claim();

create table inventory.zone_stock (
  performance_id uuid not null references catalogue.performance,
  zone_id uuid not null references venues.zone,
  tier_id uuid not null,
  capacity int not null check (capacity >= 0),
  used int not null default 0,
  primary key (performance_id, zone_id),
  constraint zone_is_never_oversold check (used between 0 and capacity)
) with (fillfactor = 50);
comment on table inventory.zone_stock is
  'Unnumbered places of a standing zone. used counts sold places and held ones, expired holds included until the next hold takes them back.';

create table inventory.hold_place (
  hold_id uuid not null references inventory.hold,
  place int not null check (place >= 0),
  performance_id uuid not null,
  zone_id uuid not null references venues.zone,
  seat_id bigint references venues.seat,
  tier_id uuid not null references pricing.price_tier,
  offer_id uuid not null references pricing.offer,
  returned boolean not null default false,
  primary key (hold_id, place)
);
comment on table inventory.hold_place is
  'What a hold holds: one row a place, with the offer it is priced by. returned: the place went back to stock.';
create index standing_place_by_zone on inventory.hold_place (performance_id, zone_id)
  where seat_id is null and not returned;
