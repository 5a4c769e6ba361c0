import type { Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import { scanToPayText } from '@tessera/contract/scan-to-pay';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { listParts, type OrderPart, paidByCards } from '../gift-cards/index.ts';
import { findHold } from '../inventory/index.ts';
import { awaitedTransfer, findPaymentFor, type Payment, type Providers } from '../payments/index.ts';
import { describeRefundPolicy, findRefundPolicy } from '../pricing/index.ts';
import { codeOf, type Evening, listTicketsOfOrder, readEvening } from '../tickets/index.ts';
import { listCancellations } from './cancellation.store.ts';
import { describeCancellation } from './describe-cancellation.ts';
import { offeredProviders } from './offered-providers.ts';
import { shownStatus } from './rules.ts';
import { listLines, type Order } from './store.ts';

/** An order as its buyer and its sellers see it, with its tickets. */
export async function describeOrder(ctx: Ctx, order: Order, providers: Providers): Promise<Reply<'getOrder'>> {
  return (await readOrder(ctx, order, providers)).words;
}

export type OrderRead = {
  readonly words: Reply<'getOrder'>;
  readonly evening: Evening;
  readonly tickets: Awaited<ReturnType<typeof listTicketsOfOrder>>;
};

/** The same with what it was made of, for whoever says more of it. */
export async function readOrder(ctx: Ctx, order: Order, providers: Providers): Promise<OrderRead> {
  const hold = await findHold(ctx, order.holdId);
  if (!hold) throw new Refusal('not_found');
  const payment = await findPaymentFor(ctx, order.id, order.paymentId);
  const lines = await listLines(ctx, order.id);
  const parts = await listParts(ctx, [order.id]);
  const currency = order.currency as Currency;
  const money = (amountMinor: number) => ({ amountMinor, currency });
  // Before it is confirmed there are none.
  const tickets = order.confirmedAt === null ? [] : await listTicketsOfOrder(ctx, order.id);
  // Tickets follow their seat into other zones; lines say what was bought.
  const zoneIds = (tickets.length > 0 ? tickets : lines).map(({ zoneId }) => zoneId);
  const evening = await readEvening(ctx, order.performanceId, zoneIds);
  const policy = await findRefundPolicy(ctx, order.refundPolicyId);
  const cancellations = order.confirmedAt === null ? [] : await listCancellations(ctx, order.id);
  const words: Reply<'getOrder'> = {
    id: order.id,
    reference: order.reference,
    organiser: order.organiserId,
    status: shownStatus(order.status, hold.isAlive),
    closingReason: order.closingReason,
    hasOtherSeats: order.hasOtherSeats,
    performance: describeEvening(evening, zoneIds),
    hold: order.holdId,
    buyer: { email: order.buyerEmail, name: order.buyerName, locale: order.locale },
    lines: lines.map((line) => ({
      place: line.place,
      zone: line.zoneName,
      row: line.rowLabel,
      number: line.seatNumber,
      flags: [...line.seatFlags],
      tier: line.tierName,
      tariff: line.tariffName,
      attendee: line.attendeeName,
      price: money(line.priceMinor + line.feeMinor),
      feesIncluded: money(line.feeMinor),
      taxIncluded: money(line.taxMinor),
      discount: money(line.discountMinor),
      trace: line.trace.map(({ rule, words, amountMinor }) => ({ rule, words, amount: money(amountMinor) })),
      isCancelled: line.state === 'cancelled',
    })),
    total: money(order.totalMinor),
    giftCards: parts.flatMap(({ cardId: id, codeEnd: end, amountMinor, state }) =>
      state === 'reserved' || state === 'spent' ? [{ id, end, amount: money(amountMinor), state }] : [],
    ),
    toPay: money(order.totalMinor - paidByCards(parts)),
    refunded: money(refundedOf(payment, parts)),
    placedAt: order.placedAt.toISOString(),
    expiresAt: hold.expiresAt.toISOString(),
    confirmedAt: order.confirmedAt?.toISOString() ?? null,
    serverTime: ctx.now.toISOString(),
    payment: payment
      ? { id: payment.id, provider: payment.provider, status: payment.status, failure: payment.failureCode }
      : null,
    transfer: payment?.status === 'pending' ? await describeTransfer(ctx, payment.id) : null,
    providers: isToPay(order) ? await offeredProviders(ctx, providers, order, evening.performance.startsAt) : [],
    tickets: await describeTickets(ctx, evening, tickets),
    refundPolicy: policy ? describeRefundPolicy(policy, evening.performance.startsAt, currency) : null,
    cancellations: cancellations.map((one) => describeCancellation(one, currency)),
  };
  return { words, evening, tickets };
}

function isToPay({ status }: Order): boolean {
  return status === 'pending' || status === 'paying';
}

/** By its payment and on gift cards. */
function refundedOf(payment: Payment | undefined, parts: readonly OrderPart[]): number {
  const byPayment = payment ? payment.refundedMinor + payment.creditedMinor : 0;
  return parts.reduce((total, { refundedMinor }) => total + refundedMinor, byPayment);
}

async function describeTransfer(ctx: Ctx, paymentId: string): Promise<Reply<'getOrder'>['transfer']> {
  const awaited = await awaitedTransfer(ctx, paymentId);
  if (!awaited) return null;
  const { holder, iban, bic, reference, payBefore, amountMinor, currency } = awaited;
  const amount = { amountMinor, currency: currency as Currency };
  const scanText = scanToPayText({ holder, iban, bic, reference, amount }) ?? null;
  return { holder, iban, bic, reference, amount, until: payBefore.toISOString(), scanText };
}

function describeEvening({ performance, venue, gates }: Evening, zoneIds: readonly string[]) {
  return {
    id: performance.id,
    eventSlug: performance.event.slug,
    title: performance.event.title,
    venue: venue.name,
    address: venue.address,
    city: venue.city,
    doorsAt: performance.doorsAt.toISOString(),
    startsAt: performance.startsAt.toISOString(),
    endsAt: performance.endsAt.toISOString(),
    timeZone: performance.timeZone,
    gates: [...new Set(zoneIds.flatMap((zoneId) => gates.get(zoneId) ?? []).map(({ name }) => name))].sort(),
  };
}

async function describeTickets(
  ctx: Ctx,
  { performance: { rotating } }: Evening,
  tickets: Awaited<ReturnType<typeof listTicketsOfOrder>>,
): Promise<Reply<'getOrder'>['tickets']> {
  const described: Reply<'getOrder'>['tickets'] = [];
  for (const ticket of tickets) {
    described.push({
      id: ticket.id,
      serial: ticket.serial,
      code: await codeOf(ctx, ticket),
      isSuspended: ticket.isSuspended,
      rotating,
      place: [ticket.zoneName, ticket.rowLabel, ticket.seatNumber].filter((part) => part !== null).join(' · '),
      holder: ticket.holderName,
      status: ticket.status,
    });
  }
  return described;
}
