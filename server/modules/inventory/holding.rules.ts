import type { Chart } from '@tessera/contract/seating/chart';
import { decideLoneSeats } from '@tessera/contract/seating/lone-seat';
import type { PromoCode } from '../pricing/promo.rules.ts';
import { assignOffers, buyerPrice, type Offer, type TariffWish } from '../pricing/rules.ts';
import { decideUse, openedOffers, whyNotOffered } from '../pricing/unlock.rules.ts';
import { firstPlacesLeft, quotaSharesOf } from './quota.rules.ts';
import { decideSeatChoice } from './seat-choice.rules.ts';
import {
  type Allocation,
  type Books,
  type CountsAfter,
  type FoundSeat,
  openBooks,
  type Stock,
  takeOut,
} from './stock-books.rules.ts';

export type { Allocation, CountsAfter, Quota, QuotaScope, Stock } from './stock-books.rules.ts';

/** What the sale says, the same for everybody. */
export type SaleTerms = {
  readonly now: Date;
  readonly isOpen: boolean;
  readonly placesPerOrderMax: number;
  readonly placesPerPersonMax: number | null;
  readonly loneSeats: 'off' | 'lenient' | 'strict';
  /** Every offer of the price list. */
  readonly list: readonly Offer[];
  /** Those that need no code. */
  readonly offers: readonly Offer[];
  readonly tierOfZone: ReadonlyMap<string, string>;
  readonly closedZoneIds: ReadonlySet<string>;
  readonly allocations: readonly Allocation[];
};
/** Places somebody asks for: seats, which we may have chosen for them, or so many of a standing zone. */
export type PlannedPlaces =
  | { readonly ordinals: readonly number[]; readonly isOurChoice: boolean }
  | { readonly zoneId: string; readonly quantity: number };
export type HoldAsk = {
  readonly places: PlannedPlaces;
  readonly tariffs: readonly TariffWish[];
  readonly allocation: Allocation | undefined;
  readonly person: string | undefined;
  /** The code that opens offers for this buyer. */
  readonly unlock: PromoCode | undefined;
  /** What the buyer was shown, fees included; undefined: nothing. */
  readonly totalMaxMinor: number | undefined;
};

export type HeldPlace = {
  readonly seatId: number | null;
  readonly ordinal: number | null;
  readonly zoneId: string;
  readonly tierId: string;
  readonly offer: Offer;
};
export type HoldRefusal = {
  readonly kind: 'refused';
  readonly code:
    | 'sale_not_open'
    | 'too_many_places'
    | 'seats_taken'
    | 'not_on_sale'
    | 'sold_out'
    | 'not_enough_together'
    | 'whole_table'
    | 'companion_only'
    | 'lone_seat'
    | 'no_such_offer'
    | 'code_needed'
    | 'code_unknown'
    | 'promo_not_started'
    | 'promo_ended'
    | 'promo_used_up'
    | 'price_changed'
    | 'quota_reached'
    | 'person_limit';
  readonly facts: Readonly<Record<string, unknown>>;
  /** A counter said no: holds whose time is over may still count in it. */
  readonly isCount?: true;
};
export type Verdict =
  | {
      readonly kind: 'held';
      readonly places: readonly HeldPlace[];
      /** The allocation the standing places or some of the seats come from. */
      readonly allocationId: string | null;
      readonly quotas: readonly { readonly quotaId: string; readonly places: number }[];
      readonly unlock: PromoCode | null;
    }
  | HoldRefusal
  /** Somebody else is at a seat, or was faster at one we chose: to be asked again. */
  | { readonly kind: 'again'; readonly why: 'busy' | 'lost_race'; readonly zoneId?: string };
/** Decides in the order of arrival: whoever comes later finds what those before have left. All the places asked for, or none. */
export function decideHolds(
  terms: SaleTerms,
  stock: Stock,
  asks: readonly HoldAsk[],
): { readonly verdicts: readonly Verdict[]; readonly after: CountsAfter } {
  const books = openBooks(terms.allocations, stock);
  const verdicts = asks.map((ask) => {
    const verdict = decideHold(terms, books, ask);
    if (verdict.kind === 'held') takeOut(books, ask.person, verdict);
    return verdict;
  });
  const { zones, allocated, quotasUsed: quotas, persons } = books.changed;
  return { verdicts, after: { zones, allocated, quotas, persons } };
}

