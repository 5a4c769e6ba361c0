import type { Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import type { Ctx } from '../../platform/context.ts';
import { readCursor, writeCursor } from '../../platform/cursor.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { findOrganiser } from '../identity/index.ts';
import { blockCard } from './block-card.ts';
import { issueAsGoodwill } from './issue-card.ts';
import { findByCode } from './reserve-card.ts';
import { shownState } from './rules.ts';
import { type Card, findCard, listCards, listMovements, type Movement } from './store.ts';

const movementsMax = 500;

/** codesPerMinute: requests with a code that one address may make. */
export function giftCardRoutes(routes: Routes, { codesPerMinute }: { readonly codesPerMinute: number }): void {
  routes.inTransaction(
    'checkGiftCard',
    allow('anyone'),
    async (ctx, { body }) => {
      const card = await findByCode(ctx, body.code);
      const organiser = card && (await findOrganiser(ctx, card.organiserId));
      if (!organiser) throw new Refusal('gift_card_unknown');
      const { end, state, balance, reserved, endsAt } = describeCard(card);
      return { organiser: organiser.name, end, state, balance, reserved, endsAt };
    },
    { perMinute: codesPerMinute },
  );
  staffRoutes(routes);
}

function staffRoutes(routes: Routes): void {
  const whoever = allow('director', 'admin');

  routes.inTransaction('listGiftCards', whoever, async (ctx, { params, query, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
    const codeEnd = query.end?.trim().toUpperCase().slice(-4) ?? null;
    const list = `gift-cards:${organiserId}:${codeEnd ?? ''}`;
    const before = query.cursor === undefined ? undefined : readCursor(ctx, list, query.cursor);
    const rows = await listCards(ctx, organiserId, { codeEnd, beforeId: before?.id ?? null, limit: query.limit + 1 });
    const page = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? page.at(-1) : undefined;
    const next = last ? writeCursor(ctx, list, { at: last.issuedAt.toISOString(), id: last.id }) : null;
    return { items: page.map(describeCard), next };
  });

  routes.inTransaction('issueGiftCard', whoever, async (ctx, { params, body, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
    const { amount, endsAt, email, locale, note } = body;
    const wish = { organiserId, ...amount, endsAt: endsAt === null ? null : new Date(endsAt), email, locale, note };
    const card = await findCard(ctx, await issueAsGoodwill(ctx, wish));
    if (!card) throw new Refusal('not_found');
    return describeCard(card);
  });

  routes.inTransaction('getGiftCard', whoever, async (ctx, { params, authorise }) => {
    const card = await found(ctx, params.giftCardId);
    authorise(ctx, { organiserId: card.organiserId });
    return await describeInFull(ctx, card);
  });

  routes.inTransaction('blockGiftCard', whoever, async (ctx, { params, body, authorise }) => {
    const card = await found(ctx, params.giftCardId);
    authorise(ctx, { organiserId: card.organiserId });
    await blockCard(ctx, card, body.note);
    return await describeInFull(ctx, await found(ctx, card.id));
  });
}

async function found(ctx: Ctx, cardId: string): Promise<Card> {
  const card = await findCard(ctx, cardId);
  if (!card) throw new Refusal('not_found');
  return card;
}

async function describeInFull(ctx: Ctx, card: Card): Promise<Reply<'getGiftCard'>> {
  const movements = await listMovements(ctx, card.id, movementsMax);
  return { ...describeCard(card), movements: movements.map((one) => describeMovement(one, card.currency)) };
}

function describeCard(card: Card): Reply<'issueGiftCard'> {
  const { id, codeEnd: end, source, email, note } = card;
  const money = (amountMinor: number) => ({ amountMinor, currency: card.currency as Currency });
  return {
    id,
    end,
    source,
    state: shownState(card),
    initial: money(card.initialMinor),
    balance: money(card.balanceMinor),
    reserved: money(card.reservedMinor),
    endsAt: card.endsAt?.toISOString() ?? null,
    email,
    note,
    issuedAt: card.issuedAt.toISOString(),
  };
}

/** Its amount is what it moved, in whichever direction its kind says. */
function describeMovement({ kind, balanceMinor, reservedMinor, reference, movedAt }: Movement, currency: string) {
  return {
    kind,
    amount: { amountMinor: Math.abs(balanceMinor || reservedMinor), currency: currency as Currency },
    order: reference,
    at: movedAt.toISOString(),
  };
}
