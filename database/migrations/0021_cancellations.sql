-- Tickets can be cancelled one by one, for what the seller published when they were bought.
create table pricing.refund_policy (
  id uuid primary key default uuidv7(),
  performance_id uuid not null references catalogue.performance,
  version int not null check (version > 0),
  discount_rule text not null check (discount_rule in ('keep', 'claw_back', 're_price')),
  steps jsonb not null check (jsonb_typeof(steps) = 'array'),
  needs_approval boolean not null default false,
  approval_above_minor bigint check (approval_above_minor >= 0),
  published_at timestamptz not null default clock_timestamp(),
  unique (performance_id, version)
);
comment on table pricing.refund_policy is
  'What a buyer who cancels gets back; the highest version is in force for new orders. steps: [{hoursBefore, backBasisPoints,
   isFeeReturned}], until so many hours before the start; after the last one nothing. approval_above_minor: more needs a second person.';
create trigger refund_policy_is_append_only before update or delete on pricing.refund_policy
  for each row execute function platform.refuse_change();

alter table orders."order" add column refund_policy_id uuid references pricing.refund_policy;
comment on table orders."order" is
  'What one buyer buys: the places of one hold, priced and frozen; refund_policy_id: as published when it was placed, null for none.';

create table orders.cancellation (
  id uuid primary key default uuidv7(),
  order_id uuid not null references orders."order",
  status text not null check (status in ('requested', 'done', 'rejected')),
  reason text not null check (reason in ('buyer_request', 'performance_changed', 'seller_error', 'duplicate', 'goodwill')),
  note text not null default '',
  covers_used boolean not null default false,
  requested_by uuid references identity.account,
  requested_at timestamptz not null default clock_timestamp(),
  decided_by uuid references identity.account,
  decided_at timestamptz,
  decision_note text not null default '',
  gross_minor bigint not null check (gross_minor >= 0),
  back_basis_points int not null check (back_basis_points between 1 and 10000),
  price_minor bigint not null check (price_minor between 0 and gross_minor),
  fee_minor bigint not null check (fee_minor >= 0),
  constraint decided_or_requested check ((status = 'requested') = (decided_at is null)),
  constraint another_person_approves check (decided_by is null or requested_by is null or decided_by <> requested_by or status = 'rejected')
);
comment on table orders.cancellation is
  'Tickets of an order given up. price_minor and fee_minor go back to the buyer: price_minor is back_basis_points of gross_minor, over
   all cancellations of the order at that rate. requested_by null: the buyer, by the order''s link.';
create unique index one_open_cancellation_per_order on orders.cancellation (order_id) where status = 'requested';
create index cancellation_by_order on orders.cancellation (order_id);

create table orders.cancellation_line (
  cancellation_id uuid not null references orders.cancellation,
  order_line_id uuid not null references orders.order_line,
  gives_up boolean not null,
  price_minor bigint not null check (price_minor >= 0),
  fee_minor bigint not null check (fee_minor >= 0),
  tax_minor bigint not null check (tax_minor between 0 and price_minor + fee_minor),
  primary key (cancellation_id, order_line_id)
);
comment on table orders.cancellation_line is
  'What goes back of one order line. gives_up: its ticket is given up by this; false: it was before, and more of it goes back now.
   tax_minor is contained in price + fee.';
create index cancellation_line_by_line on orders.cancellation_line (order_line_id);
