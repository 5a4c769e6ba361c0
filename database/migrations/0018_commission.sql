-- What the platform keeps of a sale, by the plan of the organiser. An organiser without a plan pays no commission.
alter table ledger.posting drop constraint posting_kind_check;
alter table ledger.posting add constraint posting_kind_check
  check (kind in ('capture', 'sale', 'refund', 'refund_failed', 'return', 'commission', 'commission_return'));
alter table ledger.entry drop constraint entry_account_check;
alter table ledger.entry add constraint entry_account_check
  check (account in ('provider_clearing', 'order_clearing', 'organiser_payable', 'platform_fee', 'commission'));

create table ledger.commission_plan (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  version integer not null check (version > 0),
  kind text not null check (kind in ('fixed', 'percent', 'stepped')),
  per_ticket_minor bigint check (per_ticket_minor >= 0),
  basis_points integer check (basis_points between 0 and 10000),
  steps jsonb,
  created_at timestamptz not null default clock_timestamp(),
  unique (organiser_id, currency, version),
  constraint plan_has_the_values_of_its_kind check (
    (kind = 'fixed') = (per_ticket_minor is not null) and (kind = 'percent') = (basis_points is not null)
    and (kind = 'stepped') = (steps is not null))
);
comment on table ledger.commission_plan is
  'What an organiser pays the platform, in one currency; the highest version is in force. steps: [{fromTickets, basisPoints}], the
   rate of a ticket by how many were sold before it in the month.';
create trigger commission_plan_is_append_only before update or delete on ledger.commission_plan
  for each row execute function platform.refuse_change();

create table ledger.commission_month (
  organiser_id uuid not null references identity.organiser,
  currency text not null,
  month date not null,
  ticket_count integer not null check (ticket_count >= 0),
  primary key (organiser_id, currency, month)
);
comment on table ledger.commission_month is 'Tickets sold under a stepped plan in a calendar month (UTC). Returns do not lower it.';

create table ledger.order_commission (
  order_id uuid primary key,
  organiser_id uuid not null references identity.organiser,
  currency text not null,
  plan_id uuid not null references ledger.commission_plan,
  price_minor bigint not null check (price_minor > 0),
  commission_minor bigint not null check (commission_minor between 0 and price_minor),
  returned_price_minor bigint not null default 0,
  given_back_minor bigint not null default 0,
  constraint returns_within_price check (returned_price_minor between 0 and price_minor),
  constraint given_back_within_commission check (given_back_minor between 0 and commission_minor)
);
comment on table ledger.order_commission is 'The commission taken from an order and how much of it returns have given back.';
