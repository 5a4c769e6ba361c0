const grace = `current_setting('audit.grace')::interval`;
/** Promised money did not come a moment ago: what was given for it is about to be taken back. */
const isBeingTakenBack = (reference: string): string => `exists (
      select from payments.payment w where w.reference = ${reference} and w.status = 'failed'
        and w.capture_requested_at is not null and w.closed_at > clock_timestamp() - ${grace})`;

const keepsMoney = `(o.status in ('confirmed', 'part_refunded') or (o.status = 'refunded' and o.closing_reason like 'cancelled_by_%'))`;
/** What is to be kept of an order after its cancellations. */
const dueMinor = `(o.total_minor - coalesce((select sum(c.price_minor + c.fee_minor) from orders.cancellation c
      where c.order_id = o.id and c.status = 'done'), 0))`;
/** Somebody sent a part back from the provider's own pages: cancellations send so much less, once there are some. */
const noticedMinor = `coalesce((select sum(r.amount_minor) from payments.refund r
      where r.payment_id = o.payment_id and r.begun_at_provider and r.status <> 'failed'), 0)`;
/** The provider would not send it back: it is owed to the buyer until staff have settled it by hand. */
const isOwed = `f.status = 'failed' and not exists (select from payments.refund h where h.by_hand_for = f.id)`;

