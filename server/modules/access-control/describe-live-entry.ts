import type { Reply } from '@tessera/contract/api/operations';
import type { Ctx } from '../../platform/context.ts';
import type { Performance } from '../catalogue/index.ts';
import { type AccessPoint, findMapping, listAccessPoints, listZones } from '../venues/index.ts';
import { addEntries, fillMinutes, isSilent, noEntries, predictEverybodyIn, predictFull } from './live-entry.rules.ts';
import {
  countByMinute,
  countEntered,
  countLeft,
  countOpenConflicts,
  countRefused,
  countTickets,
  type DeviceAtWork,
  type Entered,
  listAtWork,
} from './live-entry.store.ts';
import { listZoneLimits } from './policy.store.ts';

type Live = Reply<'getLiveEntry'>;
export type EntryFigures = Omit<Live, 'devices'>;

const chartMs = 60 * 60_000;
const earliestMs = 2 * 60 * 60_000;

/** Who came in where, how fast, and how the doors are. */
export async function describeLiveEntry(ctx: Ctx, performance: Performance): Promise<Live> {
  const { id } = performance;
  const entered = await countEntered(ctx, id);
  const used = new Set(entered.map(({ accessPointId }) => accessPointId));
  const all = await listAccessPoints(ctx, [performance.organiserId]);
  // A gate of an older version of the plan stays in the figures once somebody has come in by it.
  const points = all.filter((point) => point.mappingIds.includes(performance.mappingId) || used.has(point.id));
  const devices = (await listAtWork(ctx, id)).map((device) => describeDevice(ctx, device, points));
  const arrived = sum(entered.map((one) => one.arrived));
  const zones = await describeZones(ctx, performance, entered);
  const tickets = sum(zones.map((zone) => zone.tickets));
  const flow = entered.reduce((total, one) => addEntries(total, one), noEntries);
  const inside = sum(entered.map((one) => one.inside));
  const now = ctx.now.getTime();
  return {
    performance: await describeEntryOf(ctx, performance),
    asOf: ctx.now.toISOString(),
    tickets,
    arrived,
    inside,
    left: arrived - inside,
    flow,
    everybodyInAt: textOf(predictEverybodyIn(now, { tickets, arrived, flow })),
    minutes: await describeMinutes(ctx, id),
    gates: describeGates(points, entered),
    zones,
    refusals: await countRefused(ctx, id, {
      accessPointIds: points.map((point) => point.id),
      from: new Date(performance.doorsAt.getTime() - earliestMs),
      until: performance.endsAt,
    }),
    doors: {
      devices: devices.length,
      silent: devices.filter((device) => device.isSilent).length,
      unsent: sum(devices.map(({ unsent }) => unsent ?? 0)),
    },
    conflicts: await countOpenConflicts(ctx, id),
    devices,
  };
}

/** The same without devices, whose names may be those of persons, and whoever holds them. */
export async function describeEntryFigures(ctx: Ctx, performance: Performance): Promise<EntryFigures> {
  const { devices: _, ...figures } = await describeLiveEntry(ctx, performance);
  return figures;
}

export async function describeEntryOf(ctx: Ctx, performance: Performance): Promise<Live['performance']> {
  const mapping = await findMapping(ctx, performance.mappingId);
  return {
    id: performance.id,
    title: performance.event.title,
    venue: mapping?.venue.name ?? '',
    doorsAt: performance.doorsAt.toISOString(),
    startsAt: performance.startsAt.toISOString(),
    endsAt: performance.endsAt.toISOString(),
    timeZone: performance.timeZone,
  };
}

async function describeMinutes(ctx: Ctx, performanceId: string): Promise<Live['minutes']> {
  const now = ctx.now.getTime();
  const counted = await countByMinute(ctx, performanceId, new Date(now - chartMs));
  const minutes = counted.map((minute) => ({ ...minute, at: minute.at.getTime() }));
  return fillMinutes(now, minutes).map((minute) => ({ ...minute, at: new Date(minute.at).toISOString() }));
}

function describeGates(points: readonly AccessPoint[], entered: readonly Entered[]): Live['gates'] {
  const described = points.map(({ id, name, gateId, gateCode, gateName }) => {
    const flow = entered
      .filter((one) => one.accessPointId === id)
      .reduce((total, one) => addEntries(total, one), noEntries);
    return { gate: { id: gateId, code: gateCode, name: gateName }, point: { id, name, ...flow } };
  });
  return [...Map.groupBy(described, ({ gate }) => gate.id).values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const accessPoints = own.map(({ point }) => point);
    return [{ ...first.gate, ...accessPoints.reduce((total, one) => addEntries(total, one), noEntries), accessPoints }];
  });
}

/** Zones that somebody has a ticket for, is in, or that may get full. */
async function describeZones(
  ctx: Ctx,
  { id, mappingId }: Performance,
  entered: readonly Entered[],
): Promise<Live['zones']> {
  const tickets = new Map((await countTickets(ctx, id)).map((row) => [row.zoneId, row.tickets]));
  const limits = new Map((await listZoneLimits(ctx, id)).map((row) => [row.zoneId, row.placesMax]));
  const left = new Map((await countLeft(ctx, id)).map((row) => [row.zoneId, row.out5]));
  const known = await listZones(ctx, mappingId);
  return known.flatMap((zone) => {
    const own = entered.filter(({ zoneId }) => zoneId === zone.id);
    const placesMax = limits.get(zone.id) ?? null;
    if (own.length === 0 && placesMax === null && !tickets.has(zone.id)) return [];
    const inside = sum(own.map((one) => one.inside));
    const counted = { inside, placesMax, in5: sum(own.map((one) => one.last5)), out5: left.get(zone.id) ?? 0 };
    const fullAt = textOf(predictFull(ctx.now.getTime(), counted));
    const { id: zoneId, code, name } = zone;
    return [{ id: zoneId, code, name, tickets: tickets.get(zoneId) ?? 0, inside, placesMax, fullAt }];
  });
}

function describeDevice(ctx: Ctx, device: DeviceAtWork, points: readonly AccessPoint[]): Live['devices'][number] {
  const point = points.find(({ id }) => id === device.accessPointId);
  const { id, name, direction, agent, unsent, batteryPercent, lastSeenAt, startedAt } = device;
  return {
    id,
    name,
    gate: point?.gateName ?? '',
    accessPoint: point?.name ?? '',
    direction,
    agent,
    startedAt: startedAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    isSilent: isSilent(ctx.now.getTime(), {
      lastSeenAt: lastSeenAt?.getTime() ?? null,
      startedAt: startedAt.getTime(),
    }),
    unsent,
    batteryPercent,
    listMadeAt: device.listMadeAt?.toISOString() ?? null,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function textOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
