import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { findPerformance, listPerformancesAtDoors } from '../catalogue/index.ts';
import { findOrganiser } from '../identity/index.ts';
import { listAccessPoints } from '../venues/index.ts';
import { describeEntryOf, describeLiveEntry } from './describe-live-entry.ts';

const whoSees = allow('gate_controller', 'agent', 'director', 'admin');

export function liveEntryRoutes(routes: Routes): void {
  routes.inTransaction('listEntries', whoSees, async (ctx, { params, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
    const points = await listAccessPoints(ctx, [organiserId]);
    const mappingIds = [...new Set(points.flatMap((point) => point.mappingIds))];
    const performances = await listPerformancesAtDoors(ctx, mappingIds);
    const own = performances.filter((performance) => performance.organiserId === organiserId);
    const items = [];
    for (const performance of own) items.push(await describeEntryOf(ctx, performance));
    return { items };
  });

  routes.inTransaction('getLiveEntry', whoSees, async (ctx, { params, authorise }) => {
    const performance = await findPerformance(ctx, params.performanceId);
    if (!performance) throw new Refusal('not_found');
    authorise(ctx, { organiserId: performance.organiserId });
    return describeLiveEntry(ctx, performance);
  });
}