function decideHold(terms: SaleTerms, books: Books, ask: HoldAsk): Verdict {
  if (!terms.isOpen) return refused('sale_not_open');
  const count = 'zoneId' in ask.places ? ask.places.quantity : ask.places.ordinals.length;
  const max = terms.placesPerOrderMax;
  if (count > max) return refused('too_many_places', { max });
  const found =
    'zoneId' in ask.places ? takeStanding(terms, books, ask, ask.places) : takeSeats(terms, books, ask, ask.places);
  if (!found.ok) return found.verdict;
  const priced = priceAsk(
    terms,
    books,
    ask,
    found.places.map(({ tierId }) => tierId),
  );
  if (!priced.ok) return priced.verdict;
  const places = found.places.flatMap((place, index): HeldPlace[] => {
    const offer = priced.offers[index];
    return offer ? [{ ...place, offer }] : [];
  });
  const tariffed = places.map(({ zoneId, tierId, offer }) => ({ zoneId, tierId, tariffId: offer.tariffId }));
  const quotas = quotaSharesOf([...books.quotas.values()], tariffed);
  const full = quotas.flatMap(({ quotaId, places: counted }) => {
    const quota = books.quotas.get(quotaId);
    return quota && quota.used + counted > quota.size ? [quota] : [];
  })[0];
  if (full) return { ...refused('quota_reached', { left: Math.max(0, full.size - full.used) }), isCount: true };
  const person = ask.person === undefined ? undefined : books.persons.get(ask.person);
  if (person && person.used + count > person.placeMax) {
    return { ...refused('person_limit', { max: terms.placesPerPersonMax, already: person.used }), isCount: true };
  }
  return {
    kind: 'held',
    places,
    allocationId: found.allocationId,
    quotas,
    unlock: ask.unlock ?? null,
  };
}

type Pricing =
  | { readonly ok: true; readonly offers: readonly Offer[] }
  | { readonly ok: false; readonly verdict: HoldRefusal };

/** The offers of the places; none where the code may not be used any more, or they cost more than the buyer was shown. */
function priceAsk(terms: SaleTerms, books: Books, ask: HoldAsk, tiers: readonly string[]): Pricing {
  const { list, now } = terms;
  const use = ask.unlock && decideUse(books.unlocks.get(ask.unlock.id) ?? ask.unlock, now);
  if (use && !use.ok) return { ok: false, verdict: { ...refused(use.code, use.facts), isCount: true } };
  const offers = ask.unlock ? openedOffers(list, ask.unlock.terms) : terms.offers;
  const at = { now, left: firstPlacesLeft([...books.quotas.values()]) };
  const priced = assignOffers(offers, tiers, ask.tariffs, at);
  if (!priced.ok) return { ok: false, verdict: refused(whyNotOffered(list, tiers, ask.tariffs, at)) };
  const totalMinor = priced.offers.reduce((total, offer) => total + buyerPrice(offer), 0);
  if (totalMinor > (ask.totalMaxMinor ?? totalMinor)) {
    const verdict = refused('price_changed', { totalMinor });
    return { ok: false, verdict: priced.missed.length > 0 ? { ...verdict, isCount: true } : verdict };
  }
  return priced;
}

type Taking =
  | { readonly ok: true; readonly places: readonly Omit<HeldPlace, 'offer'>[]; readonly allocationId: string | null }
  | { readonly ok: false; readonly verdict: Verdict };

function takeSeats(
  terms: SaleTerms,
  books: Books,
  ask: HoldAsk,
  { ordinals, isOurChoice }: { readonly ordinals: readonly number[]; readonly isOurChoice: boolean },
): Taking {
  const decision = decideSeats(terms, books, {
    wanted: ordinals,
    kept: [],
    allocationId: ask.allocation?.id ?? null,
    isOurChoice,
  });
  if (!decision.ok) return decision;
  const places = decision.seats.flatMap(({ seatId, ordinal }) => {
    const zoneId = zoneIdAt(books.chart, ordinal);
    const tierId = terms.tierOfZone.get(zoneId);
    return tierId === undefined ? [] : [{ seatId, ordinal, zoneId, tierId }];
  });
  const aside = decision.seats.find((seat) => isSetAside(terms, seat));
  return { ok: true, places, allocationId: aside?.allocationId ?? null };
}

