-- Prices are published over the API, some only for the first places or for whoever knows a code.
alter table pricing.price_list add column published_by uuid references identity.account;
comment on table pricing.price_list is
  'A published set of prices. A hold pins one version; a new version serves new holds only. published_by null: it came with the
   performance.';
create trigger price_list_is_append_only before update or delete on pricing.price_list
  for each row execute function platform.refuse_change();

alter table pricing.offer
  add column quantity_min int not null default 1 check (quantity_min between 1 and 100),
  add column places_max int check (places_max > 0),
  add column is_hidden boolean not null default false;
update pricing.offer o set quantity_min = t.quantity_min from pricing.tariff t where t.id = o.tariff_id and t.quantity_min > 1;
alter table pricing.tariff drop column quantity_min;
comment on table pricing.tariff is
  'full, child, early bird… condition: localised words for the buyer. Code and kind never change; words and order may be put right.';
comment on table pricing.offer is
  'Tier × tariff at a price. The buyer pays price_minor + fee_minor, both tax included; absorbed_fee_minor is a part of the price;
   fee_tax_basis_points null: the fee is taxed together with the price. A sale window when narrower than the performance''s.
   quantity_min: from so many places on. places_max: for the first so many places, which inventory.quota counts. is_hidden: only
   for whoever knows a code that opens it.';

-- What was published stays: a hold is priced by it for as long as it lives. Only the demo moves its windows along.
create trigger offer_is_append_only before update on pricing.offer for each row
  when (
    (old.performance_id, old.price_list_version, old.tier_id, old.tariff_id, old.price_minor, old.fee_minor,
      old.absorbed_fee_minor, old.tax_basis_points, old.fee_tax_basis_points, old.quantity_min, old.places_max, old.is_hidden)
    is distinct from
    (new.performance_id, new.price_list_version, new.tier_id, new.tariff_id, new.price_minor, new.fee_minor,
      new.absorbed_fee_minor, new.tax_basis_points, new.fee_tax_basis_points, new.quantity_min, new.places_max, new.is_hidden)
  )
  execute function platform.refuse_change();
create trigger offer_is_never_deleted before delete on pricing.offer
  for each row execute function platform.refuse_change();

alter table inventory.quota
  add column is_first_places boolean not null default false,
  drop constraint quota_performance_id_name_key;
create unique index quota_name_once on inventory.quota (performance_id, name) where not is_first_places;
comment on table inventory.quota is
  'How many places may be sold of what its scopes cover. Quotas overlap at will: a place needs room in every one that covers it. used: held or sold.
   is_first_places: it counts the first places at an offer''s price and comes and goes with the price list; who finds it full pays the next price.';

alter table pricing.promo_code
  drop constraint promo_code_kind_check,
  add constraint promo_code_kind_check check (kind in ('percent', 'fixed_order', 'fixed_place', 'set_price', 'unlock')),
  drop constraint amounts_have_a_currency,
  add constraint amounts_have_a_currency
    check ((currency is not null) or (kind in ('percent', 'unlock') and budget_minor is null)),
  add constraint unlocking_takes_nothing_off
    check (kind <> 'unlock' or (value = 0 and budget_minor is null and quantity_min = 1));
comment on table pricing.promo_code is
  'What a code takes off, or what it opens (unlock), for whom and how often. uses and budget_used_minor count the holds it is applied
   to and the orders it was used for; performance_id null: every performance of the organiser.';

alter table pricing.promo_use
  add column is_unlock boolean not null default false,
  drop constraint promo_use_pkey,
  add primary key (hold_id, is_unlock);
comment on table pricing.promo_use is
  'The codes of a hold with their terms as they were: one that takes something off, one that opened its offers (is_unlock).
   is_counted: it is in the counters of its code; false once the hold ended unsold.';
