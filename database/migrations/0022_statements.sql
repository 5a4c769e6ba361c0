-- What the providers' own statements say, and what they keep for their work.
alter table ledger.posting drop constraint posting_kind_check;
alter table ledger.posting add constraint posting_kind_check check (kind in (
  'capture', 'sale', 'refund', 'refund_failed', 'return', 'commission', 'commission_return', 'provider_fee', 'payout'));
alter table ledger.entry drop constraint entry_account_check;
alter table ledger.entry add constraint entry_account_check check (account in (
  'provider_clearing', 'order_clearing', 'organiser_payable', 'platform_fee', 'commission', 'provider_fee', 'paid_out'));

create table payments.statement (
  provider text primary key,
  complete_until timestamptz not null,
  read_at timestamptz not null default clock_timestamp()
);
comment on table payments.statement is
  'How far the statement of a provider is read: every movement before complete_until is in statement_line.';

create table payments.statement_line (
  provider text not null,
  line_id text not null,
  kind text not null check (kind in ('capture', 'refund')),
  booked_at timestamptz not null,
  payment_id uuid references payments.payment,
  provider_payment_id text not null,
  amount_minor bigint not null check (amount_minor <> 0),
  fee_minor bigint not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  read_at timestamptz not null default clock_timestamp(),
  primary key (provider, line_id)
);
create index statement_line_of_payment on payments.statement_line (payment_id);
create index statement_line_by_day on payments.statement_line (booked_at);
comment on table payments.statement_line is
  'A movement of money as a provider booked it: positive came in, negative went back. payment_id null: of none of our payments.
   fee_minor: what the provider kept of it, in the same currency; negative: given back.';
create trigger statement_line_is_append_only before update or delete on payments.statement_line
  for each row execute function platform.refuse_change();
create index payment_by_capture on payments.payment (captured_at) where captured_at is not null;
create index refund_by_completion on payments.refund (completed_at) where completed_at is not null;

create table ledger.payout (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  transfer_reference text not null,
  recorded_by uuid,
  recorded_at timestamptz not null default clock_timestamp(),
  unique (organiser_id, transfer_reference)
);
comment on table ledger.payout is 'Money the platform has sent to an organiser: what it was owed is less by that.';
create trigger payout_is_append_only before update or delete on ledger.payout
  for each row execute function platform.refuse_change();

-- The simulator's statement: every movement of its money, as it booked it.
create table simulator.movement (
  id bigint generated always as identity primary key,
  payment_id text not null references simulator.payment,
  refund_id text unique references simulator.refund on delete cascade,
  amount_minor bigint not null check (amount_minor <> 0),
  fee_minor bigint not null default 0,
  booked_at timestamptz not null default clock_timestamp()
);
create index movement_by_day on simulator.movement (booked_at, id);
comment on table simulator.movement is 'What came in (positive) and went back (negative) at the simulator, and what it kept of it.';
insert into simulator.movement (payment_id, amount_minor, booked_at)
  select id, amount_minor, created_at from simulator.payment where status = 'succeeded';
insert into simulator.movement (payment_id, refund_id, amount_minor, booked_at)
  select payment_id, id, -amount_minor, created_at from simulator.refund;
