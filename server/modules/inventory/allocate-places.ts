import { randomInt } from 'node:crypto';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { sharePerformance } from '../catalogue/index.ts';
import {
  type AllocationKind,
  listAllocationZones,
  listDueAllocations,
  lockAllocation,
  saveAllocation,
  saveAllocationReleased,
  saveSeatsAllocated,
  saveZoneAllocated,
} from './allocation.store.ts';
import { placesAllocated, placesDeallocated } from './announcements.ts';
import { expireHolds } from './expire-holds.ts';
import { lockCounters, lockFreeSeats, saveCounters } from './holding.store.ts';
import { tellSeats } from './seat-news.ts';

export type AllocationWish = {
  readonly performanceId: string;
  readonly name: string;
  readonly kind: AllocationKind;
  /** With one, whoever shows it may hold these places; without, nobody can until they are released. */
  readonly hasCode: boolean;
  readonly releaseAt: Date | null;
  readonly seatIds: readonly number[];
  readonly zones: readonly { readonly zoneId: string; readonly quantity: number }[];
};

/**
 * Sets free places aside, all or none, until they are released by hand or at `releaseAt`. Returns the allocation's id.
 * Throws not_found, allocation_exists, seats_taken { seats }, not_enough_left { zone, left }.
 */
export async function allocatePlaces(ctx: Ctx, wish: AllocationWish): Promise<string> {
  const { performanceId } = wish;
  const performance = await sharePerformance(ctx, performanceId);
  if (!performance) throw new Refusal('not_found');
  await releaseDueAllocations(ctx, performanceId);
  await expireHolds(ctx, performanceId);
  const { name, kind, releaseAt } = wish;
  const code = wish.hasCode ? newCode() : null;
  const allocationId = await saveAllocation(ctx, { performanceId, name, kind, code, releaseAt });
  if (!allocationId) throw new Refusal('allocation_exists');

  const found = await lockFreeSeats(ctx, performanceId, wish.seatIds, { wait: true });
  const free = new Set(found.flatMap((seat) => (seat.isOurs && seat.allocationId === null ? [seat.seatId] : [])));
  const taken = wish.seatIds.filter((seatId) => !free.has(seatId));
  if (taken.length > 0) throw new Refusal('seats_taken', undefined, { seats: taken.map(String) });
  await saveSeatsAllocated(ctx, performanceId, wish.seatIds, allocationId);

  const counters = await lockCounters(ctx, performanceId, {
    zoneIds: wish.zones.map(({ zoneId }) => zoneId),
    quotaIds: [],
  });
  const zones = wish.zones.map(({ zoneId, quantity }) => {
    const zone = counters.zones.find((one) => one.zoneId === zoneId);
    if (!zone) throw new Refusal('not_on_sale');
    const left = zone.capacity - zone.used - zone.allocated;
    if (left < quantity) throw new Refusal('not_enough_left', undefined, { zone: zoneId, left });
    return { ...zone, allocated: zone.allocated + quantity };
  });
  await saveCounters(ctx, performanceId, { zones });
  for (const zone of wish.zones) await saveZoneAllocated(ctx, performanceId, allocationId, zone);
  await tellSeats(ctx, { performanceId, seats: [], zones: [], isReset: true });
  const places = wish.seatIds.length + wish.zones.reduce((total, { quantity }) => total + quantity, 0);
  await announce(ctx, placesAllocated(allocationId, { performanceId, organiserId: performance.organiserId, places }));
  return allocationId;
}

/** Gives what an allocation has left to everybody; what its own buyers have stays theirs. Releasing twice is no error. */
export async function releaseAllocation(ctx: Ctx, allocationId: string): Promise<void> {
  const allocation = await lockAllocation(ctx, allocationId);
  if (!allocation) throw new Refusal('not_found');
  if (allocation.state === 'released') return;
  const { performanceId } = allocation;
  const performance = await sharePerformance(ctx, performanceId);
  if (!performance) throw new Refusal('not_found');
  const counters = await lockCounters(ctx, performanceId, {
    zoneIds: await listAllocationZones(ctx, allocationId),
    quotaIds: [],
  });
  const own = counters.allocations.filter((count) => count.allocationId === allocationId);
  const leftIn = (zoneId: string) =>
    own.filter((count) => count.zoneId === zoneId).reduce((left, { quantity, used }) => left + quantity - used, 0);
  await saveCounters(ctx, performanceId, {
    allocations: own.map((count) => ({ ...count, quantity: count.used })),
    zones: counters.zones.map((zone) => ({ ...zone, allocated: zone.allocated - leftIn(zone.zoneId) })),
  });
  await saveAllocationReleased(ctx, performanceId, allocationId);
  await tellSeats(ctx, { performanceId, seats: [], zones: [], isReset: true });
  await announce(ctx, placesDeallocated(allocationId, performanceId, performance.organiserId));
}

/** Releases what is due. Only tidies: holds treat an allocation whose time has come as released. */
export async function releaseDueAllocations(ctx: Ctx, performanceId?: string): Promise<void> {
  for (const allocationId of await listDueAllocations(ctx, performanceId)) await releaseAllocation(ctx, allocationId);
}

const codeLetters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** Sixteen letters that cannot be mistaken for one another: 79 bits. */
function newCode(): string {
  return Array.from({ length: 16 }, () => codeLetters[randomInt(codeLetters.length)]).join('');
}
