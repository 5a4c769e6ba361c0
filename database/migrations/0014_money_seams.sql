-- What the parts that deal with money hand to each other: a line keeps its share of every discount and how its price came
-- about, and can be given back by itself.
alter table orders.order_line
  add column discount_minor bigint not null default 0 check (discount_minor >= 0),
  add column absorbed_fee_minor bigint not null default 0 check (absorbed_fee_minor >= 0),
  add column trace jsonb not null default '[]',
  add column state text not null default 'live' check (state in ('live', 'cancelled'));
comment on table orders.order_line is
  'One place of an order, priced and worded as on the day it was bought. The buyer pays price + fee; price is after discount_minor,
   its share of every discount; absorbed_fee_minor is a fee the organiser bears; tax_minor is contained in price + fee.';

alter table ledger.posting drop constraint posting_kind_check;
alter table ledger.posting add constraint posting_kind_check
  check (kind in ('capture', 'sale', 'refund', 'return'));

-- A provider may tell several facts in one webhook, or none that is proven: then it is asked.
alter table payments.provider_event add column facts jsonb not null default '[]';
update payments.provider_event set facts = jsonb_build_array(fact);
alter table payments.provider_event drop column fact, alter column facts drop default;
