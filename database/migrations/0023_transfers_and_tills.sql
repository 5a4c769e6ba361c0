-- Money that comes by no payment page: transfers to the organiser's own account, and what is tendered at the counter.
create table payments.bank_account (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  holder text not null check (holder <> ''),
  iban text not null check (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
  bic text,
  days_to_pay int not null check (days_to_pay between 1 and 30),
  is_offered boolean not null,
  set_at timestamptz not null default clock_timestamp(),
  unique (organiser_id, currency, iban)
);
comment on table payments.bank_account is
  'An account buyers transfer to. is_offered: new transfers are told this one; an account that is not any more is still read from.';
create unique index one_offered_account on payments.bank_account (organiser_id, currency) where is_offered;

create table payments.transfer (
  payment_id uuid primary key references payments.payment,
  bank_account_id uuid not null references payments.bank_account
);
comment on table payments.transfer is
  'Which account the buyer of a payment by transfer was told. Its creditor reference is the payment''s provider_payment_id.';

create table payments.bank_entry (
  id uuid primary key default uuidv7(),
  bank_account_id uuid not null references payments.bank_account,
  bank_entry_id text not null check (bank_entry_id <> ''),
  booked_on date not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  remittance text not null,
  payer text not null,
  payer_iban text,
  state text not null check (state in ('matched', 'unmatched', 'sent_back')),
  reason text check (reason in
    ('no_reference', 'several_references', 'unknown_reference', 'other_currency', 'other_amount', 'paid_already')),
  payment_id uuid references payments.payment,
  note text not null default '',
  imported_at timestamptz not null default clock_timestamp(),
  decided_by uuid references identity.account,
  decided_at timestamptz,
  constraint entry_once unique (bank_account_id, bank_entry_id),
  constraint matched_names_its_payment check ((state = 'matched') = (payment_id is not null))
);
comment on table payments.bank_entry is
  'Money that came to an account, as its bank told it, under the id the bank gave it. reason: why it was not matched by itself.';
create unique index one_entry_per_payment on payments.bank_entry (payment_id) where payment_id is not null;
create index unmatched_bank_entry on payments.bank_entry (bank_account_id, id) where state = 'unmatched';

create function payments.refuse_other_money() returns trigger language plpgsql as $$
begin
  if (new.bank_account_id, new.bank_entry_id, new.booked_on, new.amount_minor, new.currency, new.remittance, new.payer, new.payer_iban)
      is distinct from
      (old.bank_account_id, old.bank_entry_id, old.booked_on, old.amount_minor, old.currency, old.remittance, old.payer, old.payer_iban)
    or old.state <> 'unmatched' then
    raise exception 'payments.bank_entry keeps what the bank told, and is settled once' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger bank_entry_stays before update on payments.bank_entry
  for each row execute function payments.refuse_other_money();
create trigger bank_entry_is_kept before delete on payments.bank_entry
  for each row execute function platform.refuse_change();
create trigger bank_entry_is_never_emptied before truncate on payments.bank_entry
  for each statement execute function platform.refuse_change();

create table payments.till (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  name text not null check (name <> ''),
  opened_by uuid not null references identity.account,
  opened_at timestamptz not null,
  closed_by uuid references identity.account,
  closed_at timestamptz,
  expected_minor bigint,
  counted_minor bigint check (counted_minor >= 0),
  constraint closed_with_a_count check (
    (closed_at is null) = (closed_by is null) and (closed_at is null) = (expected_minor is null)
    and (closed_at is null) = (counted_minor is null))
);
comment on table payments.till is
  'A drawer of cash and a card terminal, from its opening by one person to its count. Closed, it never changes.';
create unique index one_open_till_per_person on payments.till (organiser_id, opened_by) where closed_at is null;

create table payments.till_chain (
  organiser_id uuid not null references identity.organiser,
  currency text not null,
  last_number bigint not null default 0 check (last_number >= 0),
  last_hash text not null default repeat('0', 64),
  perpetual_minor bigint not null default 0 check (perpetual_minor >= 0),
  primary key (organiser_id, currency)
);
comment on table payments.till_chain is
  'The end of an organiser''s chain of till entries. Its row is locked while one is written, so numbers have no gaps.
   perpetual_minor: everything ever sold at its tills; refunds do not lower it.';

create table payments.till_entry (
  organiser_id uuid not null,
  currency text not null,
  number bigint not null check (number > 0),
  till_id uuid not null references payments.till,
  kind text not null check (kind in ('float', 'sale', 'refund', 'pay_in', 'pay_out', 'close')),
  cash_minor bigint not null,
  terminal_minor bigint not null,
  given_minor bigint,
  receipt text,
  payment_id uuid references payments.payment,
  refund_id uuid references payments.refund,
  counted_minor bigint,
  perpetual_minor bigint not null,
  note text not null,
  recorded_by uuid not null references identity.account,
  recorded_at timestamptz not null,
  sealed text not null,
  previous_hash text not null,
  hash text not null,
  primary key (organiser_id, currency, number),
  foreign key (organiser_id, currency) references payments.till_chain (organiser_id, currency),
  constraint entry_has_its_sign check (case kind
    when 'sale' then cash_minor >= 0 and terminal_minor >= 0 and cash_minor + terminal_minor > 0 and payment_id is not null
    when 'refund' then cash_minor <= 0 and terminal_minor <= 0 and cash_minor + terminal_minor < 0 and refund_id is not null
    when 'pay_out' then cash_minor < 0 and terminal_minor = 0
    when 'close' then cash_minor = 0 and terminal_minor = 0 and counted_minor is not null
    else cash_minor >= 0 and terminal_minor = 0 end),
  constraint terminal_has_its_receipt check ((terminal_minor <> 0) = (receipt is not null))
);
comment on table payments.till_entry is
  'What moved at a till, in order, for ever. cash_minor: into the drawer, negative out of it; terminal_minor: by the card terminal.
   sealed: the same facts as text; hash: SHA-256 of previous_hash, a bar and sealed, so that any change shows (database/audit).';
create unique index one_sale_per_payment on payments.till_entry (payment_id) where kind = 'sale';
create unique index one_entry_per_refund on payments.till_entry (refund_id) where refund_id is not null;
create index till_entry_by_till on payments.till_entry (till_id);
create index till_entry_by_payment on payments.till_entry (payment_id) where payment_id is not null;

create function payments.refuse_closed_till() returns trigger language plpgsql as $$
begin
  if exists (select from payments.till where id = new.till_id and closed_at is not null) then
    raise exception 'till % is closed', new.till_id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger closed_till_takes_nothing before insert on payments.till_entry
  for each row execute function payments.refuse_closed_till();
create trigger till_entry_is_append_only before update or delete on payments.till_entry
  for each row execute function platform.refuse_change();
create trigger till_entry_is_never_emptied before truncate on payments.till_entry
  for each statement execute function platform.refuse_change();

create function payments.refuse_reopening() returns trigger language plpgsql as $$
begin
  if old.closed_at is not null
    or (new.id, new.organiser_id, new.currency, new.name, new.opened_by, new.opened_at)
      is distinct from (old.id, old.organiser_id, old.currency, old.name, old.opened_by, old.opened_at) then
    raise exception 'till % does not change', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger till_only_closes before update on payments.till
  for each row execute function payments.refuse_reopening();
create trigger till_is_kept before delete on payments.till
  for each row execute function platform.refuse_change();
create trigger till_is_never_emptied before truncate on payments.till
  for each statement execute function platform.refuse_change();
