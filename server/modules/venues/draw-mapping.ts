import { randomUUID } from 'node:crypto';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import {
  type Drawing,
  findContradictions,
  findSeat,
  type PlacedSeat,
  type PlanProblem,
  placeOf,
  seatsInOrder,
  zonesInTreeOrder,
} from './plan.rules.ts';
import { type DrawnIds, drawSeatIds, findStrangeIds, type PlanToSave, saveDrawing } from './plan.store.ts';
import { lockVersion } from './versions.store.ts';

/** Replaces what a draft holds. Throws mapping_state, draft_changed, or plan_invalid with the contradictions. */
export async function drawMapping(
  ctx: Ctx,
  mappingId: string,
  { stamp, ...drawing }: Drawing & { readonly stamp: number },
): Promise<{ stamp: number; zones: number; seats: number; capacity: number }> {
  const version = await lockVersion(ctx, mappingId);
  if (!version) throw new Refusal('not_found');
  if (version.state !== 'draft') throw new Refusal('mapping_state', undefined, { state: version.state });
  if (version.editNumber !== stamp) throw new Refusal('draft_changed', undefined, { stamp: version.editNumber });
  refuse(findContradictions(drawing));
  const strange = await findStrangeIds(ctx, version, idsOf(drawing));
  refuse(strange.map(() => ({ code: 'unknown_id', place: placeOf(undefined) })));
  const plan = await settle(ctx, drawing);
  await saveDrawing(ctx, mappingId, plan);
  const standing = plan.zones.filter(({ kind }) => kind === 'standing').map(({ capacity }) => capacity ?? 0);
  return {
    stamp: stamp + 1,
    zones: plan.zones.length,
    seats: plan.seats.length,
    capacity: standing.reduce((total, places) => total + places, plan.seats.length),
  };
}

function refuse(problems: readonly PlanProblem[]): void {
  if (problems.length === 0) return;
  throw new Refusal('plan_invalid', undefined, {
    problems: problems.slice(0, 100).map(({ code, place }) => ({ code, ...place })),
  });
}

function idsOf({ zones, gates }: Drawing): DrawnIds {
  const known = (things: readonly { id?: string | undefined }[]) => things.flatMap(({ id }) => id ?? []);
  return {
    zones: known(zones),
    tables: known(zones.flatMap(({ tables = [] }) => tables)),
    seats: known(zones.flatMap(({ rows = [] }) => rows.flatMap(({ seats }) => seats))),
    gates: known(gates),
    accessPoints: known(gates.flatMap(({ accessPoints }) => accessPoints)),
  };
}

/** Gives ids to what is new, and ordinals by the order of the seats. */
async function settle(ctx: Ctx, { zones, gates, ...frame }: Drawing): Promise<PlanToSave> {
  const ordered = zonesInTreeOrder(zones).map((zone) => ({ id: randomUUID() as string, ...defined(zone) }));
  const zoneIds = new Map(ordered.map(({ id, code }) => [code, id]));
  const zoneIdOf = (code: string): string => zoneIds.get(code) ?? '';
  const tables = ordered.flatMap(({ id: zoneId, tables: drawn = [] }) =>
    drawn.map((table) => ({ id: randomUUID() as string, ...defined(table), zoneId })),
  );
  const tableIds = new Map(tables.map(({ id, zoneId, label }) => [`${zoneId} ${label}`, id]));
  return {
    ...frame,
    zones: ordered.map(({ id, code, name, kind, parent, capacity, rows = [] }) => ({
      id,
      code,
      name,
      kind,
      parentId: parent === undefined ? null : zoneIdOf(parent),
      capacity: kind === 'standing' ? (capacity ?? 0) : rows.reduce((total, { seats }) => total + seats.length, 0),
    })),
    tables,
    seats: await settleSeats(ctx, seatsInOrder(zones), { zoneIdOf, tableIds }),
    gates: gates.map((gate) => ({
      id: gate.id ?? randomUUID(),
      code: gate.code,
      name: gate.name,
      zoneIds: gate.zones.map(zoneIdOf),
      accessPoints: gate.accessPoints.map(({ id = randomUUID(), name }) => ({ id, name })),
    })),
  };
}

type Ids = { readonly zoneIdOf: (code: string) => string; readonly tableIds: ReadonlyMap<string, string> };

async function settleSeats(
  ctx: Ctx,
  placed: readonly PlacedSeat[],
  { zoneIdOf, tableIds }: Ids,
): Promise<PlanToSave['seats']> {
  const fresh = await drawSeatIds(ctx, placed.filter(({ seat }) => seat.id === undefined).length);
  const ids = new Map(placed.map(({ seat }) => [seat, seat.id ?? fresh.pop() ?? '']));
  return placed.map(({ zone, row, seat }) => {
    const zoneId = zoneIdOf(zone.code);
    const wheelchair = seat.companionOf && findSeat(zone, seat.companionOf);
    return {
      id: ids.get(seat) ?? '',
      zoneId,
      rowLabel: row.label,
      rowPosition: row.position,
      number: seat.number,
      position: seat.position,
      x: seat.x,
      y: seat.y,
      flags: [...new Set(seat.flags ?? [])],
      tableId: seat.table === undefined ? null : (tableIds.get(`${zoneId} ${seat.table}`) ?? null),
      companionOf: wheelchair ? (ids.get(wheelchair) ?? null) : null,
    };
  });
}

/** Without an id that is there and undefined, so that it does not hide the one given to what is new. */
function defined<Thing extends { id?: string | undefined }>({ id, ...thing }: Thing) {
  return { ...thing, ...(id === undefined ? {} : { id }) };
}
