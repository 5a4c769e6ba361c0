alter table orders."order"
  add column accepts_equivalent_seats boolean not null default false,
  add column has_other_seats boolean not null default false,
  add constraint other_seats_only_with_consent check (accepts_equivalent_seats or not has_other_seats);
comment on column orders."order".accepts_equivalent_seats is
  'Its buyer agreed, when ordering, to other seats of the same zone together, should money that comes late find theirs gone.';
comment on column orders."order".has_other_seats is 'Its tickets are for such seats.';
