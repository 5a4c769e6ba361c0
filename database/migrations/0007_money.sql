create schema ledger;

create table ledger.posting (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in ('capture', 'sale', 'refund')),
  reference text not null,
  posted_at timestamptz not null default clock_timestamp(),
  unique (kind, reference)
);
comment on table ledger.posting is 'One money fact, posted once.';

create table ledger.entry (
  id bigint generated always as identity primary key,
  posting_id uuid not null references ledger.posting,
  organiser_id uuid not null references identity.organiser,
  account text not null check (account in ('provider_clearing', 'order_clearing', 'organiser_payable', 'platform_fee')),
  amount_minor bigint not null check (amount_minor <> 0),
  currency text not null check (currency ~ '^[A-Z]{3}$')
);
comment on table ledger.entry is 'A leg of a posting: debit positive, credit negative. The legs of a posting add up to zero.';
create index entry_by_posting on ledger.entry (posting_id);
create trigger entry_is_append_only before update or delete on ledger.entry
  for each row execute function platform.refuse_change();
create trigger posting_is_append_only before update or delete on ledger.posting
  for each row execute function platform.refuse_change();

create function ledger.check_balance() returns trigger language plpgsql as $$
begin
  if exists (select 1 from ledger.entry where posting_id = new.posting_id group by currency having sum(amount_minor) <> 0)
     or (select count(distinct currency) from ledger.entry where posting_id = new.posting_id) <> 1 then
    raise exception 'posting % does not balance', new.posting_id
      using errcode = 'check_violation', constraint = 'posting_balances';
  end if;
  return null;
end $$;
create constraint trigger posting_balances after insert on ledger.entry
  deferrable initially deferred for each row execute function ledger.check_balance();

create schema payments;

create table payments.payment (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  reference text not null,
  provider text not null,
  status text not null default 'opening'
    check (status in ('opening', 'pending', 'captured', 'failed', 'cancelled')),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  return_url text not null,
  provider_payment_id text,
  next_url text,
  captured_minor bigint not null default 0 check (captured_minor >= 0),
  refunded_minor bigint not null default 0 check (refunded_minor >= 0),
  failure_code text,
  opened_at timestamptz not null default clock_timestamp(),
  captured_at timestamptz,
  settled_at timestamptz,
  closed_at timestamptz,
  polled_at timestamptz,
  constraint refunds_within_captured check (refunded_minor <= captured_minor),
  unique (provider, provider_payment_id)
);
comment on table payments.payment is
  'Money asked for at one provider. Written before the provider is called; refunded_minor counts every refund not known to have failed;
   settled_at: what was paid for has been decided (given or refunded).';
create unique index one_live_payment_per_reference on payments.payment (reference) where status in ('opening', 'pending');
create index open_payment on payments.payment (opened_at) where status in ('opening', 'pending');
create index unsettled_capture on payments.payment (captured_at) where captured_minor > 0 and settled_at is null;

create table payments.provider_event (
  provider text not null,
  event_id text not null,
  payment_id uuid,
  kind text not null,
  fact jsonb not null,
  body text not null,
  received_at timestamptz not null default clock_timestamp(),
  applied_at timestamptz,
  outcome text,
  primary key (provider, event_id)
);
comment on table payments.provider_event is 'A verified webhook: stored, acknowledged, then applied once.';

create table payments.refund (
  id uuid primary key default uuidv7(),
  payment_id uuid not null references payments.payment,
  amount_minor bigint not null check (amount_minor > 0),
  reason text not null,
  status text not null default 'requested' check (status in ('requested', 'succeeded', 'failed')),
  provider_refund_id text,
  requested_at timestamptz not null default clock_timestamp(),
  completed_at timestamptz
);
comment on table payments.refund is 'Money sent back. Its id is the idempotency key at the provider.';
create index refund_by_payment on payments.refund (payment_id);
