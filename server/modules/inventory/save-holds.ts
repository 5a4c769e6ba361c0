import { announceAll } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { Performance } from '../catalogue/index.ts';
import { countUnlocks } from '../pricing/index.ts';
import { seatsHeld } from './announcements.ts';
import type { CountsAfter, Stock, Verdict } from './holding.rules.ts';
import { type Counters, changedZone, saveCounters, saveHoldQuotas, saveHoldsAndSeats } from './holding.store.ts';
import type { PlannedAsk } from './plan-holds.ts';
import { type SeatChange, tellSeats } from './seat-news.ts';

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
  const { performance, priceListVersion, expiresAt, counters, after } = batch;
  const { id: performanceId, organiserId } = performance;
  const counts = countsToSave(counters, after);
  await saveHoldsAndSeats(ctx, {
    performanceId,
    priceListVersion,
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
  await saveCounters(ctx, performanceId, counts);
  await saveHoldQuotas(
    ctx,
    holds.flatMap(({ holdId, verdict }) => verdict.quotas.map((counted) => ({ holdId, ...counted }))),
  );
  await countUnlocks(
    ctx,
    holds.flatMap(({ holdId, verdict: { unlock } }) =>
      unlock ? [{ holdId, promoCodeId: unlock.id, terms: unlock.terms }] : [],
    ),
  );
  await tellSeats(ctx, { performanceId, seats: seatsOf(batch, holds), zones: counts.zones.map(changedZone) });
  await announceAll(
    ctx,
    holds.map(({ holdId, verdict, request: { actor, traceId } }) => {
      const announcement = seatsHeld(holdId, { performanceId, organiserId, places: verdict.places.length });
      return { actor, traceId, announcement };
    }),
  );
  crashPoint('hold.saved');
}

/** The seats as the boards are to know them; writing a row counts its changes up by one. */
function seatsOf({ stock, expiresAt }: Batch, holds: readonly NewHold[]): SeatChange[] {
  const seats: SeatChange[] = [];
  for (const { verdict } of holds) {
    for (const { ordinal } of verdict.places) {
      const seat = ordinal === null ? undefined : stock.seats.get(ordinal);
      if (ordinal === null || !seat) continue;
      const state = seat.allocationId === null ? 1 : 4;
      seats.push({ ordinal, state, heldUntilMs: expiresAt.getTime(), changeNumber: seat.changeNumber + 1 });
    }
  }
  return seats;
}

function countsToSave(counters: Counters, after: CountsAfter): Counters {
  return {
    zones: counters.zones.flatMap((zone) => {
      const now = after.zones.get(zone.zoneId);
      return now ? [{ ...zone, ...now }] : [];
    }),
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
  };
}
