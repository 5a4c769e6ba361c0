-- Gift cards: money paid in advance, or given back, that only its organiser's tickets can be bought with.
create schema gift_cards;

create table gift_cards.card (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  code_hash bytea not null unique check (length(code_hash) = 32),
  code_end text not null check (length(code_end) = 4),
  source text not null check (source in ('goodwill', 'refund')),
  state text not null default 'active' check (state in ('active', 'blocked')),
  initial_minor bigint not null check (initial_minor between 1 and 1000000000),
  balance_minor bigint not null,
  reserved_minor bigint not null default 0,
  ends_at timestamptz,
  email text not null,
  locale text not null check (locale in ('fr', 'en')),
  note text not null default '',
  issued_by uuid references identity.account,
  issued_at timestamptz not null default clock_timestamp(),
  constraint card_is_never_overdrawn check (balance_minor >= 0 and reserved_minor >= 0)
);
comment on table gift_cards.card is
  'A gift card. Its code is derived from its id and not stored: code_hash finds it again, code_end is for people. balance_minor: what can
   be spent; reserved_minor: what orders that are not paid yet have of it. ends_at null: never.';
create index card_by_organiser on gift_cards.card (organiser_id, id);

create table gift_cards.movement (
  id uuid primary key default uuidv7(),
  card_id uuid not null references gift_cards.card,
  kind text not null check (kind in ('issued', 'reserved', 'returned', 'spent', 'refunded')),
  balance_minor bigint not null,
  reserved_minor bigint not null,
  reference text,
  moved_at timestamptz not null default clock_timestamp(),
  constraint moves_as_its_kind_says check (case kind
    when 'reserved' then balance_minor < 0 and reserved_minor = -balance_minor
    when 'returned' then balance_minor > 0 and reserved_minor = -balance_minor
    when 'spent' then balance_minor = 0 and reserved_minor < 0
    else balance_minor > 0 and reserved_minor = 0 end),
  constraint names_what_it_is_for check (kind = 'issued' or reference is not null)
);
comment on table gift_cards.movement is
  'By how much the two sums of a card changed, and for which order (reference): they are what its movements add up to.';
create index movement_by_card on gift_cards.movement (card_id, id);
create index movement_by_reference on gift_cards.movement (reference) where reference is not null;
create trigger movement_is_append_only before update or delete on gift_cards.movement
  for each row execute function platform.refuse_change();

create table gift_cards.part (
  reference text not null,
  card_id uuid not null references gift_cards.card,
  amount_minor bigint not null check (amount_minor > 0),
  state text not null check (state in ('reserved', 'spent', 'returned', 'taken_off')),
  refunded_minor bigint not null default 0 check (refunded_minor >= 0),
  primary key (reference, card_id),
  constraint gives_back_what_was_spent check (refunded_minor <= case state when 'spent' then amount_minor else 0 end)
);
comment on table gift_cards.part is
  'What a card pays of an order (reference): reserved until it is paid, then spent. returned: the order ended unpaid; taken_off: by the
   buyer. refunded_minor: what of it went back on gift cards.';
create index part_by_card on gift_cards.part (card_id);

alter table ledger.posting drop constraint posting_kind_check;
alter table ledger.posting add constraint posting_kind_check check (kind in (
  'capture', 'sale', 'refund', 'refund_failed', 'return', 'commission', 'commission_return', 'provider_fee', 'payout',
  'gift_card_issue', 'gift_card_spend', 'gift_card_refund'));
alter table ledger.entry drop constraint entry_account_check;
alter table ledger.entry add constraint entry_account_check check (account in (
  'provider_clearing', 'order_clearing', 'organiser_payable', 'platform_fee', 'commission', 'provider_fee', 'paid_out',
  'gift_card_liability'));

alter table payments.payment add column credited_minor bigint not null default 0 check (credited_minor >= 0);
alter table payments.payment drop constraint refunds_within_captured;
alter table payments.payment add constraint refunds_within_captured check (refunded_minor + credited_minor <= captured_minor);
comment on table payments.payment is
  'Money asked for at one provider. Written before the provider is called; refunded_minor counts every refund not known to have failed;
   credited_minor: what its buyer got for it on a gift card instead; settled_at: what was paid for has been decided (given or refunded).';

alter table orders.cancellation
  add column refund_to text not null default 'original' check (refund_to in ('original', 'gift_card')),
  add column to_cards_minor bigint not null default 0 check (to_cards_minor >= 0),
  add column to_new_card_minor bigint not null default 0 check (to_new_card_minor >= 0),
  add constraint goes_back_once check (to_cards_minor + to_new_card_minor <= price_minor + fee_minor);
comment on table orders.cancellation is
  'Tickets of an order given up. price_minor and fee_minor go back to the buyer: price_minor is back_basis_points of gross_minor, over
   all cancellations of the order at that rate; to_cards_minor of it to the gift cards that paid, to_new_card_minor to a new one, the
   rest by the payment. requested_by null: the buyer, by the order''s link.';
