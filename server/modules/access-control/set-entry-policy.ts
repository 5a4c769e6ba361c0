import type { Input } from '@tessera/contract/api/operations';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { invalid } from '../../platform/refusal.ts';
import { type Performance, saveRotating } from '../catalogue/index.ts';
import { listGatesOf, listZones } from '../venues/index.ts';
import { entryPolicySet } from './announcements.ts';
import { listProducts } from './list.store.ts';
import { findPolicy, listZoneLimits, savePolicy, saveZoneLimits, waitForDoors } from './policy.store.ts';

export type EntryPolicy = Input<'setEntryPolicy'>['body'];

/** How a performance lets in. Who is inside a limited zone is counted anew. Throws invalid for what its plan does not have. */
export async function setEntryPolicy(ctx: Ctx, performance: Performance, policy: EntryPolicy): Promise<void> {
  // Coming back is no further use: with several uses and people who are not let out, nothing would ever be used up.
  if (policy.mayReturn && policy.usesMax !== null && policy.usesMax > 1) throw invalid('mayReturn', 'not_with_uses');
  await expectKnown(ctx, performance, policy);
  const { rotating, zoneLimits, ...stored } = policy;
  // Nobody comes in between the counting and the limit.
  if (zoneLimits.length > 0) await waitForDoors(ctx);
  await savePolicy(ctx, performance.id, stored);
  await saveZoneLimits(ctx, performance.id, zoneLimits);
  await saveRotating(ctx, performance.id, rotating);
  await announce(ctx, entryPolicySet(performance, policy));
}

export async function describeEntryPolicy(ctx: Ctx, performance: Performance): Promise<EntryPolicy> {
  const { rules, ...policy } = await findPolicy(ctx, performance.id);
  return {
    ...policy,
    rotating: performance.rotating,
    rules: rules.map(({ products, zoneIds, gateIds, from, until }) => ({
      products: products && [...products],
      zoneIds: zoneIds && [...zoneIds],
      gateIds: gateIds && [...gateIds],
      from,
      until,
    })),
    zoneLimits: await listZoneLimits(ctx, performance.id),
  };
}

async function expectKnown(
  ctx: Ctx,
  { id, mappingId }: Performance,
  { rules, zoneLimits }: EntryPolicy,
): Promise<void> {
  const zones = new Set((await listZones(ctx, mappingId)).map((zone) => zone.id));
  const gates = new Set((await listGatesOf(ctx, mappingId)).map((gate) => gate.id));
  const products = new Set((await listProducts(ctx, id)).map(({ code }) => code));
  for (const [at, rule] of rules.entries()) {
    if (rule.zoneIds?.some((zoneId) => !zones.has(zoneId))) throw invalid(`rules/${at}/zoneIds`, 'unknown');
    if (rule.gateIds?.some((gateId) => !gates.has(gateId))) throw invalid(`rules/${at}/gateIds`, 'unknown');
    if (rule.products?.some((code) => !products.has(code))) throw invalid(`rules/${at}/products`, 'unknown');
    if (rule.from !== null && rule.until !== null && rule.until <= rule.from)
      throw invalid(`rules/${at}/until`, 'before_start');
  }
  const limited = zoneLimits.map(({ zoneId }) => zoneId);
  const strange = limited.findIndex((zoneId, at) => !zones.has(zoneId) || limited.indexOf(zoneId) !== at);
  if (strange >= 0) throw invalid(`zoneLimits/${strange}/zoneId`, 'unknown');
}
