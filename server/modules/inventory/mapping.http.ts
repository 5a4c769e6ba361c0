import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { findPerformance } from '../catalogue/index.ts';
import { findVersion } from '../venues/index.ts';
import { moveToVersion, planMove } from './move-to-version.ts';
import { publishVersion } from './publish-version.ts';

/** Publishing a version of a plan and putting performances on it: here, because places somebody has decide. */
export function mappingRoutes(routes: Routes): void {
  routes.inTransaction('publishMapping', allow('agent', 'director'), async (ctx, { params, body, authorise }) => {
    const version = await findVersion(ctx, params.mappingId);
    if (!version) throw new Refusal('not_found');
    authorise(ctx, { organiserId: version.organiserId });
    const published = await publishVersion(ctx, version.id, {
      stamp: body.stamp,
      movePerformances: body.movePerformances === true,
      relabel: body.relabel === true,
    });
    return {
      id: version.id,
      version: version.version,
      retired: [...published.retired],
      moved: [...published.moved],
    };
  });

  routes.inTransaction('movePerformance', allow('agent', 'director'), async (ctx, { params, body, authorise }) => {
    const performance = await findPerformance(ctx, params.performanceId);
    if (!performance) throw new Refusal('not_found');
    authorise(ctx, { organiserId: performance.organiserId });
    const wish = { mappingId: body.mapping, relabel: body.relabel === true };
    const isMoved = body.dryRun !== true;
    const plan = isMoved ? await moveToVersion(ctx, performance.id, wish) : await planMove(ctx, performance.id, wish);
    return { isMoved, seats: plan.seats, blockedBy: plan.obstacles.map((obstacle) => ({ ...obstacle })) };
  });
}