export type SeatTerms = Pick<SaleTerms, 'allocations' | 'closedZoneIds' | 'loneSeats'>;
export type SeatWish = {
  /** Seats to be taken, by ordinal. */
  readonly wanted: readonly number[];
  /** Seats the buyer has already and keeps: the choice is judged with them. */
  readonly kept: readonly number[];
  /** The allocation whose code the buyer has shown. */
  readonly allocationId: string | null;
  readonly isOurChoice: boolean;
};
type SeatDecision =
  | { readonly ok: true; readonly seats: readonly FoundSeat[] }
  | { readonly ok: false; readonly verdict: Exclude<Verdict, { kind: 'held' }> };

/**
 * Whether seats may go to a buyer: all of them free, none set aside for others or in a closed zone, and together a choice
 * that may be made. `states`, by ordinal, say 0 for the seats wanted and kept.
 */
export function decideSeats(
  terms: SeatTerms,
  { chart, states, seats }: Pick<Books, 'chart' | 'states' | 'seats'>,
  { wanted, kept, allocationId, isOurChoice }: SeatWish,
): SeatDecision {
  const found = wanted.flatMap((ordinal) => seats.get(ordinal) ?? []);
  if (found.some(({ isBusy }) => isBusy)) return { ok: false, verdict: { kind: 'again', why: 'busy' } };
  const mayHave = (seat: FoundSeat) => !isSetAside(terms, seat) || seat.allocationId === allocationId;
  const taken = wanted.filter((ordinal) => {
    const seat = seats.get(ordinal);
    return !seat?.isOurs || !mayHave(seat) || terms.closedZoneIds.has(zoneIdAt(chart, ordinal));
  });
  if (taken.length > 0 && isOurChoice) return { ok: false, verdict: { kind: 'again', why: 'lost_race' } };
  const idsOf = (ordinals: readonly number[]) => ordinals.map((ordinal) => String(chart.seatIds[ordinal]));
  if (taken.length > 0) return { ok: false, verdict: refused('seats_taken', { seats: idsOf(taken) }) };
  if (isOurChoice) return { ok: true, seats: found };

  const chosen = [...kept, ...wanted];
  const choice = decideSeatChoice(chart, states, chosen);
  if (!choice.ok) return { ok: false, verdict: refused(choice.code, choice.facts) };
  const lone = decideLoneSeats(chart, states, chosen, { mode: allocationId === null ? terms.loneSeats : 'off' });
  if (lone.ok) return { ok: true, seats: found };
  const facts = { lone: idsOf(lone.lone), suggestion: lone.suggestion ? idsOf(lone.suggestion) : null };
  return { ok: false, verdict: refused('lone_seat', facts) };
}

/** For those who show the allocation's code. One that is not known was made since the terms were read. */
function isSetAside({ allocations }: Pick<SaleTerms, 'allocations'>, { allocationId }: FoundSeat): boolean {
  return allocationId !== null && !allocations.some(({ id, isOpen }) => id === allocationId && !isOpen);
}

function takeStanding(
  terms: SaleTerms,
  books: Books,
  ask: HoldAsk,
  { zoneId, quantity }: { readonly zoneId: string; readonly quantity: number },
): Taking {
  if (books.busyZoneIds.has(zoneId)) return { ok: false, verdict: { kind: 'again', why: 'busy', zoneId } };
  const zone = books.zones.get(zoneId);
  if (!zone || terms.closedZoneIds.has(zoneId)) return { ok: false, verdict: refused('not_on_sale') };
  const aside = ask.allocation?.isOpen ? books.allocated.get(`${ask.allocation.id} ${zoneId}`) : undefined;
  const left = aside ? aside.quantity - aside.used : zone.capacity - zone.used - zone.allocated;
  if (left < quantity) {
    const refusal =
      left > 0 ? refused('not_enough_together', { largest: left, alternatives: [] }) : refused('sold_out');
    return { ok: false, verdict: { ...refusal, isCount: true } };
  }
  const place = { seatId: null, ordinal: null, zoneId, tierId: zone.tierId };
  return {
    ok: true,
    places: Array.from({ length: quantity }, () => place),
    allocationId: aside && ask.allocation ? ask.allocation.id : null,
  };
}

export function zoneIdAt(chart: Chart, ordinal: number): string {
  const row = chart.rows[chart.rowOf[ordinal] ?? -1];
  return chart.zones[row?.zone ?? -1]?.id ?? '';
}

function refused(code: HoldRefusal['code'], facts: HoldRefusal['facts'] = {}): HoldRefusal {
  return { kind: 'refused', code, facts };
}
