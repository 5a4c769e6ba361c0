-- A seat map is asked for by the hash of its bytes, of any node: this says which mapping it is of.
create table inventory.seat_map_address (
  address text primary key check (length(address) = 22),
  mapping_id uuid not null
);
comment on table inventory.seat_map_address is
  'Which mapping a seat map is of. Kept for good: mappings that are played on do not change, and addresses of older formats lead nowhere.';
