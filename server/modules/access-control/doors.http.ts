import type { Reply } from '@tessera/contract/api/operations';
import type { Ctx } from '../../platform/context.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { findPerformance } from '../catalogue/index.ts';
import { findOrganiser } from '../identity/index.ts';
import { listAccessPoints } from '../venues/index.ts';
import { listDoorPerformances } from './doors.store.ts';
import { type ListGround, readListGround } from './list-ground.ts';

const whoSees = allow('gate_controller', 'agent', 'director', 'admin');
const performancesMax = 200;

/** What whoever prepares the doors chooses from. */
export function doorRoutes(routes: Routes): void {
  routes.inTransaction('listDoors', whoSees, async (ctx, { params, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
    return describeDoors(ctx, organiserId);
  });

  routes.inTransaction('getDoorPlan', whoSees, async (ctx, { params, authorise }) => {
    const performance = await findPerformance(ctx, params.performanceId);
    if (!performance) throw new Refusal('not_found');
    const { organiserId } = performance;
    authorise(ctx, { organiserId });
    return describePlan(organiserId, await readListGround(ctx, performance.id));
  });
}

async function describeDoors(ctx: Ctx, organiserId: string): Promise<Reply<'listDoors'>> {
  const performances = await listDoorPerformances(ctx, organiserId, performancesMax);
  const points = await listAccessPoints(ctx, [organiserId]);
  return {
    performances: performances.map(({ startsAt, ...told }) => ({ ...told, startsAt: startsAt.toISOString() })),
    accessPoints: points.map(({ id, name, gateName, venueName }) => ({ id, name, gate: gateName, venue: venueName })),
  };
}

function describePlan(organiser: string, { words }: ListGround): Reply<'getDoorPlan'> {
  const { performance, zones, gates, accessPoints, products } = words;
  const { id, title, venue, timeZone } = performance;
  const gateNames = new Map(gates.map((gate) => [gate.id, gate.name]));
  return {
    id,
    organiser,
    title,
    venue,
    timeZone,
    doorsAt: new Date(performance.doorsAt).toISOString(),
    startsAt: new Date(performance.startsAt).toISOString(),
    endsAt: new Date(performance.endsAt).toISOString(),
    zones,
    gates: gates.map((gate) => ({ id: gate.id, name: gate.name })),
    accessPoints: accessPoints.map((point) => ({
      id: point.id,
      name: point.name,
      gate: gateNames.get(point.gateId) ?? '',
    })),
    // A right that was not bought has none.
    products: products.filter(({ code }) => code !== '').map(({ code, name }) => ({ code, name })),
  };
}
