import { admissionListType } from '@tessera/contract/admission/admission-list';
import type { Reply } from '@tessera/contract/api/operations';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { allow } from '../../platform/policy.ts';
import { invalid, Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { findPerformance, lockPerformance, type Performance } from '../catalogue/index.ts';
import { findAccessPoint } from '../venues/index.ts';
import { conflictSeen } from './announcements.ts';
import { type ConflictRow, findConflict, listConflicts, saveSeen } from './conflict.store.ts';
import { openAdmissionLists } from './make-admission-list.ts';
import { listLanes } from './policy.store.ts';
import { searchTickets } from './search-tickets.ts';
import { describeEntryPolicy, setEntryPolicy } from './set-entry-policy.ts';
import { setLanes } from './set-lanes.ts';
import { simulateScan } from './simulate-scan.ts';

const whoSees = allow('gate_controller', 'agent', 'director', 'admin');
const whoDecides = allow('director', 'admin');
const whoSearches = allow('device', 'gate_controller', 'agent', 'director', 'admin');

export function entryRoutes(routes: Routes, inTransaction: InTransaction): void {
  policyRoutes(routes);
  conflictRoutes(routes);
  const lists = openAdmissionLists(inTransaction);

  routes.outside('getAdmissionList', allow('device', 'admin'), async ({ params, query, actor, reply, authorise }) => {
    await inTransaction(actor, async (ctx) => {
      const { organiserId } = await expectPerformance(ctx, params.performanceId);
      authorise(ctx, { organiserId, performanceId: params.performanceId });
    });
    const list = await lists.of(actor, params.performanceId, query.since);
    return reply.type(admissionListType).header('cache-control', 'no-store').send(Buffer.from(list));
  });

  routes.inTransaction('searchTickets', whoSearches, async (ctx, { params, query, authorise }) => {
    const performance = await expectPerformance(ctx, params.performanceId);
    authorise(ctx, { organiserId: performance.organiserId, performanceId: performance.id });
    return searchTickets(ctx, performance, query.text);
  });

  routes.inTransaction('simulateScan', whoSees, async (ctx, { params, body, authorise }) => {
    const performance = await expectPerformance(ctx, params.performanceId);
    authorise(ctx, { organiserId: performance.organiserId });
    const point = await findAccessPoint(ctx, body.accessPoint);
    if (point?.organiserId !== performance.organiserId) throw invalid('accessPoint', 'unknown');
    return simulateScan(ctx, performance, point, body);
  });
}

function policyRoutes(routes: Routes): void {
  routes.inTransaction('getEntryPolicy', whoSees, async (ctx, { params, authorise }) => {
    const performance = await expectPerformance(ctx, params.performanceId);
    authorise(ctx, { organiserId: performance.organiserId });
    return describeEntryPolicy(ctx, performance);
  });

  routes.inTransaction('setEntryPolicy', whoDecides, async (ctx, { params, body, authorise }) => {
    const performance = await lockPerformance(ctx, params.performanceId);
    if (!performance) throw new Refusal('not_found');
    authorise(ctx, { organiserId: performance.organiserId });
    await setEntryPolicy(ctx, performance, body);
    return describeEntryPolicy(ctx, await expectPerformance(ctx, performance.id));
  });

  routes.inTransaction('getLanes', whoSees, async (ctx, { params, authorise }) => {
    const performance = await expectPerformance(ctx, params.performanceId);
    authorise(ctx, { organiserId: performance.organiserId });
    return describeLanes(ctx, performance.id);
  });

  routes.inTransaction('setLanes', whoDecides, async (ctx, { params, body, authorise }) => {
    const performance = await lockPerformance(ctx, params.performanceId);
    if (!performance) throw new Refusal('not_found');
    authorise(ctx, { organiserId: performance.organiserId });
    await setLanes(ctx, performance, body.devices);
    return describeLanes(ctx, performance.id);
  });
}

function conflictRoutes(routes: Routes): void {
  routes.inTransaction('listScanConflicts', whoSees, async (ctx, { params, authorise }) => {
    const performance = await expectPerformance(ctx, params.performanceId);
    authorise(ctx, { organiserId: performance.organiserId });
    return { items: (await listConflicts(ctx, performance.id)).map(describeConflict) };
  });

  routes.inTransaction('acknowledgeScanConflict', whoSees, async (ctx, { params, actor, authorise }) => {
    const conflict = await expectConflict(ctx, params.conflictId);
    authorise(ctx, { organiserId: conflict.organiserId });
    const isFirst = await saveSeen(ctx, conflict.id, actor.kind === 'account' ? actor.accountId : null);
    if (isFirst) await announce(ctx, conflictSeen(conflict));
    return describeConflict(await expectConflict(ctx, conflict.id));
  });
}

async function expectPerformance(ctx: Ctx, performanceId: string): Promise<Performance> {
  const performance = await findPerformance(ctx, performanceId);
  if (!performance) throw new Refusal('not_found');
  return performance;
}

async function expectConflict(ctx: Ctx, conflictId: string): Promise<ConflictRow> {
  const conflict = await findConflict(ctx, conflictId);
  if (!conflict) throw new Refusal('not_found');
  return conflict;
}

async function describeLanes(ctx: Ctx, performanceId: string): Promise<Reply<'getLanes'>> {
  const lanes = await listLanes(ctx, performanceId);
  return { items: lanes.map(({ number, deviceId, name }) => ({ number, device: deviceId, name })) };
}

function describeConflict({
  id,
  kind,
  foundAt,
  ticket,
  scan,
  other,
  reason,
  seenAt,
}: ConflictRow): Reply<'acknowledgeScanConflict'> {
  const reading = (told: ConflictRow['scan']) => ({ ...told, at: new Date(told.at).toISOString() });
  return {
    id,
    kind,
    foundAt: foundAt.toISOString(),
    ticket,
    scan: reading(scan),
    other: other && reading(other),
    words: reason,
    seenAt: seenAt?.toISOString() ?? null,
  };
}
