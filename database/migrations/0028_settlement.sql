-- What the platform owes an organiser is sent to the organiser's own account at a provider.
alter table ledger.posting drop constraint posting_kind_check;
alter table ledger.posting add constraint posting_kind_check check (kind in (
  'capture', 'sale', 'refund', 'refund_failed', 'return', 'commission', 'commission_return', 'provider_fee', 'payout',
  'gift_card_issue', 'gift_card_spend', 'gift_card_refund',
  'payout_request', 'payout_sent', 'payout_failed', 'payout_reversed'));
alter table ledger.entry drop constraint entry_account_check;
alter table ledger.entry add constraint entry_account_check check (account in (
  'provider_clearing', 'order_clearing', 'organiser_payable', 'platform_fee', 'commission', 'provider_fee', 'paid_out',
  'gift_card_liability', 'payout_clearing'));

create schema settlement;

create table settlement.payout_account (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  provider text not null,
  country text not null check (country ~ '^[A-Z]{2}$'),
  provider_account_id text,
  details_submitted boolean not null default false,
  charges_enabled boolean not null default false,
  payouts_enabled boolean not null default false,
  receives_transfers boolean not null default false,
  currently_due text[] not null default '{}',
  disabled_reason text,
  requested_at timestamptz not null default clock_timestamp(),
  tried_at timestamptz,
  opened_at timestamptz,
  asked_at timestamptz,
  ended_at timestamptz,
  constraint one_row_per_account unique (provider, provider_account_id),
  constraint opened_with_its_id check ((provider_account_id is null) = (opened_at is null))
);
comment on table settlement.payout_account is
  'The account of an organiser at a provider, where what it is owed is sent. Written before the provider is called: its id is the
   idempotency key there. What the provider says of it is as of asked_at.';
create unique index one_live_account_per_organiser on settlement.payout_account (organiser_id) where ended_at is null;

create table settlement.payout (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  payout_account_id uuid not null references settlement.payout_account,
  provider text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  state text not null default 'requested' check (state in ('requested', 'sent', 'failed', 'reversed')),
  transfer_id text,
  reversed_minor bigint not null default 0,
  failure_reason text check (failure_reason in ('balance_insufficient', 'account_not_ready', 'account_gone', 'refused')),
  requested_by uuid,
  requested_at timestamptz not null default clock_timestamp(),
  tries integer not null default 0,
  try_after timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  failed_at timestamptz,
  reversed_at timestamptz,
  constraint one_payout_per_transfer unique (provider, transfer_id),
  constraint sent_with_its_transfer check ((state in ('sent', 'reversed')) = (transfer_id is not null and sent_at is not null)),
  constraint failed_with_its_reason check ((state = 'failed') = (failure_reason is not null and failed_at is not null)),
  constraint reversed_within_amount check (
    reversed_minor between 0 and amount_minor and (state = 'reversed') = (reversed_minor = amount_minor)
    and (reversed_minor = 0 or transfer_id is not null))
);
comment on table settlement.payout is
  'Money sent to an organiser''s account. Written before the provider is called: its id is the idempotency key and the transfer group
   there. try_after: nobody asks the provider before; somebody who asks puts it off. reversed_minor: what of it came back.';
create index payout_of_organiser on settlement.payout (organiser_id, id);
create index payout_to_send on settlement.payout (try_after) where state = 'requested';

create function settlement.check_payout_change() returns trigger language plpgsql as $$
begin
  if (new.organiser_id, new.payout_account_id, new.provider, new.amount_minor, new.currency)
      is distinct from (old.organiser_id, old.payout_account_id, old.provider, old.amount_minor, old.currency)
    or (old.transfer_id is not null and new.transfer_id is distinct from old.transfer_id)
    or new.reversed_minor < old.reversed_minor
    or (old.state <> new.state and (old.state, new.state) not in (
      ('requested', 'sent'), ('requested', 'failed'), ('failed', 'sent'), ('sent', 'reversed'))) then
    raise exception 'payout % cannot change that way', old.id
      using errcode = 'check_violation', constraint = 'payout_changes_legally';
  end if;
  return new;
end $$;
create trigger payout_changes_legally before update on settlement.payout
  for each row execute function settlement.check_payout_change();
create function settlement.refuse_removal() returns trigger language plpgsql as $$
begin
  raise exception 'payouts are never removed' using errcode = 'check_violation', constraint = 'payout_is_kept';
end $$;
create trigger payout_is_kept before delete on settlement.payout
  for each row execute function settlement.refuse_removal();

-- The statements tell of payouts too.
alter table payments.statement_line drop constraint statement_line_kind_check;
alter table payments.statement_line add constraint statement_line_kind_check
  check (kind in ('capture', 'refund', 'payout', 'payout_reversal'));
alter table payments.statement_line add column payout_id uuid;
comment on table payments.statement_line is
  'A movement of money as a provider booked it: positive came in, negative went out. payment_id null: of none of our payments.
   payout_id: our id of a payout, as the provider carries it; provider_payment_id is then the transfer.
   fee_minor: what the provider kept of it, in the same currency; negative: given back.';
create index statement_line_of_payout on payments.statement_line (payout_id) where payout_id is not null;
create index statement_line_of_transfer on payments.statement_line (provider_payment_id)
  where kind in ('payout', 'payout_reversal');
