import type { Chart } from '@tessera/contract/seating/chart';
import type { PromoCode } from '../pricing/promo.rules.ts';

export type Allocation = {
  readonly id: string;
  readonly code: string | null;
  /** Only who shows its code may have its places. Not open: it was released, or its time to be released has come. */
  readonly isOpen: boolean;
  /** Not marked as released yet. */
  readonly isActive: boolean;
};
/** Null is any. */
export type QuotaScope = {
  readonly tierId: string | null;
  readonly tariffId: string | null;
  readonly zoneId: string | null;
};
export type Quota = {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly used: number;
  readonly scopes: readonly QuotaScope[];
  /** It counts the first places at an offer's price: who finds it full pays the next price. */
  readonly isFirstPlaces: boolean;
};
/** What is left, as found under the locks. */
export type Stock = {
  readonly chart: Chart;
  /** By ordinal, 0 is available. As remembered; `seats` says better. */
  readonly states: Uint8Array;
  /** By ordinal: the seats somebody asks for. */
  readonly seats: ReadonlyMap<number, FoundSeat>;
  readonly zones: ReadonlyMap<string, ZoneCount>;
  /** Zones whose counter somebody else is at. */
  readonly busyZoneIds: ReadonlySet<string>;
  /** By allocation and zone id, with a blank between. */
  readonly allocated: ReadonlyMap<string, AllocatedCount>;
  readonly quotas: readonly Quota[];
  /** By person key in hexadecimal digits. */
  readonly persons: ReadonlyMap<string, PersonCount>;
  /** By id: the codes somebody shows to open offers. */
  readonly unlocks: ReadonlyMap<string, PromoCode>;
};
export type FoundSeat = {
  readonly seatId: number;
  readonly ordinal: number;
  readonly isOurs: boolean;
  /** Free, but somebody else is at it: neither to be given nor to be refused. */
  readonly isBusy: boolean;
  readonly allocationId: string | null;
  /** Of its row, before this. */
  readonly changeNumber: number;
};
export type ZoneCount = {
  readonly tierId: string;
  readonly capacity: number;
  readonly used: number;
  readonly allocated: number;
};
export type AllocatedCount = { readonly quantity: number; readonly used: number };
export type PersonCount = { readonly used: number; readonly placeMax: number };
/** The counters as they are after the verdicts; only those that changed. */
export type CountsAfter = Pick<Stock, 'zones' | 'allocated' | 'persons'> & {
  readonly quotas: ReadonlyMap<string, number>;
};
/** The stock as it dwindles. */
export type Books = {
  readonly chart: Chart;
  readonly states: Uint8Array;
  readonly seats: Map<number, FoundSeat>;
  readonly zones: Map<string, ZoneCount>;
  readonly busyZoneIds: ReadonlySet<string>;
  readonly allocated: Map<string, AllocatedCount>;
  readonly quotas: Map<string, Quota>;
  readonly persons: Map<string, PersonCount>;
  readonly unlocks: Map<string, PromoCode>;
  readonly changed: {
    readonly zones: Map<string, ZoneCount>;
    readonly allocated: Map<string, AllocatedCount>;
    readonly quotasUsed: Map<string, number>;
    readonly persons: Map<string, PersonCount>;
  };
};

export function openBooks(allocations: readonly Allocation[], stock: Stock): Books {
  const states = stock.states.slice();
  for (const { ordinal, isOurs } of stock.seats.values()) states[ordinal] = isOurs ? 0 : 1;
  const books: Books = {
    chart: stock.chart,
    states,
    seats: new Map(stock.seats),
    zones: new Map(stock.zones),
    busyZoneIds: stock.busyZoneIds,
    allocated: new Map(stock.allocated),
    quotas: new Map(stock.quotas.map((quota) => [quota.id, quota])),
    persons: new Map(stock.persons),
    unlocks: new Map(stock.unlocks),
    changed: { zones: new Map(), allocated: new Map(), quotasUsed: new Map(), persons: new Map() },
  };
  for (const { id, isOpen } of allocations) if (!isOpen) giveBackAllocated(books, id);
  return books;
}

/** What an allocation that is over did not use is everybody's. */
function giveBackAllocated(books: Books, allocationId: string): void {
  for (const [zoneId, zone] of books.zones) {
    const key = `${allocationId} ${zoneId}`;
    const count = books.allocated.get(key);
    if (!count || count.quantity === count.used) continue;
    setZone(books, zoneId, { ...zone, allocated: zone.allocated - (count.quantity - count.used) });
    setAllocated(books, key, { quantity: count.used, used: count.used });
  }
}

function setZone(books: Books, zoneId: string, zone: ZoneCount): void {
  books.zones.set(zoneId, zone);
  books.changed.zones.set(zoneId, zone);
}

function setAllocated(books: Books, key: string, count: AllocatedCount): void {
  books.allocated.set(key, count);
  books.changed.allocated.set(key, count);
}
export type Taken = {
  readonly places: readonly { readonly ordinal: number | null; readonly zoneId: string }[];
  readonly allocationId: string | null;
  readonly quotas: readonly { readonly quotaId: string; readonly places: number }[];
  readonly unlock: PromoCode | null;
};

/** Takes places, and everything they count in, out of the books. */
export function takeOut(books: Books, personKey: string | undefined, held: Taken): void {
  for (const { ordinal, zoneId } of held.places) {
    if (ordinal === null) takeStandingPlace(books, zoneId, held.allocationId);
    else takeSeat(books, ordinal);
  }
  for (const { quotaId, places } of held.quotas) {
    const quota = books.quotas.get(quotaId);
    if (!quota) continue;
    books.quotas.set(quotaId, { ...quota, used: quota.used + places });
    books.changed.quotasUsed.set(quotaId, quota.used + places);
  }
  const unlock = held.unlock ? books.unlocks.get(held.unlock.id) : undefined;
  if (unlock) books.unlocks.set(unlock.id, { ...unlock, uses: unlock.uses + 1 });
  const person = personKey === undefined ? undefined : books.persons.get(personKey);
  if (personKey !== undefined && person) {
    const now = { ...person, used: person.used + held.places.length };
    books.persons.set(personKey, now);
    books.changed.persons.set(personKey, now);
  }
}

function takeSeat(books: Books, ordinal: number): void {
  const seat = books.seats.get(ordinal);
  if (seat) books.seats.set(ordinal, { ...seat, isOurs: false });
  books.states[ordinal] = 1;
}

function takeStandingPlace(books: Books, zoneId: string, allocationId: string | null): void {
  const zone = books.zones.get(zoneId);
  if (!zone) return;
  if (allocationId === null) {
    setZone(books, zoneId, { ...zone, used: zone.used + 1 });
    return;
  }
  const key = `${allocationId} ${zoneId}`;
  const aside = books.allocated.get(key);
  if (!aside) return;
  setZone(books, zoneId, { ...zone, used: zone.used + 1, allocated: zone.allocated - 1 });
  setAllocated(books, key, { ...aside, used: aside.used + 1 });
}