/** Prices, payments, refunds and the ledger. Each check is named after what its rows are. */
export const moneyChecks = {
  'orders whose total is not the sum of their lines': `
    select o.id as order_id, o.total_minor, sum(l.price_minor + l.fee_minor) as lines_minor
    from orders."order" o left join orders.order_line l on l.order_id = o.id
    group by o.id having o.total_minor is distinct from sum(l.price_minor + l.fee_minor)`,

  'order lines priced otherwise than they were held': `
    select l.id as line_id, l.order_id from orders.order_line l
    join orders."order" o on o.id = l.order_id join inventory.hold h on h.id = o.hold_id
    left join inventory.hold_place p on p.hold_id = o.hold_id and p.place = l.place
    left join pricing.offer f on f.id = l.offer_id
    where (l.seat_id, case when l.seat_id is null then p.zone_id end, p.tier_id, p.offer_id, f.performance_id, f.price_list_version, f.price_minor, f.fee_minor)
      is distinct from
      -- A seat's zone may have become another when the performance moved to the next version of its plan.
      (p.seat_id, case when p.seat_id is null then l.zone_id end, l.tier_id, l.offer_id, o.performance_id, h.price_list_version, l.price_minor + l.discount_minor, l.fee_minor)`,

  'orders whose discount is not what their promo code took off the hold': `
    select o.id as order_id, sum(l.discount_minor) as discount_minor, u.discount_minor as promo_minor
    from orders."order" o join orders.order_line l on l.order_id = o.id left join pricing.promo_use u on u.hold_id = o.hold_id
      and not u.is_unlock
    group by o.id, u.discount_minor having sum(l.discount_minor) <> coalesce(u.discount_minor, 0)`,

  'lines whose trace does not add up to their price': `
    select id as line_id, price_minor, fee_minor, trace from orders.order_line
    where trace <> '[]' and price_minor + fee_minor <> (select sum((step->>'amountMinor')::bigint) from jsonb_array_elements(trace) step)`,

  'promo codes that do not count what holds and orders use of them': `
    select c.id as promo_code_id, c.uses, count(u.hold_id) as used, c.budget_used_minor, coalesce(sum(u.discount_minor), 0) as used_minor
    from pricing.promo_code c left join pricing.promo_use u on u.promo_code_id = c.id and u.is_counted
    group by c.id having (c.uses, c.budget_used_minor) <> (count(u.hold_id), coalesce(sum(u.discount_minor), 0))`,

  'promo codes used more often, by one person too often, or for more than they may': `
    select c.id as promo_code_id, null as person_key from pricing.promo_code c
    where c.uses > c.uses_max or c.budget_used_minor > c.budget_minor
    union all
    select u.promo_code_id, u.person_key::text from pricing.promo_use u join pricing.promo_code c on c.id = u.promo_code_id
    where u.is_counted and u.person_key is not null
    group by u.promo_code_id, u.person_key, c.per_person_max having count(*) > c.per_person_max`,

  'promo codes counted for holds that ended unsold': `
    select u.hold_id from pricing.promo_use u join inventory.hold h on h.id = u.hold_id
    where u.is_counted and h.state in ('released', 'expired')`,

  'orders of another organiser, currency or hold than their performance': `
    select o.id as order_id from orders."order" o
    join catalogue.performance p on p.id = o.performance_id join inventory.hold h on h.id = o.hold_id
    where (o.organiser_id, o.currency, o.performance_id) <> (p.organiser_id, p.currency, h.performance_id)`,

  'payments for nothing, of another organiser or currency than their order, or of an amount that its gift cards do not explain': `
    select p.id as payment_id, p.reference from payments.payment p left join orders."order" o on o.id::text = p.reference
    where (p.organiser_id, p.currency) is distinct from (o.organiser_id, o.currency) or p.amount_minor > o.total_minor
      or (p.amount_minor < o.total_minor and not exists (select from gift_cards.part c where c.reference = p.reference))`,

  'payments whose sums disagree with their status or their refunds': `
    select p.id as payment_id, p.status, p.captured_minor, p.refunded_minor, p.credited_minor, coalesce(sum(r.amount_minor), 0) as refunds_minor
    from payments.payment p left join payments.refund r on r.payment_id = p.id and r.status <> 'failed'
    group by p.id
    having p.captured_minor <> case p.status when 'captured' then p.amount_minor else 0 end
      or p.refunded_minor <> coalesce(sum(r.amount_minor), 0) or p.refunded_minor + p.credited_minor > p.captured_minor`,

  'orders whose status disagrees with the money they kept': `
    select o.id as order_id, o.status, o.total_minor, coalesce(sum(p.kept), 0) as kept_minor
    from orders."order" o
    left join (
      -- Promised money that is being taken counts; what is on its way is watched by 'promised money nobody takes or lets go of'.
      select reference, case when status = 'authorised' and capture_requested_at is not null then amount_minor
        else captured_minor - refunded_minor - credited_minor end as kept
      from payments.payment where captured_minor = 0 or settled_at is not null
      union all select reference, amount_minor - refunded_minor from gift_cards.part where state = 'spent') p on p.reference = o.id::text
    cross join lateral (
      select case when ${keepsMoney} then greatest(0, ${dueMinor} - ${noticedMinor}) else 0 end as minor) due
    cross join lateral (
      select coalesce(sum(f.amount_minor), 0) as minor from payments.refund f join payments.payment u on u.id = f.payment_id
      where u.reference = o.id::text and not f.begun_at_provider and ${isOwed}) owed
    group by o.id, due.minor, owed.minor
    having coalesce(sum(p.kept), 0) not between due.minor and due.minor + owed.minor
      and not ${isBeingTakenBack('o.id::text')}`,

  'cancelled order lines not given up by exactly one cancellation, or orders that disagree with their lines': `
    select o.id as order_id, l.id as line_id, o.status, l.state from orders.order_line l join orders."order" o on o.id = l.order_id
    where (l.state = 'cancelled')::int <> (select count(*) from orders.cancellation_line b
        join orders.cancellation c on c.id = b.cancellation_id
        where b.order_line_id = l.id and b.gives_up and c.status = 'done' and c.order_id = o.id)
      or (l.state = 'cancelled' and o.status = 'confirmed')
      or (l.state = 'live' and o.closing_reason like 'cancelled_by_%' and o.status = 'refunded')`,

  'order lines of which more went back than they cost': `
    select l.id as line_id, l.price_minor, l.fee_minor, l.tax_minor from orders.order_line l
    join orders.cancellation_line b on b.order_line_id = l.id join orders.cancellation c on c.id = b.cancellation_id
    where c.status = 'done' group by l.id
    having sum(b.price_minor) > l.price_minor or sum(b.fee_minor) > l.fee_minor or sum(b.tax_minor) > l.tax_minor`,

  'cancellations that are not the sum of their lines, or not in the ledger with their amount': `
    select c.id as cancellation_id, c.price_minor, c.fee_minor from orders.cancellation c
    left join lateral (select sum(b.price_minor) as price_minor, sum(b.fee_minor) as fee_minor
      from orders.cancellation_line b where b.cancellation_id = c.id) l on true
    where (c.price_minor, c.fee_minor) is distinct from (l.price_minor, l.fee_minor)
      or (case when c.status = 'done' then c.price_minor + c.fee_minor else 0 end) <> (
        select coalesce(-sum(e.amount_minor), 0) from ledger.posting p join ledger.entry e on e.posting_id = p.id
        where p.kind = 'return' and p.reference = c.id::text and e.account = 'order_clearing')`,

  'paid orders that do not name the captured payment they were paid with': `
    select o.id as order_id, o.payment_id from orders."order" o
    left join lateral (select coalesce(sum(amount_minor), 0) as spent_minor from gift_cards.part
      where reference = o.id::text and state = 'spent') cards on true
    left join payments.payment p on p.id = o.payment_id and p.reference = o.id::text and (p.status = 'captured'
      or (p.status = 'authorised' and p.capture_requested_at is not null))
    where o.status in ('confirmed', 'part_refunded') and (o.total_minor > cards.spent_minor) <> (p.id is not null)
      and not ${isBeingTakenBack('o.id::text')}`,

  'orders with more than one payment under way': `
    select reference, count(*) as payments from payments.payment
    where status in ('opening', 'pending', 'authorised') and void_requested_at is null
    group by reference having count(*) > 1`,

  'captured money nobody has decided about': `
    select id as payment_id, reference, captured_minor, captured_at from payments.payment
    where captured_minor > 0 and settled_at is null and captured_at < clock_timestamp() - ${grace}`,

  'promised money nobody takes or lets go of': `
    select id as payment_id, reference, amount_minor, opened_at from payments.payment
    where status = 'authorised' and coalesce(capture_requested_at, void_requested_at, opened_at) < clock_timestamp() - ${grace}`,

  'orders that wait for a payment that is over': `
    select o.id as order_id, max(p.closed_at) as closed_at
    from orders."order" o left join payments.payment p on p.reference = o.id::text
    where o.status = 'paying'
    group by o.id
    having count(*) filter (where p.status in ('opening', 'pending', 'authorised')) = 0
      and coalesce(max(p.closed_at), o.placed_at) < clock_timestamp() - ${grace}`,

  // What staff send by hand is listed for them, and takes its days.
  'refunds the provider has not confirmed': `
    select r.id as refund_id, r.payment_id, r.status, r.requested_at
    from payments.refund r join payments.payment p on p.id = r.payment_id
    where r.status in ('requested', 'pending') and r.requested_at < clock_timestamp() - ${grace}
      and p.provider not in ('bank_transfer', 'counter')`,

  'ledger postings that do not balance': `
    select p.id as posting_id, p.kind, p.reference, count(e.id) as legs, sum(e.amount_minor) as sum_minor
    from ledger.posting p left join ledger.entry e on e.posting_id = p.id
    group by p.id
    having count(e.id) < 2 or sum(e.amount_minor) <> 0 or count(distinct (e.currency, e.organiser_id)) <> 1`,

  'captures and refunds that are not in the ledger with their amount, or the other way round': `
    with booked as (
      select p.kind, p.reference, e.organiser_id, e.currency, sum(e.amount_minor) as amount_minor
      from ledger.posting p join ledger.entry e on e.posting_id = p.id
      where p.kind in ('capture', 'refund', 'refund_failed') and e.account <> 'order_clearing'
      group by p.kind, p.reference, e.organiser_id, e.currency
    ), moved as (
      select 'capture' as kind, id::text as reference, organiser_id, currency, captured_minor as amount_minor
      from payments.payment where captured_minor > 0
      union all
      select 'refund', r.id::text, p.organiser_id, p.currency, -r.amount_minor
      from payments.refund r join payments.payment p on p.id = r.payment_id
      union all
      select 'refund_failed', r.id::text, p.organiser_id, p.currency, r.amount_minor
      from payments.refund r join payments.payment p on p.id = r.payment_id where r.status = 'failed'
    )
    select kind, reference, booked.amount_minor as booked_minor, moved.amount_minor as moved_minor
    from booked full join moved using (kind, reference)
    where (booked.amount_minor, booked.organiser_id, booked.currency)
      is distinct from (moved.amount_minor, moved.organiser_id, moved.currency)`,

  'fees of a provider’s statement that are not in the ledger with their amount, or the other way round': `
    with booked as (
      select p.reference, e.organiser_id, e.currency, sum(e.amount_minor) as amount_minor
      from ledger.posting p join ledger.entry e on e.posting_id = p.id
      where p.kind = 'provider_fee' and e.account = 'provider_fee' group by p.reference, e.organiser_id, e.currency
    ), kept as (
      select l.provider || ':' || l.line_id as reference, p.organiser_id, l.currency, l.fee_minor as amount_minor
      from payments.statement_line l join payments.payment p on p.id = l.payment_id where l.fee_minor <> 0
    )
    select reference, booked.amount_minor as booked_minor, kept.amount_minor as kept_minor
    from booked full join kept using (reference)
    where (booked.amount_minor, booked.organiser_id, booked.currency)
      is distinct from (kept.amount_minor, kept.organiser_id, kept.currency)`,

  'payouts that are not in the ledger with their amount, or the other way round': `
    with booked as (
      select p.reference, e.organiser_id, e.currency, sum(e.amount_minor) as amount_minor
      from ledger.posting p join ledger.entry e on e.posting_id = p.id
      where p.kind = 'payout' and e.account = 'organiser_payable' group by p.reference, e.organiser_id, e.currency
    )
    select coalesce(booked.reference, o.id::text) as payout, booked.amount_minor as booked_minor, o.amount_minor
    from booked full join ledger.payout o on o.id::text = booked.reference
    where (booked.amount_minor, booked.organiser_id, booked.currency)
      is distinct from (o.amount_minor, o.organiser_id, o.currency)`,

  'sales that are not in the ledger with their amount, or the other way round': `
    with booked as (
      select p.reference,
        coalesce(-sum(e.amount_minor) filter (where e.account = 'organiser_payable'), 0) as payable_minor,
        coalesce(-sum(e.amount_minor) filter (where e.account = 'platform_fee'), 0) as fees_minor
      from ledger.posting p join ledger.entry e on e.posting_id = p.id where p.kind = 'sale' group by p.reference
    ), sold as (
      select o.id::text as reference, sum(l.price_minor) as payable_minor, sum(l.fee_minor) as fees_minor
      from orders."order" o join orders.order_line l on l.order_id = o.id
      where o.confirmed_at is not null and o.total_minor > 0 group by o.id
    )
    select reference, booked.payable_minor as booked_minor, sold.payable_minor as sold_minor
    from booked full join sold using (reference)
    where (booked.payable_minor, booked.fees_minor) is distinct from (sold.payable_minor, sold.fees_minor)`,

  'commissions that are not in the ledger with what was taken and given back, or the other way round': `
    with booked as (
      select e.organiser_id, e.currency, -sum(e.amount_minor) as kept from ledger.entry e
      where e.account = 'commission' group by 1, 2
    ), taken as (
      select organiser_id, currency, sum(commission_minor - given_back_minor) as kept from ledger.order_commission group by 1, 2
    )
    select organiser_id, currency, booked.kept as booked_minor, taken.kept as taken_minor
    from booked full join taken using (organiser_id, currency)
    where coalesce(booked.kept, 0) <> coalesce(taken.kept, 0)`,

  'decided orders with money left in clearing': `
    with moved as (
      select po.id as posting_id, coalesce(pa.reference, rp.reference, ca.order_id::text, gm.reference, po.reference) as reference
      from ledger.posting po
      left join payments.payment pa on po.kind in ('capture', 'return') and pa.id::text = po.reference
      left join orders.cancellation ca on po.kind = 'return' and ca.id::text = po.reference
      left join payments.refund r on po.kind in ('refund', 'refund_failed') and r.id::text = po.reference
      left join payments.payment rp on rp.id = r.payment_id
      left join gift_cards.movement gm on po.kind in ('gift_card_spend', 'gift_card_refund') and gm.id::text = po.reference
    )
    select moved.reference, sum(e.amount_minor) as clearing_minor
    from moved join ledger.entry e on e.posting_id = moved.posting_id and e.account = 'order_clearing'
    where not exists (
      select from payments.payment u
      where u.reference = moved.reference and (u.captured_minor > 0 and u.settled_at is null or u.status = 'authorised'))
      and not exists (
        select from payments.refund f join payments.payment u on u.id = f.payment_id
        where u.reference = moved.reference and ${isOwed})
      and not ${isBeingTakenBack('moved.reference')}
    group by moved.reference having sum(e.amount_minor) <> coalesce((
      select least(${noticedMinor}, ${dueMinor}) from orders."order" o where o.id::text = moved.reference and ${keepsMoney}), 0)`,
} as const;
