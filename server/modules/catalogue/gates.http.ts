import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { describeGates, directZones } from '../venues/index.ts';
import { findPerformance, lockPerformance } from './store.ts';

/** Which gates visitors of a performance are sent to: staff's to see and to change. */
export function gateRoutes(routes: Routes): void {
  routes.inTransaction('getGates', allow('agent', 'director'), async (ctx, { params, authorise }) => {
    const performance = await findPerformance(ctx, params.performanceId);
    if (!performance) throw new Refusal('not_found');
    authorise(ctx, { organiserId: performance.organiserId });
    return await describeGates(ctx, performance);
  });

  routes.inTransaction('directZones', allow('agent', 'director'), async (ctx, { params, body, authorise }) => {
    const performance = await findPerformance(ctx, params.performanceId);
    if (!performance) throw new Refusal('not_found');
    authorise(ctx, { organiserId: performance.organiserId });
    // Locked: it is not moved to a version without these gates meanwhile.
    const locked = await lockPerformance(ctx, performance.id);
    if (!locked) throw new Refusal('not_found');
    await directZones(ctx, locked, body.zones);
    return await describeGates(ctx, locked);
  });
}
