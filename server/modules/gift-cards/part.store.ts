import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { Part } from './part.rules.ts';

export type OrderPart = Part & { readonly reference: string; readonly codeEnd: string };

const parts = (references: readonly string[]) => sql`
  select p.reference, p.card_id, p.amount_minor, p.state, p.refunded_minor, c.code_end, c.balance_minor,
    c.state = 'active' and coalesce(c.ends_at > clock_timestamp(), true) as is_usable
  from gift_cards.part p join gift_cards.card c on c.id = p.card_id
  where p.reference = any(${references}::text[]) order by c.id`;

/** What cards pay, or paid, of these orders. They change under the lock of their order only. */
export async function listParts(ctx: Ctx, references: readonly string[]): Promise<OrderPart[]> {
  const found = await sql<OrderPart>`${parts(references)}`.execute(tx(ctx));
  return found.rows;
}

/** The same, they and their cards locked, in the order of the cards' ids. */
export async function lockParts(ctx: Ctx, references: readonly string[]): Promise<OrderPart[]> {
  const found = await sql<OrderPart>`${parts(references)} for update`.execute(tx(ctx));
  return found.rows;
}

type Reserving = { readonly reference: string; readonly cardId: string; readonly amountMinor: number };

/** So much more of a card, which is locked, is reserved for an order. */
export async function saveReserved(ctx: Ctx, { reference, cardId, amountMinor }: Reserving): Promise<void> {
  await sql`
    with moved as (
      insert into gift_cards.movement (card_id, kind, balance_minor, reserved_minor, reference)
      values (${cardId}, 'reserved', -${amountMinor}::bigint, ${amountMinor}, ${reference})
    ), paid as (
      insert into gift_cards.part as p (reference, card_id, amount_minor, state)
      values (${reference}, ${cardId}, ${amountMinor}, 'reserved')
      on conflict (reference, card_id) do update set state = 'reserved',
        amount_minor = excluded.amount_minor + case when p.state = 'reserved' then p.amount_minor else 0 end
    )
    update gift_cards.card set balance_minor = balance_minor - ${amountMinor}, reserved_minor = reserved_minor + ${amountMinor}
    where id = ${cardId}`.execute(tx(ctx));
}

/** So much of what was reserved is on its card again, which is locked; a part of which nothing is left gets the state. */
export async function saveReturned(
  ctx: Ctx,
  { reference, cardId, amountMinor }: Reserving,
  state: 'returned' | 'taken_off',
): Promise<void> {
  await sql`
    with moved as (
      insert into gift_cards.movement (card_id, kind, balance_minor, reserved_minor, reference)
      values (${cardId}, 'returned', ${amountMinor}, -${amountMinor}::bigint, ${reference})
    ), paid as (
      update gift_cards.part set state = case when amount_minor = ${amountMinor} then ${state} else state end,
        amount_minor = case when amount_minor = ${amountMinor} then amount_minor else amount_minor - ${amountMinor} end
      where reference = ${reference} and card_id = ${cardId}
    )
    update gift_cards.card set balance_minor = balance_minor + ${amountMinor}, reserved_minor = reserved_minor - ${amountMinor}
    where id = ${cardId}`.execute(tx(ctx));
}

export type Spent = {
  readonly movementId: string;
  readonly organiserId: string;
  readonly currency: string;
  readonly amountMinor: number;
};

/** What is reserved for these orders is spent; their cards are locked. */
export async function saveSpent(ctx: Ctx, references: readonly string[]): Promise<Spent[]> {
  const saved = await sql<Spent>`
    with spent as (
      update gift_cards.part set state = 'spent' where reference = any(${references}::text[]) and state = 'reserved'
      returning reference, card_id, amount_minor
    ), moved as (
      insert into gift_cards.movement (card_id, kind, balance_minor, reserved_minor, reference)
      select card_id, 'spent', 0, -amount_minor, reference from spent returning id, card_id, -reserved_minor as amount_minor
    ), changed as (
      update gift_cards.card c set reserved_minor = c.reserved_minor - s.amount_minor
      from (select card_id, sum(amount_minor)::bigint as amount_minor from spent group by card_id) s where c.id = s.card_id
    )
    select m.id as movement_id, c.organiser_id, c.currency, m.amount_minor
    from moved m join gift_cards.card c on c.id = m.card_id`.execute(tx(ctx));
  return saved.rows;
}

/** Some of what a card paid goes back, whatever card it comes on. */
export async function saveGivenBack(ctx: Ctx, { reference, cardId, amountMinor }: Reserving): Promise<void> {
  await sql`
    update gift_cards.part set refunded_minor = refunded_minor + ${amountMinor}
    where reference = ${reference} and card_id = ${cardId}`.execute(tx(ctx));
}

/** What goes back for an order is on a card, which is locked. Returns the movement's id. */
export async function saveRefundedTo(ctx: Ctx, { reference, cardId, amountMinor }: Reserving): Promise<string> {
  const saved = await sql<{ id: string }>`
    with changed as (
      update gift_cards.card set balance_minor = balance_minor + ${amountMinor} where id = ${cardId}
    )
    insert into gift_cards.movement (card_id, kind, balance_minor, reserved_minor, reference)
    values (${cardId}, 'refunded', ${amountMinor}, 0, ${reference}) returning id`.execute(tx(ctx));
  const [row] = saved.rows;
  if (!row) throw new Error(`nothing came on gift card ${cardId}`);
  return row.id;
}
