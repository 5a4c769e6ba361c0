import { announceAll } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Performance } from '../catalogue/index.ts';
import { seatsHeld } from './announcements.ts';
import type { CountsAfter, Stock, Verdict } from './holding.rules.ts';
import { type Counters, saveCounters, saveHoldQuotas, saveHoldsAndSeats } from './holding.store.ts';
import type { PlannedAsk } from './plan-holds.ts';
import { type SeatChange, tellSeats, type ZoneChange } from './seat-news.ts';

export type NewHold = PlannedAsk & {
  readonly holdId: string;
  readonly verdict: Extract<Verdict, { kind: 'held' }>;
};
type Batch = {
  readonly performance: Performance;
  readonly priceListVersion: number;
  readonly expiresAt: Date;
  readonly stock: Stock;
  readonly counters: Counters;
  readonly after: CountsAfter;
};

/** Writes the holds of a batch with everything they take, tells the boards and the journal. */
export async function saveHolds(ctx: Ctx, batch: Batch, holds: readonly NewHold[]): Promise<void> {
  if (holds.length === 0) return;
  const { performance, expiresAt, stock } = batch;
  const changeNumbers = await saveHoldsAndSeats(ctx, {
    performanceId: performance.id,
    priceListVersion: batch.priceListVersion,
    expiresAt,
    holds: holds.map(({ holdId, verdict, ask }) => ({
      id: holdId,
      placeCount: verdict.places.length,
      personKey: ask.person === undefined ? null : Buffer.from(ask.person, 'hex'),
      allocationId: verdict.allocationId,
    })),
    places: holds.flatMap(({ holdId, verdict }) =>
      verdict.places.map(({ seatId, zoneId, tierId, offer }, place) => {
        return { holdId, place, seatId, zoneId, tierId, offerId: offer.id };
      }),
    ),
  });
  const zones = await saveCountsAfter(ctx, batch);
  await saveHoldQuotas(
    ctx,
    holds.flatMap(({ holdId, verdict }) => verdict.quotas.map((counted) => ({ holdId, ...counted }))),
  );
  const seats = [...changeNumbers].map(([ordinal, changeNumber]): SeatChange => {
    const isAllocated = stock.seats.get(ordinal)?.allocationId != null;
    return { ordinal, changeNumber, state: isAllocated ? 4 : 1, heldUntilMs: expiresAt.getTime() };
  });
  const { id: performanceId, organiserId } = performance;
  await tellSeats(ctx, { performanceId, seats, zones });
  await announceAll(
    ctx,
    holds.map(({ holdId, verdict, request: { actor, traceId } }) => {
      const announcement = seatsHeld(holdId, { performanceId, organiserId, places: verdict.places.length });
      return { actor, traceId, announcement };
    }),
  );
}

async function saveCountsAfter(ctx: Ctx, { performance, counters, after }: Batch): Promise<ZoneChange[]> {
  const zones = counters.zones.flatMap((zone) => {
    const now = after.zones.get(zone.zoneId);
    return now ? [{ ...zone, ...now }] : [];
  });
  const saved = await saveCounters(ctx, performance.id, {
    zones,
    allocations: counters.allocations.flatMap((count) => {
      const now = after.allocated.get(`${count.allocationId} ${count.zoneId}`);
      return now ? [{ ...count, ...now }] : [];
    }),
    quotas: counters.quotas.flatMap((quota) => {
      const used = after.quotas.get(quota.id);
      return used === undefined ? [] : [{ ...quota, used }];
    }),
    persons: counters.persons.flatMap((person) => {
      const now = after.persons.get(person.personKey.toString('hex'));
      return now ? [{ ...person, ...now }] : [];
    }),
  });
  return zones.map(({ zoneId, capacity, used, allocated }) => ({
    zoneId,
    capacity,
    used,
    allocated,
    changeNumber: saved.find((zone) => zone.zoneId === zoneId)?.changeNumber ?? 0,
  }));
}
