/** Gift cards, and what they pay of orders. Each check is named after what its rows are. */
export const giftCardChecks = {
  'gift cards whose sums are not what their movements add up to': `
    select c.id as card_id, c.balance_minor, c.reserved_minor, sum(m.balance_minor) as moved_minor
    from gift_cards.card c left join gift_cards.movement m on m.card_id = c.id
    group by c.id
    having (c.balance_minor, c.reserved_minor) is distinct from (sum(m.balance_minor)::bigint, sum(m.reserved_minor)::bigint)
      or count(*) filter (where m.kind = 'issued') <> 1
      or c.initial_minor is distinct from max(m.balance_minor) filter (where m.kind = 'issued')`,

  'gift cards that reserve or have spent another amount than orders have of them': `
    with moved as (
      select card_id, reference, sum(reserved_minor) as reserved_minor,
        coalesce(-sum(reserved_minor) filter (where kind = 'spent'), 0) as spent_minor
      from gift_cards.movement where kind in ('reserved', 'returned', 'spent') group by card_id, reference
    )
    select card_id, reference, p.state, p.amount_minor, moved.reserved_minor, moved.spent_minor
    from gift_cards.part p full join moved using (card_id, reference)
    where (coalesce(moved.reserved_minor, 0), coalesce(moved.spent_minor, 0)) is distinct from
      (case when p.state = 'reserved' then p.amount_minor else 0 end, case when p.state = 'spent' then p.amount_minor else 0 end)`,

  'gift card money reserved for orders that ended, or spent on orders never paid': `
    select p.reference, p.card_id, p.state, o.status from gift_cards.part p left join orders."order" o on o.id::text = p.reference
    where o.id is null or (p.state = 'reserved' and o.status not in ('pending', 'paying'))
      or (p.state = 'spent' and o.confirmed_at is null)`,

  'gift cards of another organiser or currency than the orders they pay': `
    select p.reference, p.card_id from gift_cards.part p
    join gift_cards.card c on c.id = p.card_id join orders."order" o on o.id::text = p.reference
    where (c.organiser_id, c.currency) <> (o.organiser_id, o.currency)`,

  'paid orders whose payment and gift cards are not their total': `
    select o.id as order_id, o.total_minor, p.amount_minor, cards.spent_minor from orders."order" o
    left join payments.payment p on p.id = o.payment_id
    left join lateral (select sum(amount_minor) as spent_minor from gift_cards.part
      where reference = o.id::text and state = 'spent') cards on true
    where o.confirmed_at is not null and (o.status in ('confirmed', 'part_refunded') or o.closing_reason like 'cancelled_by_%')
      and o.total_minor <> coalesce(p.amount_minor, 0) + coalesce(cards.spent_minor, 0)`,

  'orders for which another amount came on gift cards than their cards and payments gave for it': `
    with came as (
      select reference, sum(balance_minor) as came_minor from gift_cards.movement
      where reference is not null and kind in ('issued', 'refunded') group by reference
    ), gave as (
      select reference, sum(minor) as gave_minor from (
        select reference, refunded_minor as minor from gift_cards.part
        union all select reference, credited_minor from payments.payment) given group by reference
    )
    select reference, came.came_minor, gave.gave_minor from came full join gave using (reference)
    where coalesce(came.came_minor, 0) <> coalesce(gave.gave_minor, 0)`,

  'cancellations that went on gift cards with another amount than came on them': `
    with told as (
      select c.order_id::text as reference, sum(c.to_cards_minor) as to_cards_minor, sum(c.to_new_card_minor) as to_new_minor
      from orders.cancellation c where c.status = 'done' group by c.order_id
    )
    select told.reference, told.to_cards_minor, told.to_new_minor from told
    join orders."order" o on o.id::text = told.reference
    left join lateral (
      select coalesce(sum(balance_minor) filter (where kind = 'refunded'), 0) as to_cards_minor,
        coalesce(sum(balance_minor) filter (where kind = 'issued'), 0) as to_new_minor
      from gift_cards.movement m where m.reference = told.reference) came on true
    where o.status in ('part_refunded', 'refunded') and o.closing_reason is distinct from 'refunded_at_provider'
      and (told.to_cards_minor, told.to_new_minor) <> (came.to_cards_minor, came.to_new_minor)`,

  'movements of gift cards that are not in the ledger with their amount, or the other way round': `
    with booked as (
      select p.kind, p.reference, e.organiser_id, e.currency, -sum(e.amount_minor) as amount_minor
      from ledger.posting p join ledger.entry e on e.posting_id = p.id
      where e.account = 'gift_card_liability' group by p.kind, p.reference, e.organiser_id, e.currency
    ), moved as (
      select case when m.kind = 'spent' then 'gift_card_spend' when m.reference is null then 'gift_card_issue'
          else 'gift_card_refund' end as kind,
        m.id::text as reference, c.organiser_id, c.currency, m.balance_minor + m.reserved_minor as amount_minor
      from gift_cards.movement m join gift_cards.card c on c.id = m.card_id where m.kind in ('issued', 'spent', 'refunded')
    )
    select kind, reference, booked.amount_minor as booked_minor, moved.amount_minor as moved_minor
    from booked full join moved using (kind, reference)
    where (booked.amount_minor, booked.organiser_id, booked.currency)
      is distinct from (moved.amount_minor, moved.organiser_id, moved.currency)`,

  'organisers that owe another amount on gift cards than is on their cards': `
    with booked as (
      select organiser_id, currency, -sum(amount_minor) as owed_minor from ledger.entry
      where account = 'gift_card_liability' group by organiser_id, currency
    ), cards as (
      select organiser_id, currency, sum(balance_minor + reserved_minor) as on_cards_minor from gift_cards.card
      group by organiser_id, currency
    )
    select organiser_id, currency, booked.owed_minor, cards.on_cards_minor
    from booked full join cards using (organiser_id, currency)
    where coalesce(booked.owed_minor, 0) <> coalesce(cards.on_cards_minor, 0)`,
} as const;
