create schema pricing;

create table pricing.price_list (
  performance_id uuid not null references catalogue.performance,
  version int not null check (version > 0),
  published_at timestamptz not null default clock_timestamp(),
  primary key (performance_id, version)
);
comment on table pricing.price_list is 'A published set of prices. A hold pins one version; a new version serves new holds only.';

create table pricing.price_tier (
  id uuid primary key default uuidv7(),
  performance_id uuid not null references catalogue.performance,
  code text not null,
  name jsonb not null,
  position int not null check (position between 1 and 6),
  unique (performance_id, code),
  unique (performance_id, position)
);
comment on table pricing.price_tier is 'A price band drawn on the map; position decides its colour and glyph.';

create table pricing.tier_zone (
  performance_id uuid not null references catalogue.performance,
  zone_id uuid not null references venues.zone,
  tier_id uuid not null references pricing.price_tier,
  primary key (performance_id, zone_id)
);
comment on table pricing.tier_zone is 'The tier of a zone for one performance. A zone without a row is not on sale.';

create table pricing.tariff (
  id uuid primary key default uuidv7(),
  performance_id uuid not null references catalogue.performance,
  code text not null,
  name jsonb not null,
  condition jsonb not null default '{}',
  kind text not null check (kind in ('full', 'reduced', 'child', 'early_bird', 'group', 'vip')),
  quantity_min int not null default 1 check (quantity_min >= 1),
  position int not null,
  unique (performance_id, code)
);
comment on table pricing.tariff is 'full, child, early bird… condition: localised words for the buyer. quantity_min: group price from N places.';

create table pricing.offer (
  id uuid primary key default uuidv7(),
  performance_id uuid not null,
  price_list_version int not null,
  tier_id uuid not null references pricing.price_tier,
  tariff_id uuid not null references pricing.tariff,
  price_minor bigint not null check (price_minor between 0 and 100000000),
  fee_minor bigint not null default 0 check (fee_minor between 0 and 100000000),
  tax_basis_points int not null default 0 check (tax_basis_points between 0 and 10000),
  sale_opens_at timestamptz,
  sale_closes_at timestamptz,
  foreign key (performance_id, price_list_version) references pricing.price_list,
  unique (performance_id, price_list_version, tier_id, tariff_id)
);
comment on table pricing.offer is 'Tier × tariff at a price. The buyer pays price_minor + fee_minor, both tax included; sale window when narrower than the performance''s.';
