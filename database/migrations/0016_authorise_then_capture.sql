-- Money that is authorised first and taken once the tickets are given; refunds that take their time; what the provider begins.
alter table payments.payment drop constraint payment_status_check;
alter table payments.payment add constraint payment_status_check
  check (status in ('opening', 'pending', 'authorised', 'captured', 'failed', 'cancelled'));
alter table payments.payment
  add column capture_requested_at timestamptz,
  add column void_requested_at timestamptz,
  add column pay_before timestamptz,
  add column last_error text;
comment on table payments.payment is
  'Money asked for at one provider. Written before the provider is called. authorised: promised, not taken; capture_requested_at: what
   was bought has been given and the money is to be taken; void_requested_at: nothing will be given, the provider is to let go;
   pay_before: when the buyer''s claim on what it is for ends;
   refunded_minor counts every refund not known to have failed; settled_at: what was paid for has been decided.';
drop index payments.one_live_payment_per_reference;
create unique index one_live_payment_per_reference on payments.payment (reference)
  where status in ('opening', 'pending', 'authorised') and void_requested_at is null;
create index payment_to_settle_at_provider on payments.payment (opened_at)
  where (status = 'authorised' and capture_requested_at is not null)
    or (status in ('opening', 'pending', 'authorised') and void_requested_at is not null);

alter table payments.refund drop constraint refund_status_check;
alter table payments.refund add constraint refund_status_check
  check (status in ('requested', 'pending', 'succeeded', 'failed'));
alter table payments.refund add column begun_at_provider boolean not null default false;
create unique index refund_by_provider_id on payments.refund (payment_id, provider_refund_id) where provider_refund_id is not null;
comment on table payments.refund is
  'Money sent back. Its id is the idempotency key at the provider. begun_at_provider: somebody sent it from the provider''s own pages.
   failed: the provider will not do it; it does not count as refunded any more and staff settle it by hand.';

create table payments.dispute (
  provider text not null,
  dispute_id text not null,
  payment_id uuid not null references payments.payment,
  status text not null check (status in ('open', 'won', 'lost')),
  amount_minor bigint not null check (amount_minor >= 0),
  opened_at timestamptz not null default clock_timestamp(),
  closed_at timestamptz,
  primary key (provider, dispute_id)
);
comment on table payments.dispute is 'A buyer''s bank wants money back, and how that ended.';

alter table payments.provider_event add column ask jsonb;
comment on column payments.provider_event.ask is 'The webhook proved nothing: the provider is asked about this payment.';

alter table ledger.posting drop constraint posting_kind_check;
alter table ledger.posting add constraint posting_kind_check
  check (kind in ('capture', 'sale', 'refund', 'return', 'refund_failed'));
