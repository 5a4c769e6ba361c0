import type { Reply } from '@tessera/contract/api/operations';
import type { Actor } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import type { IdempotentRequest, Recalled } from '../../platform/idempotency.ts';
import { Refusal } from '../../platform/refusal.ts';
import { decideUnlock, openedOffers, type PromoCode, type TariffWish } from '../pricing/index.ts';
import type { Allocation, HoldAsk, SaleTerms } from './holding.rules.ts';
import { listOrdinalsFree } from './holding.store.ts';
import { personKey } from './person-key.ts';
import { type Hall, type PlaceWish, type Plan, planPlaces } from './plan-places.rules.ts';
import type { SeatBoard } from './seat-board.ts';

export type HoldRequest = {
  readonly wish: PlaceWish;
  readonly tariffs: readonly TariffWish[];
  /** The code of an allocation, or one that opens offers. */
  readonly code: string | undefined;
  /** The price the buyer was shown. */
  readonly totalMaxMinor: number | undefined;
  /** The e-mail address of an account. */
  readonly person: string | undefined;
  readonly actor: Actor;
  readonly traceId: string;
  readonly idempotent: IdempotentRequest | undefined;
};
export type HoldReply = Reply<'holdSeats'>;
export type HoldAnswer =
  | { readonly kind: 'held'; readonly reply: HoldReply }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'again';
      readonly why: 'busy' | 'lost_race' | 'dead_holds' | 'board_behind';
      readonly zoneId?: string;
    };

/** A request whose places are known but neither locked nor decided about, or one that needs no deciding. */
export type PlannedAsk = { readonly position: number; readonly request: HoldRequest; readonly ask: HoldAsk };
export type Planned = PlannedAsk | { readonly position: number; readonly answer: HoldAnswer };

type Hallway = {
  readonly board: SeatBoard;
  readonly terms: SaleTerms;
  readonly sale: { readonly organiserId: string; readonly performanceId: string };
  /** Codes that open offers, by what was typed. */
  readonly unlocks: ReadonlyMap<string, PromoCode>;
};

/**
 * The places each request means. Best seats are chosen as the board remembers the hall; before somebody is refused for
 * want of seats, the hall is counted in the database.
 */
export async function planHolds(
  ctx: Ctx,
  { board, terms, sale, unlocks }: Hallway,
  requests: readonly HoldRequest[],
  recalled: ReadonlyMap<HoldRequest, Recalled<HoldReply>>,
): Promise<readonly Planned[]> {
  const { chart, ordinalOf } = board;
  const standingZoneIds = new Set(board.standingZoneIds);
  let hall: Hall = { chart, ordinalOf, standingZoneIds, states: board.states.slice() };
  let isCounted = false;
  const planned: Planned[] = [];
  for (const [position, request] of requests.entries()) {
    const known = recalled.get(request);
    const allocation = allocationOf(terms, request);
    const unlock = allocation || request.code === undefined ? undefined : unlocks.get(request.code);
    const answer = answerAtOnce(terms, { request, allocation, known }, sale, unlock);
    if (answer) planned.push({ position, answer });
    else {
      const person = personKeyOf(ctx, request);
      const isOwnHall = allocation !== undefined && !('seatIds' in request.wish);
      const own = isOwnHall ? { ...hall, states: await countHall(ctx, { board, terms }, planned, allocation) } : hall;
      const open = unlock ? { ...terms, offers: openedOffers(terms.list, unlock.terms) } : terms;
      let plan = planPlaces(own, open, request.wish, allocation);
      if (!plan.ok && isWantOfSeats(plan) && !isCounted && !isOwnHall) {
        isCounted = true;
        hall = { ...hall, states: await countHall(ctx, { board, terms }, planned) };
        plan = planPlaces(hall, open, request.wish, allocation);
      }
      planned.push(plannedFor({ position, request, allocation, unlock, person }, plan));
    }
  }
  return planned;
}

type Asked = {
  readonly request: HoldRequest;
  readonly allocation: Allocation | undefined;
  readonly known: Recalled<HoldReply> | undefined;
};

function answerAtOnce(
  { isOpen, now }: SaleTerms,
  { request, allocation, known }: Asked,
  sale: Hallway['sale'],
  unlock: PromoCode | undefined,
): HoldAnswer | undefined {
  if (known?.refusal) return refuse(known.refusal);
  if (known?.stored) return { kind: 'held', reply: known.stored.body };
  if (!isOpen) return refuse('sale_not_open');
  if (request.code === undefined || allocation) return undefined;
  const decision = decideUnlock(unlock, sale, now);
  // Whether it is used up is decided under its lock: holds whose time is over may still count.
  return decision.ok || decision.code === 'promo_used_up' ? undefined : refuse(decision.code, decision.facts);
}

function allocationOf({ allocations }: SaleTerms, { code }: HoldRequest): Allocation | undefined {
  return code === undefined ? undefined : allocations.find((allocation) => allocation.code === code);
}

function isWantOfSeats({ refusal }: Plan & { ok: false }): boolean {
  return refusal.code === 'sold_out' || refusal.code === 'not_enough_together';
}

type Asking = Omit<PlannedAsk, 'ask'> & {
  readonly allocation: Allocation | undefined;
  readonly unlock: PromoCode | undefined;
  readonly person: string | undefined;
};

function plannedFor({ position, request, allocation, unlock, person }: Asking, plan: Plan): Planned {
  if (!plan.ok) return { position, answer: planRefusal(plan, request) };
  const { tariffs, totalMaxMinor } = request;
  return { position, request, ask: { places: plan.places, tariffs, allocation, unlock, person, totalMaxMinor } };
}

function personKeyOf(ctx: Ctx, { person }: HoldRequest): string | undefined {
  return person === undefined ? undefined : personKey(ctx, person).toString('hex');
}

/** The seats that are free in the database and not planned for anybody yet; of an allocation, or those that none keeps. */
async function countHall(
  ctx: Ctx,
  { board, terms }: Pick<Hallway, 'board' | 'terms'>,
  planned: readonly Planned[],
  of?: Allocation,
): Promise<Uint8Array> {
  const states = new Uint8Array(board.chart.seatCount).fill(1);
  const open = terms.allocations.filter(({ isOpen }) => isOpen).map(({ id }) => id);
  for (const ordinal of await listOrdinalsFree(ctx, board.performanceId, {
    open,
    of: of?.isOpen ? of.id : undefined,
  })) {
    states[ordinal] = 0;
  }
  for (const one of planned) {
    if ('ask' in one && 'ordinals' in one.ask.places)
      for (const ordinal of one.ask.places.ordinals) states[ordinal] = 1;
  }
  return states;
}

function planRefusal({ refusal: refused }: Plan & { ok: false }, { wish }: HoldRequest): HoldAnswer {
  if (refused.code === 'invalid') {
    const asked = 'seatIds' in wish ? wish.seatIds : [];
    const errors = refused.unknown.map((id) => ({ pointer: `/body/seats/${asked.indexOf(id)}`, code: 'no_such_seat' }));
    return { kind: 'refused', refusal: new Refusal('invalid', 'These are not seats of this performance.', { errors }) };
  }
  if (refused.code === 'too_many_places') return refuse(refused.code, { max: refused.max });
  if (refused.code === 'not_enough_together')
    return refuse(refused.code, { largest: refused.largest, alternatives: [] });
  return refuse(refused.code);
}

export function refuse(code: Refusal['code'], facts?: Readonly<Record<string, unknown>>): HoldAnswer {
  return { kind: 'refused', refusal: new Refusal(code, undefined, facts) };
}
