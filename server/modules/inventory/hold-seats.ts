import type { Ctx } from '../../platform/context.ts';
import { type Recalled, recallAll, rememberAll } from '../../platform/idempotency.ts';
import { isSaleOpen, type Performance, sharePerformance } from '../catalogue/index.ts';
import { listUnlocks, lockPromos, type Offer, openedOffers, type PriceBook } from '../pricing/index.ts';
import { holdReply } from './describe-hold.ts';
import { decideHolds, type SaleTerms, type Stock, type Verdict } from './holding.rules.ts';
import {
  type Counters,
  hasDeadHolds,
  lockCounters,
  lockFreeSeats,
  readStockTerms,
  type StockTerms,
} from './holding.store.ts';
import {
  type HoldAnswer,
  type HoldReply,
  type HoldRequest,
  type Planned,
  type PlannedAsk,
  planHolds,
  refuse,
} from './plan-holds.ts';
import { type NewHold, saveHolds } from './save-holds.ts';
import type { SeatBoard } from './seat-board.ts';

export type Sale = {
  readonly board: SeatBoard;
  readonly priceBook: (ctx: Ctx, version: number) => Promise<PriceBook>;
};

/**
 * Answers the requests for one performance in their order, in one transaction: each gets all its places for the
 * performance's hold time (minutes), with their prices pinned, or none. Without `wait`, whoever wants a place that somebody
 * else has locked is told `again`.
 * Refusals: not_found, sale_not_open, too_many_places { max }, invalid, seats_taken { seats }, lone_seat { lone, suggestion },
 * whole_table { seats }, companion_only { wheelchair }, sold_out, not_enough_together { largest }, not_on_sale,
 * no_such_offer, code_needed, price_changed { totalMinor }, quota_reached { left }, person_limit { max, already },
 * code_unknown, promo_not_started { startsAt }, promo_ended, promo_used_up, and those of idempotency keys.
 */
export async function holdSeats(
  ctx: Ctx,
  { board, priceBook }: Sale,
  requests: readonly HoldRequest[],
  { wait }: { wait: boolean },
): Promise<readonly HoldAnswer[]> {
  const performance = await sharePerformance(ctx, board.performanceId);
  if (performance?.event.state !== 'published') return requests.map(() => refuse('not_found'));
  if (performance.mappingId !== board.mappingId) return requests.map(() => ({ kind: 'again', why: 'board_behind' }));
  const recalled = await recallEach(ctx, requests);
  const stockTerms = await readStockTerms(ctx, performance.id, requests.length);
  const book = await priceBook(ctx, stockTerms.priceListVersion);
  const terms = termsOf(performance, stockTerms, book);
  const sale = { organiserId: performance.organiserId, performanceId: performance.id };
  const typed = requests.flatMap(({ code }) => code ?? []);
  const unlocks = await listUnlocks(ctx, sale.organiserId, typed);
  const planned = await planHolds(ctx, { board, terms, sale, unlocks }, requests, recalled);
  const { stock, counters } = await lockStock(ctx, { board, performance, stockTerms, planned, wait });

  const asks = planned.filter((one): one is PlannedAsk => 'ask' in one);
  const decision = decideHolds(
    terms,
    stock,
    asks.map(({ ask }) => ask),
  );
  const decided = asks.map((asked, index): Decided => {
    const verdict = decision.verdicts[index] ?? { kind: 'again', why: 'busy' };
    return { ...asked, verdict, holdId: stockTerms.holdIds[index] ?? '' };
  });

  const holds = decided.filter((one): one is NewHold => one.verdict.kind === 'held');
  const expiresAt = new Date(stockTerms.at.getTime() + performance.holdMinutes * 60_000);
  const batch = { performance, priceListVersion: book.version, expiresAt, stock, counters, after: decision.after };
  const replies = new Map(
    holds.map((hold) => [hold.position, replyTo(ctx, { board, performance, list: book.offers, expiresAt }, hold)]),
  );
  await saveHolds(ctx, batch, holds);
  await rememberEach(ctx, holds, replies);
  return answersOf(requests.length, planned, decided, replies, await areCountsTrue(ctx, performance.id, decided));
}

type Decided = PlannedAsk & { readonly verdict: Verdict; readonly holdId: string };

async function recallEach(
  ctx: Ctx,
  requests: readonly HoldRequest[],
): Promise<ReadonlyMap<HoldRequest, Recalled<HoldReply>>> {
  const keyed = requests.flatMap((holdRequest) => {
    const { actor, idempotent: request } = holdRequest;
    return request ? [{ holdRequest, actor, request }] : [];
  });
  const recalled = await recallAll<HoldReply>(ctx, keyed);
  return new Map(keyed.map(({ holdRequest }, index) => [holdRequest, recalled[index] ?? {}]));
}

async function rememberEach(
  ctx: Ctx,
  holds: readonly NewHold[],
  replies: ReadonlyMap<number, HoldReply>,
): Promise<void> {
  const answers = holds.flatMap(({ position, request: { actor, idempotent: request } }) =>
    request ? [{ actor, request, body: replies.get(position) }] : [],
  );
  await rememberAll(ctx, answers);
}

