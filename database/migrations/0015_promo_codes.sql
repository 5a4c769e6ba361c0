-- Prices: fees the organiser bears, a tax of their own for fees, more kinds of tariffs, and promo codes as checked counters.
alter table pricing.offer
  add column absorbed_fee_minor bigint not null default 0,
  add column fee_tax_basis_points int check (fee_tax_basis_points between 0 and 10000),
  add constraint absorbed_fee_is_in_the_price check (absorbed_fee_minor between 0 and price_minor);
comment on table pricing.offer is
  'Tier × tariff at a price. The buyer pays price_minor + fee_minor, both tax included; absorbed_fee_minor is a part of the price;
   fee_tax_basis_points null: the fee is taxed together with the price. A sale window when narrower than the performance''s.';

alter table pricing.tariff drop constraint tariff_kind_check;
alter table pricing.tariff add constraint tariff_kind_check
  check (kind in ('full', 'reduced', 'child', 'resident', 'member', 'early_bird', 'group', 'vip'));

create table pricing.promo_code (
  id uuid primary key default uuidv7(),
  organiser_id uuid not null references identity.organiser,
  performance_id uuid references catalogue.performance,
  code text not null check (code ~ '^[A-Z0-9][A-Z0-9_-]{1,38}[A-Z0-9]$'),
  kind text not null check (kind in ('percent', 'fixed_order', 'fixed_place', 'set_price')),
  value bigint not null check (value between 0 and 100000000),
  currency text check (currency ~ '^[A-Z]{3}$'),
  tier_codes text[] not null default '{}',
  tariff_codes text[] not null default '{}',
  quantity_min int not null default 1 check (quantity_min between 1 and 100),
  starts_at timestamptz,
  ends_at timestamptz,
  uses_max int check (uses_max > 0),
  uses int not null default 0,
  budget_minor bigint check (budget_minor > 0),
  budget_used_minor bigint not null default 0,
  per_person_max int check (per_person_max > 0),
  closed_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  unique (organiser_id, code),
  constraint promo_is_not_overused check (uses between 0 and coalesce(uses_max, uses)),
  constraint promo_budget_is_kept check (budget_used_minor between 0 and coalesce(budget_minor, budget_used_minor)),
  constraint percent_is_a_share check (kind <> 'percent' or value between 1 and 10000),
  constraint amounts_have_a_currency
    check ((currency is not null) or (kind = 'percent' and budget_minor is null)),
  constraint window_is_open_once check (starts_at < ends_at)
);
comment on table pricing.promo_code is
  'What a code takes off, for whom and how often. uses and budget_used_minor count the holds it is applied to and the orders it was
   used for; performance_id null: every performance of the organiser.';

create table pricing.promo_use (
  hold_id uuid primary key,
  promo_code_id uuid not null references pricing.promo_code,
  terms jsonb not null,
  discount_minor bigint not null check (discount_minor >= 0),
  person_key bytea,
  is_counted boolean not null default true,
  applied_at timestamptz not null default clock_timestamp()
);
comment on table pricing.promo_use is
  'The code of a hold with its terms as they were. is_counted: it is in the counters of its code; false once the hold ended unsold.';
create index promo_use_by_code on pricing.promo_use (promo_code_id, person_key) where is_counted;

create table pricing.promo_person (
  promo_code_id uuid not null references pricing.promo_code,
  person_key bytea not null,
  uses int not null,
  uses_max int not null,
  primary key (promo_code_id, person_key),
  constraint promo_person_limit_is_kept check (uses between 0 and uses_max)
);
comment on table pricing.promo_person is 'How often one person has used a code that is limited per person.';
