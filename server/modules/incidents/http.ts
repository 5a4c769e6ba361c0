import type { Ctx } from '../../platform/context.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { findPerformance, type Performance } from '../catalogue/index.ts';
import { changeIncident } from './change-incident.ts';
import { describeIncident } from './describe-incident.ts';
import { listPlaces, reportIncident } from './report-incident.ts';
import { findIncident, type IncidentRow, listIncidents, lockIncident } from './store.ts';

const staff = allow('gate_controller', 'agent', 'director', 'admin');
const shownMax = 200;

export function incidentRoutes(routes: Routes): void {
  routes.inTransaction('listIncidents', staff, async (ctx, { params, authorise }) => {
    const performance = await expectPerformance(ctx, params.performanceId);
    authorise(ctx, { organiserId: performance.organiserId });
    const rows = await listIncidents(ctx, performance.id, shownMax);
    return { items: rows.map(describeIncident), places: await listPlaces(ctx, performance) };
  });

  const whoReports = allow('device', 'gate_controller', 'agent', 'director', 'admin');
  routes.inTransaction('reportIncident', whoReports, async (ctx, { params, body, authorise }) => {
    const performance = await expectPerformance(ctx, params.performanceId);
    authorise(ctx, { organiserId: performance.organiserId, performanceId: performance.id });
    const id = await reportIncident(ctx, performance, body);
    return describeIncident(await found(findIncident(ctx, id)));
  });

  routes.inTransaction('changeIncident', staff, async (ctx, { params, body, authorise }) => {
    const incident = await found(lockIncident(ctx, params.incidentId));
    authorise(ctx, { organiserId: incident.organiserId });
    await changeIncident(ctx, incident, { state: body.state, note: body.note ?? '' });
    return describeIncident(await found(findIncident(ctx, incident.id)));
  });
}

async function expectPerformance(ctx: Ctx, performanceId: string): Promise<Performance> {
  const performance = await findPerformance(ctx, performanceId);
  if (!performance) throw new Refusal('not_found');
  return performance;
}

async function found(row: Promise<IncidentRow | undefined>): Promise<IncidentRow> {
  const incident = await row;
  if (!incident) throw new Refusal('not_found');
  return incident;
}
