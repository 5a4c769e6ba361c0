import type { Reply } from '@tessera/contract/api/operations';
import type { Ctx } from '../../platform/context.ts';
import { listPerformancesAtDoors } from '../catalogue/index.ts';
import { findOrganiser } from '../identity/index.ts';
import { listAccessPoints } from '../venues/index.ts';
import type { DeviceRow } from './device.store.ts';
import { findPolicy } from './policy.store.ts';

/** What a device may do: the performances whose doors are or soon will be open, within its scope, and where. */
export async function describeOwnDevice(ctx: Ctx, device: DeviceRow): Promise<Reply<'getOwnDevice'>> {
  const { organiserId, performanceIds, accessPointIds } = device;
  const isIn = (ids: readonly string[], id: string) => ids.length === 0 || ids.includes(id);
  const points = (await listAccessPoints(ctx, [organiserId])).filter(({ id }) => isIn(accessPointIds, id));
  const mappingIds = [...new Set(points.flatMap((point) => point.mappingIds))];
  const performances: Reply<'getOwnDevice'>['performances'] = [];
  for (const performance of await listPerformancesAtDoors(ctx, mappingIds)) {
    if (performance.organiserId !== organiserId || !isIn(performanceIds, performance.id)) continue;
    const own = points.filter((point) => point.mappingIds.includes(performance.mappingId));
    performances.push({
      id: performance.id,
      title: performance.event.title,
      venue: own[0]?.venueName ?? '',
      doorsAt: performance.doorsAt.toISOString(),
      startsAt: performance.startsAt.toISOString(),
      endsAt: performance.endsAt.toISOString(),
      timeZone: performance.timeZone,
      offline: (await findPolicy(ctx, performance.id)).offline,
      accessPoints: own.map(({ id, name, gateName }) => ({ id, name, gate: gateName })),
    });
  }
  return {
    id: device.id,
    name: device.name,
    organiser: (await findOrganiser(ctx, organiserId))?.name ?? '',
    serverAt: ctx.now.toISOString(),
    performances,
  };
}
