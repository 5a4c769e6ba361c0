import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findPerformance, lockPerformance, type Performance, saveMapping } from '../catalogue/index.ts';
import { findVersion, listDirectedAstray, shareVersion } from '../venues/index.ts';
import { releaseDueAllocations } from './allocate-places.ts';
import { mappingMoved } from './announcements.ts';
import { expireHolds } from './expire-holds.ts';
import { countMove, findObstacles, type MoveCounts, type MoveObstacle } from './move-to-version.rules.ts';
import { loadMovingSeats, loadMovingZones, lockStock, saveMove, type Versions } from './move-to-version.store.ts';
import { tellSeats } from './seat-news.ts';
import { createStock } from './stock.store.ts';

export type MoveWish = { readonly mappingId: string; readonly relabel: boolean };
export type Obstacle =
  | MoveObstacle
  | { readonly code: 'directed_gates_removed'; readonly directed: readonly { zone: string; gate: string }[] };
export type MovePlan = { readonly seats: MoveCounts; readonly obstacles: readonly Obstacle[] };

/**
 * Puts a performance on another version of its plan. Who holds, bought or was set aside a seat has the same one afterwards,
 * with the same id; seats that are new are free. Throws live_seats_removed, live_capacity, live_seats_relabelled,
 * directed_gates_removed; mapping_state and other_venue for what it cannot stand on.
 */
export async function moveToVersion(ctx: Ctx, performanceId: string, wish: MoveWish): Promise<MovePlan> {
  // Holds share the performance's lock, so none begins while it moves.
  const performance = await lockPerformance(ctx, performanceId);
  if (!performance) throw new Refusal('not_found');
  const versions = versionsOf(performance, wish);
  await refuseStrange(ctx, versions, await shareVersion(ctx, wish.mappingId));
  // What is over keeps no place of a standing zone.
  await releaseDueAllocations(ctx, performanceId);
  await expireHolds(ctx, performanceId);
  await lockStock(ctx, performanceId);
  const plan = await plotMove(ctx, versions, wish);
  const [obstacle] = plan.obstacles;
  if (obstacle) {
    const { code, ...facts } = obstacle;
    throw new Refusal(code, undefined, facts);
  }
  await saveMapping(ctx, performanceId, wish.mappingId);
  await saveMove(ctx, versions);
  if (performance.state !== 'planned') await createStock(ctx, performanceId, wish.mappingId);
  await announce(ctx, mappingMoved(versions, performance.organiserId, relabelled(plan.seats)));
  await tellSeats(ctx, { performanceId, seats: [], zones: [], isReset: true });
  return plan;
}

/** What a move would do and meet, without locking anything: by the time it is made, more may have been sold. */
export async function planMove(ctx: Ctx, performanceId: string, wish: MoveWish): Promise<MovePlan> {
  const performance = await findPerformance(ctx, performanceId);
  if (!performance) throw new Refusal('not_found');
  const versions = versionsOf(performance, wish);
  await refuseStrange(ctx, versions, await findVersion(ctx, wish.mappingId));
  return plotMove(ctx, versions, wish);
}

function versionsOf({ id, mappingId }: Performance, wish: MoveWish): Versions {
  return { performanceId: id, from: mappingId, to: wish.mappingId };
}

async function refuseStrange(
  ctx: Ctx,
  { from }: Versions,
  target: Awaited<ReturnType<typeof findVersion>>,
): Promise<void> {
  const current = await findVersion(ctx, from);
  // A plan of another house is as unknown as one that does not exist.
  if (!target || target.organiserId !== current?.organiserId) throw new Refusal('not_found');
  if (target.venueId !== current.venueId) throw new Refusal('other_venue');
  const isThere = target.id === current.id;
  if (target.state !== 'published' && !isThere) {
    throw new Refusal('mapping_state', undefined, { state: target.state });
  }
}

async function plotMove(ctx: Ctx, versions: Versions, { relabel }: MoveWish): Promise<MovePlan> {
  const seats = await loadMovingSeats(ctx, versions);
  const zones = await loadMovingZones(ctx, versions);
  const astray = await listDirectedAstray(ctx, { id: versions.performanceId, mappingId: versions.to });
  const directed = astray.map(({ zoneId, gateId }) => ({ zone: zoneId, gate: gateId }));
  return {
    seats: countMove(seats),
    obstacles: [
      ...findObstacles(seats, zones, { relabel }),
      ...(directed.length > 0 ? [{ code: 'directed_gates_removed' as const, directed }] : []),
    ],
  };
}

/** Seats sold or held that are called otherwise now. */
function relabelled({ relabelled, rezoned }: MoveCounts): number {
  return relabelled.sold + relabelled.held + rezoned.sold + rezoned.held;
}
