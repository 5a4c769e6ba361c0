import type { Actor } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import { allow, type Guarded } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { listPerformancesAtDoors, type Performance } from '../catalogue/index.ts';
import { listOrganiserIds } from '../identity/index.ts';
import { type AccessPoint, findAccessPoint, listAccessPoints } from '../venues/index.ts';
import { openDoorDesk } from './door-desk.ts';
import { uploadScan } from './upload-scans.ts';

const atTheDoor = allow('device', 'gate_controller', 'admin');

export function accessControlRoutes(routes: Routes, inTransaction: InTransaction): void {
  routes.inTransaction('listAccessPoints', allow('gate_controller', 'admin'), async (ctx, { actor, authorise }) => {
    if (actor.kind !== 'account') throw new Refusal('not_signed_in');
    const own = actor.memberships.filter(({ role }) => role === 'gate_controller' || role === 'admin');
    const organiserIds = actor.superadmin ? await listOrganiserIds(ctx) : own.map(({ organiserId }) => organiserId);
    for (const organiserId of organiserIds) authorise(ctx, { organiserId, known: true });
    if (organiserIds.length === 0) throw new Refusal('role_missing');
    const points = await listAccessPoints(ctx, organiserIds);
    const performances = await listPerformancesAtDoors(ctx, [
      ...new Set(points.flatMap(({ mappingIds }) => mappingIds)),
    ]);
    const described = points.map((point) => ({
      id: point.id,
      name: point.name,
      gate: { id: point.gateId, code: point.gateCode, name: point.gateName },
      venue: point.venueName,
      performances: performances.filter(({ mappingId }) => point.mappingIds.includes(mappingId)).map(describe),
    }));
    // Where something happens today comes first; within that, the order of venue, gate and name stays.
    const items = [...described].sort((a, b) => Number(b.performances.length > 0) - Number(a.performances.length > 0));
    return { items };
  });

  const desk = openDoorDesk(inTransaction);

  // One after the other: a reading sees what came of the one before it.
  routes.gathered('scanTickets', atTheDoor, async ({ params, body, actor, traceId, authorise }) => {
    const results = [];
    for (const { id, code, direction = 'in' } of body.scans) {
      const asked = { id, code, direction, willConfirm: body.willConfirm === true, actor, traceId };
      const at = (accessPoint: AccessPoint) => ({ ...asked, accessPoint });
      results.push(await desk.scan({ ...params, actor, authorise, at }));
    }
    return { results };
  });

  routes.gathered('confirmScans', atTheDoor, async ({ params, body, actor, traceId, authorise }) => {
    const results = [];
    for (const { id } of body.scans) {
      const at = (accessPoint: AccessPoint) => ({ id, accessPoint, actor, traceId });
      results.push({ id, ...(await desk.confirm({ ...params, actor, authorise, at })) });
    }
    return { results };
  });

  routes.outside('uploadScans', atTheDoor, async ({ params, body, actor, traceId, authorise }) => {
    const accessPoint = await openDoor(inTransaction, actor, params.accessPointId, authorise);
    const results = [];
    for (const scan of body.scans) {
      const uploaded = await inTransaction(actor, (ctx) => uploadScan(ctx, accessPoint, scan), { traceId });
      results.push({ id: scan.id, ...uploaded });
    }
    return { results };
  });
}

type Authorise = (ctx: Ctx, object: Guarded) => void;

async function openDoor(
  inTransaction: InTransaction,
  actor: Actor,
  accessPointId: string,
  authorise: Authorise,
): Promise<AccessPoint> {
  return inTransaction(actor, async (ctx) => {
    const point = await findAccessPoint(ctx, accessPointId);
    if (!point) throw new Refusal('not_found');
    authorise(ctx, { organiserId: point.organiserId, accessPointId });
    return point;
  });
}

export function describe({ id, event, doorsAt, startsAt, endsAt, timeZone }: Performance) {
  return {
    id,
    title: event.title,
    doorsAt: doorsAt.toISOString(),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    timeZone,
  };
}
