import type { Reply } from '@tessera/contract/api/operations';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { zonesDirected } from './announcements.ts';
import { type Evening, gatesByZone, listDirected, listGates, listPlanZones, saveDirected } from './gates.store.ts';

export type Direction = { readonly zone: string; readonly gates: readonly string[] };

/**
 * Has zones, or all zones of a group, served by the named gates only on one evening, in place of what was directed before.
 * Throws no_such_zone, no_such_gate. Tickets and scans follow at once.
 */
export async function directZones(
  ctx: Ctx,
  evening: Evening & { readonly organiserId: string },
  directions: readonly Direction[],
): Promise<void> {
  const zones = new Set((await listPlanZones(ctx, evening.mappingId)).map(({ id }) => id));
  const gates = new Set((await listGates(ctx, evening.mappingId)).map(({ id }) => id));
  const strangeZones = directions.map(({ zone }) => zone).filter((id) => !zones.has(id));
  if (strangeZones.length > 0) throw new Refusal('no_such_zone', undefined, { zones: strangeZones });
  const strangeGates = directions.flatMap((direction) => direction.gates).filter((id) => !gates.has(id));
  if (strangeGates.length > 0) throw new Refusal('no_such_gate', undefined, { gates: strangeGates });
  await saveDirected(
    ctx,
    evening.id,
    directions.flatMap((direction) => direction.gates.map((gateId) => ({ zoneId: direction.zone, gateId }))),
  );
  await announce(ctx, zonesDirected(evening.id, evening.organiserId, directions.length));
}

/** The gates that serve each seated or standing zone on an evening, and groups that are directed as a whole. */
export async function describeGates(ctx: Ctx, evening: Evening): Promise<Reply<'getGates'>> {
  const named = await listDirected(ctx, evening);
  const gates = await gatesByZone(ctx, evening);
  const directed = new Set(named);
  const all = await listPlanZones(ctx, evening.mappingId);
  // In tree order: what is around a zone comes before it.
  for (const { id, parentId } of all) if (parentId !== null && directed.has(parentId)) directed.add(id);
  const shown = all.filter(({ id, kind }) => kind !== 'group' || named.includes(id));
  return {
    zones: shown.map(({ id, code, name }) => ({
      zone: id,
      code,
      name,
      isDirected: directed.has(id),
      gates: gates.get(id) ?? [],
    })),
  };
}
