-- A refund policy may keep a fee for each ticket that is cancelled. Steps that were published without one have none.
comment on table pricing.refund_policy is
  'What a buyer who cancels gets back; the highest version is in force for new orders. steps: [{hoursBefore, backBasisPoints,
   cancellationFeeMinor, isFeeReturned}], until so many hours before the start; after the last one nothing. cancellationFeeMinor: kept
   for each ticket, missing for none. approval_above_minor: more needs a second person.';

alter table orders.cancellation add column cancellation_fee_minor bigint not null default 0 check (cancellation_fee_minor >= 0);
-- Where a ticket gave nothing back because of its fee, a later one may bring that back.
alter table orders.cancellation drop constraint cancellation_check,
  add constraint back_is_within_gross
    check (price_minor >= 0 and (price_minor <= gross_minor or cancellation_fee_minor > 0));
comment on column orders.cancellation.cancellation_fee_minor is 'Of the step, for each ticket.';
comment on table orders.cancellation is
  'Tickets of an order given up. price_minor and fee_minor go back to the buyer: price_minor is back_basis_points of gross_minor less
   cancellation_fee_minor for each ticket, over all cancellations of the order at that rate; to_cards_minor of it to
   the gift cards that paid, to_new_card_minor to a new one, the rest by the payment. requested_by null: the buyer, by the order''s link.';

-- What a provider refuses for good goes back by hand.
alter table payments.refund add column by_hand_for uuid unique references payments.refund;
comment on column payments.refund.by_hand_for is 'Staff made it in place of one that its provider refused for good; the provider does not know of it.';