function termsOf(performance: Performance, { at, closedZoneIds, allocations }: StockTerms, book: PriceBook): SaleTerms {
  return {
    now: at,
    isOpen: isSaleOpen(performance, at),
    placesPerOrderMax: performance.placesPerOrderMax,
    placesPerPersonMax: performance.placesPerPersonMax,
    loneSeats: performance.loneSeats,
    list: book.offers,
    offers: openedOffers(book.offers, undefined),
    tierOfZone: book.tierOfZone,
    closedZoneIds: new Set(closedZoneIds),
    allocations,
  };
}

type ToLock = {
  readonly board: SeatBoard;
  readonly performance: Performance;
  readonly stockTerms: StockTerms;
  readonly planned: readonly Planned[];
  readonly wait: boolean;
};

/** Seats, then allocated places, zones, quotas, persons and codes: the one order of locks. */
async function lockStock(
  ctx: Ctx,
  { board, performance, stockTerms, planned, wait }: ToLock,
): Promise<{ stock: Stock; counters: Counters }> {
  const asks = planned.flatMap((one) => ('ask' in one ? [one] : []));
  const ordinals = asks.flatMap(({ ask: { places } }) => ('ordinals' in places ? places.ordinals : []));
  const zoneIds = asks.flatMap(({ ask: { places } }) => ('zoneId' in places ? [places.zoneId] : []));
  const seatIds = [...new Set(ordinals)].map((ordinal) => board.chart.seatIds[ordinal] ?? 0);
  const found = await lockFreeSeats(ctx, performance.id, seatIds, { wait });
  const { placesPerPersonMax: placeMax } = performance;
  const keys = asks.flatMap(({ ask: { person } }) => (person === undefined ? [] : Buffer.from(person, 'hex')));
  const quotaIds = stockTerms.quotas.map(({ id }) => id);
  const wanted = { zoneIds, quotaIds, ...(placeMax === null ? {} : { persons: { keys, placeMax } }) };
  const counters = await lockCounters(ctx, performance.id, wanted, { wait });
  const promoIds = [...new Set(asks.flatMap(({ ask: { unlock } }) => unlock?.id ?? []))];
  const promos = promoIds.length === 0 ? [] : await lockPromos(ctx, promoIds);
  const zones = new Map(counters.zones.map((zone) => [zone.zoneId, zone]));
  const counts = new Map(counters.quotas.map((quota) => [quota.id, quota]));
  const stock: Stock = {
    chart: board.chart,
    states: board.states,
    seats: new Map(found.map((seat) => [seat.ordinal, { ...seat, isBusy: !wait && seat.looksFree && !seat.isOurs }])),
    zones,
    busyZoneIds: new Set(wait ? [] : zoneIds.filter((id) => !zones.has(id))),
    allocated: new Map(counters.allocations.map((count) => [`${count.allocationId} ${count.zoneId}`, count])),
    quotas: stockTerms.quotas.map((quota) => ({ size: 0, used: 0, ...counts.get(quota.id), ...quota })),
    persons: new Map(counters.persons.map((person) => [person.personKey.toString('hex'), person])),
    unlocks: new Map(promos.map((promo) => [promo.id, promo])),
  };
  return { stock, counters };
}

type Sitting = {
  readonly board: SeatBoard;
  readonly performance: Performance;
  readonly list: readonly Offer[];
  readonly expiresAt: Date;
};

function replyTo(
  ctx: Ctx,
  { board, performance, list, expiresAt }: Sitting,
  { holdId, verdict: { places, unlock } }: NewHold,
): HoldReply {
  const reply = holdReply(board.chart, performance, {
    holdId,
    list,
    expiresAt,
    now: ctx.now,
    places,
    code: unlock?.terms.code ?? null,
  });
  return { ...reply, token: ctx.secrets.capability(holdId) };
}

/** Whether nobody was refused on the word of a counter that still counts holds whose time is over. */
async function areCountsTrue(ctx: Ctx, performanceId: string, decided: readonly Decided[]): Promise<boolean> {
  const isDoubtful = decided.some(({ verdict }) => verdict.kind === 'refused' && verdict.isCount);
  return !isDoubtful || !(await hasDeadHolds(ctx, performanceId));
}

function answersOf(
  count: number,
  planned: readonly Planned[],
  decided: readonly Decided[],
  replies: ReadonlyMap<number, HoldReply>,
  countsAreTrue: boolean,
): HoldAnswer[] {
  const answers = new Map<number, HoldAnswer>();
  for (const one of planned) if ('answer' in one) answers.set(one.position, one.answer);
  for (const { position, verdict } of decided) {
    const reply = replies.get(position);
    if (reply) answers.set(position, { kind: 'held', reply });
    else if (verdict.kind === 'again') answers.set(position, verdict);
    else if (verdict.kind === 'refused') {
      const isTrue = countsAreTrue || !verdict.isCount;
      answers.set(position, isTrue ? refuse(verdict.code, verdict.facts) : { kind: 'again', why: 'dead_holds' });
    }
  }
  return Array.from({ length: count }, (_, position) => answers.get(position) ?? refuse('internal'));
}
