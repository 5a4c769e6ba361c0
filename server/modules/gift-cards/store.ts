import type { Locale } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { CardFacts } from './rules.ts';

export type Card = CardFacts & {
  readonly id: string;
  readonly codeEnd: string;
  readonly source: 'goodwill' | 'refund';
  readonly initialMinor: number;
  readonly reservedMinor: number;
  readonly endsAt: Date | null;
  readonly email: string;
  readonly locale: Locale;
  readonly note: string;
  readonly issuedAt: Date;
};

const columns = sql`
  c.id, c.organiser_id, c.currency, c.code_end, c.source, c.state, c.initial_minor, c.balance_minor, c.reserved_minor, c.ends_at,
  coalesce(c.ends_at <= clock_timestamp(), false) as has_ended, c.email, c.locale, c.note, c.issued_at`;

export type NewCard = Pick<
  Card,
  'id' | 'organiserId' | 'currency' | 'codeEnd' | 'source' | 'initialMinor' | 'endsAt' | 'email' | 'locale' | 'note'
> & { readonly codeHash: Buffer; readonly issuedBy: string | null };

/** An id for a card that is not saved yet: its code is derived from it. */
export async function newCardId(ctx: Ctx): Promise<string> {
  const drawn = await sql<{ id: string }>`select uuidv7() as id`.execute(tx(ctx));
  const [row] = drawn.rows;
  if (!row) throw new Error('no id was drawn');
  return row.id;
}

/** With its first movement, whose id it returns. reference: of the order it gives money back for. */
export async function saveCard(ctx: Ctx, card: NewCard, reference: string | null): Promise<string> {
  await tx(ctx)
    .insertInto('giftCards.card')
    .values({ ...card, balanceMinor: card.initialMinor })
    .execute();
  const { id } = await tx(ctx)
    .insertInto('giftCards.movement')
    .values({ cardId: card.id, kind: 'issued', balanceMinor: card.initialMinor, reservedMinor: 0, reference })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function findCard(ctx: Ctx, cardId: string): Promise<Card | undefined> {
  const found = await sql<Card>`select ${columns} from gift_cards.card c where c.id = ${cardId}`.execute(tx(ctx));
  return found.rows[0];
}

export async function findCardByHash(ctx: Ctx, codeHash: Buffer): Promise<Card | undefined> {
  const found = await sql<Card>`
    select ${columns} from gift_cards.card c where c.code_hash = ${codeHash}`.execute(tx(ctx));
  return found.rows[0];
}

export async function lockCard(ctx: Ctx, cardId: string): Promise<Card | undefined> {
  const found = await sql<Card>`
    select ${columns} from gift_cards.card c where c.id = ${cardId} for update`.execute(tx(ctx));
  return found.rows[0];
}

export async function saveBlocked(ctx: Ctx, cardId: string): Promise<void> {
  await tx(ctx).updateTable('giftCards.card').set({ state: 'blocked' }).where('id', '=', cardId).execute();
}

/** The newest first. */
export async function listCards(
  ctx: Ctx,
  organiserId: string,
  page: { readonly codeEnd: string | null; readonly beforeId: string | null; readonly limit: number },
): Promise<Card[]> {
  const found = await sql<Card>`
    select ${columns} from gift_cards.card c
    where c.organiser_id = ${organiserId} and (${page.codeEnd}::text is null or c.code_end = ${page.codeEnd})
      and (${page.beforeId}::uuid is null or c.id < ${page.beforeId}::uuid)
    order by c.id desc limit ${page.limit}`.execute(tx(ctx));
  return found.rows;
}

export type Movement = {
  readonly kind: 'issued' | 'reserved' | 'returned' | 'spent' | 'refunded';
  readonly balanceMinor: number;
  readonly reservedMinor: number;
  readonly reference: string | null;
  readonly movedAt: Date;
};

/** The newest first. */
export async function listMovements(ctx: Ctx, cardId: string, limit: number): Promise<Movement[]> {
  return tx(ctx)
    .selectFrom('giftCards.movement')
    .select(['kind', 'balanceMinor', 'reservedMinor', 'reference', 'movedAt'])
    .where('cardId', '=', cardId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
