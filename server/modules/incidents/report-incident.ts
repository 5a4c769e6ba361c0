import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { invalid } from '../../platform/refusal.ts';
import type { Performance } from '../catalogue/index.ts';
import { listGatesOf, listZones } from '../venues/index.ts';
import { incidentReported } from './announcements.ts';
import { findStrangePlace, type Place } from './rules.ts';
import { type NewIncident, saveIncident } from './store.ts';

type Wish = Pick<NewIncident, 'kind' | 'severity' | 'words'> & {
  readonly gate: string | null;
  readonly zone: string | null;
};

/** Throws invalid for a gate or a zone that is not of the performance's plan. */
export async function reportIncident(ctx: Ctx, performance: Performance, wish: Wish): Promise<string> {
  const strange = findStrangePlace(wish, await listPlaces(ctx, performance));
  if (strange) throw invalid(strange, 'unknown');
  const { kind, severity, words, gate: gateId, zone: zoneId } = wish;
  const { actor } = ctx;
  const made = {
    organiserId: performance.organiserId,
    performanceId: performance.id,
    ...{ kind, severity, words, gateId, zoneId },
    reportedBy: actor.kind === 'account' ? actor.accountId : null,
    deviceId: actor.kind === 'device' ? actor.deviceId : null,
  };
  const id = await saveIncident(ctx, made);
  await announce(ctx, incidentReported(id, made));
  return id;
}

/** Where something can happen at a performance. */
export async function listPlaces(ctx: Ctx, { mappingId }: Performance): Promise<{ gates: Place[]; zones: Place[] }> {
  const named = ({ id, name }: Place): Place => ({ id, name });
  return {
    gates: (await listGatesOf(ctx, mappingId)).map(named),
    zones: (await listZones(ctx, mappingId)).map(named),
  };
}
