import type { Reply } from '@tessera/contract/api/operations';
import type { Actor } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { findPerformance } from '../catalogue/index.ts';
import { findOrganiser } from '../identity/index.ts';
import { findAccessPoint } from '../venues/index.ts';
import { describeOwnDevice } from './describe-own-device.ts';
import { type DeviceRow, findDevice, listDevices } from './device.store.ts';
import { type Enrolled, enrolDevice, redeemEnrolment, renewEnrolment, revokeDevice } from './enrol-device.ts';
import { endShift, startShift, syncDevice } from './work-a-shift.ts';

const whoEnrols = allow('director', 'admin');
const whoSees = allow('gate_controller', 'agent', 'director', 'admin');
const itself = allow('device');

/** `codesPerMinute`: by address, as a code could be guessed at. */
export function deviceRoutes(routes: Routes, publicUrl: string, { codesPerMinute }: { codesPerMinute: number }): void {
  ownRoutes(routes);

  routes.inTransaction('listDevices', whoSees, async (ctx, { params, authorise }) => {
    authorise(ctx, params);
    if (!(await findOrganiser(ctx, params.organiserId))) throw new Refusal('not_found');
    return { items: (await listDevices(ctx, params.organiserId)).map(describeDevice) };
  });

  routes.inTransaction('enrolDevice', whoEnrols, async (ctx, { params, body, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
    const { name, performances: performanceIds = [], accessPoints: accessPointIds = [] } = body;
    return describeEnrolment(publicUrl, await enrolDevice(ctx, { organiserId, name, performanceIds, accessPointIds }));
  });

  routes.inTransaction('renewEnrolment', whoEnrols, async (ctx, { params, authorise }) => {
    const device = await expectDevice(ctx, params.deviceId);
    authorise(ctx, { organiserId: device.organiserId });
    return describeEnrolment(publicUrl, await renewEnrolment(ctx, device));
  });

  routes.inTransaction('revokeDevice', whoEnrols, async (ctx, { params, authorise }) => {
    const device = await expectDevice(ctx, params.deviceId);
    authorise(ctx, { organiserId: device.organiserId });
    await revokeDevice(ctx, device);
    return describeDevice(await expectDevice(ctx, device.id));
  });

  const perMinute = codesPerMinute;
  routes.inTransaction(
    'redeemEnrolment',
    allow('anyone'),
    async (ctx, { body }) => {
      const { device, token } = await redeemEnrolment(ctx, body.code);
      return { token, device: await describeOwnDevice(ctx, device) };
    },
    { perMinute },
  );
}

function ownRoutes(routes: Routes): void {
  routes.inTransaction('getOwnDevice', itself, async (ctx, { actor }) => {
    return describeOwnDevice(ctx, await expectDevice(ctx, own(actor).deviceId));
  });
  routes.inTransaction('startShift', itself, async (ctx, { actor, body, authorise }) => {
    const performance = await findPerformance(ctx, body.performance);
    const accessPoint = await findAccessPoint(ctx, body.accessPoint);
    if (!performance || accessPoint?.organiserId !== performance.organiserId) throw new Refusal('not_found');
    const { organiserId } = performance;
    authorise(ctx, { organiserId, performanceId: performance.id, accessPointId: accessPoint.id });
    return startShift(ctx, own(actor), { ...body, performance, accessPoint });
  });
  routes.inTransaction('endShift', itself, async (ctx, { actor, params, body }) =>
    endShift(ctx, own(actor), params.shiftId, body.unsent),
  );
  routes.inTransaction('syncDevice', itself, async (ctx, { actor, body }) => syncDevice(ctx, own(actor), body));
}

function own(actor: Actor): Extract<Actor, { kind: 'device' }> {
  if (actor.kind !== 'device') throw new Refusal('role_missing');
  return actor;
}

async function expectDevice(ctx: Ctx, deviceId: string): Promise<DeviceRow> {
  const device = await findDevice(ctx, deviceId);
  if (!device) throw new Refusal('not_found');
  return device;
}

function describeEnrolment(publicUrl: string, { device, code, expiresAt }: Enrolled): Reply<'enrolDevice'> {
  const url = `${publicUrl}/scanner/#e=${code}`;
  return { device: describeDevice(device), code, url, expiresAt: expiresAt.toISOString() };
}

function describeDevice(device: DeviceRow): Reply<'listDevices'>['items'][number] {
  const { id, name, state, unsent, batteryPercent, shift } = device;
  return {
    id,
    name,
    state,
    performances: [...device.performanceIds],
    accessPoints: [...device.accessPointIds],
    createdAt: device.createdAt.toISOString(),
    enrolledAt: device.enrolledAt?.toISOString() ?? null,
    revokedAt: device.revokedAt?.toISOString() ?? null,
    lastSeenAt: device.lastSeenAt?.toISOString() ?? null,
    unsent,
    batteryPercent,
    listMadeAt: device.listMadeAt?.toISOString() ?? null,
    shift: shift && {
      id: shift.id,
      performance: shift.performanceId,
      accessPoint: shift.accessPointId,
      direction: shift.direction,
      startedAt: new Date(shift.startedAt).toISOString(),
    },
  };
}
