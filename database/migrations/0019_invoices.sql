create schema invoices;

create table invoices.seller (
  organiser_id uuid primary key references identity.organiser,
  legal_name text not null check (legal_name <> ''),
  address text not null,
  postal_code text not null,
  city text not null,
  country text not null check (country ~ '^[A-Z]{2}$'),
  registration_id text not null default '',
  vat_id text not null default '',
  series_prefix text not null check (series_prefix ~ '^[A-Z0-9]{1,8}$'),
  exemption_reason text not null default '',
  legal_mentions text not null default '',
  time_zone text not null default 'Europe/Paris'
);
comment on table invoices.seller is
  'What an organiser''s invoices say of the seller: registration_id is a SIREN, SIRET or the like; exemption_reason words a rate of zero;
   time_zone decides the day and year of issue. Documents keep a copy as of their issue.';

create table invoices.buyer_details (
  order_id uuid primary key references orders."order",
  name text not null check (name <> ''),
  vat_id text not null default '',
  address text not null default '',
  postal_code text not null default '',
  city text not null default '',
  country text not null check (country ~ '^[A-Z]{2}$'),
  recorded_at timestamptz not null default clock_timestamp()
);
comment on table invoices.buyer_details is 'Whom the invoice of an order is made out to, when the buyer asked for one with an address.';

create table invoices.series (
  organiser_id uuid not null references identity.organiser,
  kind text not null check (kind in ('invoice', 'credit_note')),
  year int not null,
  last_number int not null default 0 check (last_number >= 0),
  primary key (organiser_id, kind, year)
);
comment on table invoices.series is
  'The last number given of an unbroken series. Its row is locked while a document is issued, so a number is taken only by what is kept.';

create table invoices.document (
  id uuid primary key default uuidv7(),
  kind text not null check (kind in ('invoice', 'credit_note')),
  organiser_id uuid not null,
  order_id uuid not null references orders."order",
  original_id uuid references invoices.document,
  return_id uuid unique,
  series_year int not null,
  series_number int not null check (series_number > 0),
  number text not null,
  order_reference text not null,
  locale text not null check (locale in ('fr', 'en')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  issued_on date not null,
  delivered_on date not null,
  issued_at timestamptz not null default clock_timestamp(),
  seller jsonb not null,
  buyer jsonb not null,
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  gross_minor bigint not null check (gross_minor > 0),
  constraint document_adds_up check (gross_minor = net_minor + tax_minor),
  constraint credit_note_names_its_invoice check ((kind = 'credit_note') = (original_id is not null and return_id is not null)),
  constraint number_once unique (organiser_id, kind, series_year, series_number),
  unique (organiser_id, number),
  foreign key (organiser_id, kind, series_year) references invoices.series (organiser_id, kind, year)
);
comment on table invoices.document is
  'An invoice, or a credit note for what was given back of one, as it was issued; never changed. All amounts are positive.';
create unique index one_invoice_per_order on invoices.document (order_id) where kind = 'invoice';
create index document_by_order on invoices.document (order_id);
create index document_by_organiser on invoices.document (organiser_id, issued_at desc, id desc);
create index credit_note_by_original on invoices.document (original_id) where original_id is not null;

create table invoices.line (
  document_id uuid not null references invoices.document,
  position int not null check (position > 0),
  order_line_id uuid not null references orders.order_line,
  part text not null check (part in ('ticket', 'fee')),
  description text not null check (description <> ''),
  tax_category text not null check (tax_category in ('S', 'Z', 'E')),
  tax_basis_points int not null check (tax_basis_points between 0 and 10000),
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  gross_minor bigint not null,
  primary key (document_id, position),
  constraint line_adds_up check (gross_minor = net_minor + tax_minor),
  constraint only_standard_is_taxed check ((tax_category = 'S') = (tax_basis_points > 0) and (tax_category = 'S' or tax_minor = 0))
);
comment on table invoices.line is 'The ticket or the fee of one order line on a document; tax_category by EN 16931: standard, zero or exempt.';

create table invoices.tax (
  document_id uuid not null references invoices.document,
  tax_category text not null check (tax_category in ('S', 'Z', 'E')),
  tax_basis_points int not null,
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  exemption_reason text not null default '',
  primary key (document_id, tax_category, tax_basis_points),
  constraint exempt_has_its_reason check ((tax_category = 'E') = (exemption_reason <> ''))
);
comment on table invoices.tax is 'What a document''s lines of one rate add up to.';

create trigger document_is_append_only before update or delete on invoices.document
  for each row execute function platform.refuse_change();
create trigger document_is_never_emptied before truncate on invoices.document
  for each statement execute function platform.refuse_change();
create trigger line_is_append_only before update or delete on invoices.line
  for each row execute function platform.refuse_change();
create trigger line_is_never_emptied before truncate on invoices.line
  for each statement execute function platform.refuse_change();
create trigger tax_is_append_only before update or delete on invoices.tax
  for each row execute function platform.refuse_change();
create trigger tax_is_never_emptied before truncate on invoices.tax
  for each statement execute function platform.refuse_change();
