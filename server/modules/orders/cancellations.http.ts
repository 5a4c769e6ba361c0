import type { Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import { type Actor, hasRole } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import { readCursor, writeCursor } from '../../platform/cursor.ts';
import { allow } from '../../platform/policy.ts';
import { invalid, Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { findOrganiser } from '../identity/index.ts';
import { cancelTickets, type Preview, previewCancellation } from './cancel-tickets.ts';
import { type Canceller, decideWish } from './cancellation.rules.ts';
import { findCancellation, listRequests } from './cancellation.store.ts';
import { approveCancellation, rejectCancellation } from './decide-cancellation.ts';
import { describeCancellation } from './describe-cancellation.ts';
import { guarded } from './http.ts';
import { findOrder, lockOrder, type Order } from './store.ts';

const whoever = allow('capability', 'owner', 'agent', 'director', 'admin');
const staff = allow('agent', 'director', 'admin');

export function cancellationRoutes(routes: Routes): void {
  routes.inTransaction('previewCancellation', whoever, async (ctx, { params, body, authorise }) => {
    const order = await findOrder(ctx, params.orderId);
    if (!order) throw new Refusal('not_found');
    authorise(ctx, guarded(order));
    const by = cancellerOf(ctx.actor, order);
    // Staff see used tickets with what they would give back; that they mean them is asked when it is done.
    const { tickets: ticketIds, reason, refundTo } = body;
    expectWish(by, { reason, coversUsed: false, note: '', refundTo });
    const wish = { ticketIds, reason, by, coversUsed: by !== 'buyer', refundTo };
    return describePreview(order, await previewCancellation(ctx, order, wish));
  });

  routes.inTransaction('cancelTickets', whoever, async (ctx, { params, body, authorise }) => {
    const order = await lockOrder(ctx, params.orderId);
    if (!order) throw new Refusal('not_found');
    authorise(ctx, guarded(order));
    const by = cancellerOf(ctx.actor, order);
    expectWish(by, body);
    const { tickets: ticketIds, reason, expectedRefund, coversUsed, note, refundTo } = body;
    if (expectedRefund.currency !== order.currency) throw new Refusal('refund_changed');
    const expectedMinor = expectedRefund.amountMinor;
    const wish = { ticketIds, reason, by, coversUsed, note, expectedMinor, refundTo };
    const id = await cancelTickets(ctx, order, wish);
    return describeFound(ctx, order, id);
  });

  routes.inTransaction('listCancellationRequests', staff, async (ctx, { params, query, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
    const list = `cancellation-requests:${organiserId}`;
    const after = query.cursor === undefined ? undefined : readCursor(ctx, list, query.cursor);
    const rows = await listRequests(ctx, organiserId, { afterId: after?.id ?? null, limit: query.limit + 1 });
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const items = page.map((row) => ({
      ...describeCancellation(row, row.currency as Currency),
      reference: row.reference,
      title: row.title,
      buyer: row.buyerEmail,
      toSend: { amountMinor: row.toSendMinor, currency: row.currency as Currency },
      note: row.note,
      requestedBy: row.requestedBy,
    }));
    const next =
      rows.length > query.limit && last
        ? writeCursor(ctx, list, { at: last.requestedAt.toISOString(), id: last.id })
        : null;
    return { items, next };
  });

  routes.inTransaction('approveCancellation', staff, async (ctx, { params, body, authorise }) => {
    const order = await lockOrderOf(ctx, params.cancellationId);
    authorise(ctx, { organiserId: order.organiserId });
    const by = cancellerOf(ctx.actor, order);
    await approveCancellation(ctx, order, params.cancellationId, { by, note: body.note });
    return describeFound(ctx, order, params.cancellationId);
  });

  routes.inTransaction('rejectCancellation', staff, async (ctx, { params, body, authorise }) => {
    const order = await lockOrderOf(ctx, params.cancellationId);
    authorise(ctx, { organiserId: order.organiserId });
    await rejectCancellation(ctx, order, params.cancellationId, body.note);
    return describeFound(ctx, order, params.cancellationId);
  });
}

async function lockOrderOf(ctx: Ctx, cancellationId: string): Promise<Order> {
  const cancellation = await findCancellation(ctx, cancellationId);
  const order = cancellation && (await lockOrder(ctx, cancellation.orderId));
  if (!order) throw new Refusal('not_found');
  return order;
}

function cancellerOf(actor: Actor, { organiserId }: Order): Canceller {
  if (hasRole(actor, ['director', 'admin'], organiserId)) return 'director';
  return hasRole(actor, ['agent'], organiserId) ? 'agent' : 'buyer';
}

function expectWish(by: Canceller, wish: Parameters<typeof decideWish>[1]): void {
  const decision = decideWish(by, wish);
  if (decision === 'role_missing' || decision === 'refund_way') throw new Refusal(decision);
  if (decision === 'note_needed') throw invalid('note', 'needed');
}

async function describeFound(ctx: Ctx, order: Order, cancellationId: string): Promise<Reply<'cancelTickets'>> {
  const cancellation = await findCancellation(ctx, cancellationId);
  if (!cancellation) throw new Refusal('not_found');
  return describeCancellation(cancellation, order.currency as Currency);
}

function describePreview(order: Order, preview: Preview): Reply<'previewCancellation'> {
  const { settlement, tickets, parts, giftCards, chargedMinor } = preview;
  const money = (amountMinor: number) => ({ amountMinor, currency: order.currency as Currency });
  const backOf = (lineId: string) => {
    const line = settlement.lines.find((back) => back.lineId === lineId);
    return line ? line.priceMinor + line.feeMinor : 0;
  };
  const paidMinor = tickets.reduce((total, { priceMinor, feeMinor }) => total + priceMinor + feeMinor, 0);
  const dueMinor = settlement.priceMinor + settlement.feeMinor;
  const feesMinor = tickets.reduce((total, { feeMinor }) => total + feeMinor, 0);
  return {
    tickets: tickets.map(({ ticketId, lineId, words, priceMinor, feeMinor, isUsed }) => ({
      id: ticketId,
      place: words,
      paid: money(priceMinor + feeMinor),
      refund: money(backOf(lineId)),
      isUsed,
    })),
    paid: money(paidMinor),
    refund: money(parts.refundMinor),
    refundParts: {
      giftCards: parts.back.flatMap(({ cardId, amountMinor, onNewCard }) => {
        const end = giftCards.find((card) => card.cardId === cardId)?.codeEnd;
        return end === undefined || onNewCard ? [] : [{ end, amount: money(amountMinor) }];
      }),
      newGiftCard: money(parts.toNewCardMinor),
      payment: money(parts.toPaymentMinor),
    },
    provider: preview.provider,
    // A later cancellation may give back what an earlier one kept: then nothing is kept of these.
    kept: money(Math.max(0, paidMinor - dueMinor)),
    sentBackBefore: money(dueMinor - parts.refundMinor),
    feesKept: money(feesMinor - settlement.feeMinor),
    cancellationFees: money(chargedMinor),
    until: preview.until?.toISOString() ?? null,
    needsApproval: preview.needsApproval,
  };
}
