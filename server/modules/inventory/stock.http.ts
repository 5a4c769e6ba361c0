import type { Reply } from '@tessera/contract/api/operations';
import type { Ctx } from '../../platform/context.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Asked, Routes } from '../../platform/route.ts';
import { findPerformance } from '../catalogue/index.ts';
import { allocatePlaces, releaseAllocation } from './allocate-places.ts';
import { findAllocationPerformance, listAllocations } from './allocation.store.ts';
import { closeZone, openZone } from './close-zone.ts';
import { findQuotaPerformance, listQuotas } from './quota.store.ts';
import { setLimits } from './set-limits.ts';
import { createQuota, removeQuota, resizeQuota } from './set-quota.ts';

const staff = allow('agent', 'director');
/** The ids of a whole stadium. */
const seatsBytesMax = 2 ** 20;

/** What staff may do to the stock of a performance. */
export function stockRoutes(routes: Routes): void {
  allocationRoutes(routes);
  quotaRoutes(routes);
  saleRoutes(routes);
}

function allocationRoutes(routes: Routes): void {
  routes.inTransaction('listAllocations', staff, async (ctx, asked) => {
    await authoriseStaff(ctx, asked, asked.params.performanceId);
    return { items: (await listAllocations(ctx, asked.params.performanceId)).map(describeAllocation) };
  });

  routes.inTransaction(
    'allocatePlaces',
    staff,
    async (ctx, asked) => {
      const { performanceId } = asked.params;
      await authoriseStaff(ctx, asked, performanceId);
      const { name, kind, hasCode, releaseAt, seats, zones } = asked.body;
      const id = await allocatePlaces(ctx, {
        performanceId,
        name,
        kind,
        hasCode,
        releaseAt: releaseAt === null ? null : new Date(releaseAt),
        seatIds: seats.map(Number),
        zones: zones.map(({ zone, quantity }) => ({ zoneId: zone, quantity })),
      });
      const made = (await listAllocations(ctx, performanceId)).find((allocation) => allocation.id === id);
      if (!made) throw new Error(`allocation ${id} was not saved`);
      return describeAllocation(made);
    },
    { bodyBytesMax: seatsBytesMax },
  );

  routes.inTransaction('releaseAllocation', staff, async (ctx, asked) => {
    const { allocationId } = asked.params;
    await authoriseStaff(ctx, asked, await findAllocationPerformance(ctx, allocationId));
    await releaseAllocation(ctx, allocationId);
    return undefined;
  });
}

function quotaRoutes(routes: Routes): void {
  routes.inTransaction('listQuotas', staff, async (ctx, asked) => {
    await authoriseStaff(ctx, asked, asked.params.performanceId);
    const quotas = await listQuotas(ctx, asked.params.performanceId);
    return { items: quotas.filter(({ isFirstPlaces }) => !isFirstPlaces).map(describeQuota) };
  });

  routes.inTransaction('createQuota', staff, async (ctx, asked) => {
    const { performanceId } = asked.params;
    await authoriseStaff(ctx, asked, performanceId);
    const { name, size, scopes } = asked.body;
    const id = await createQuota(ctx, {
      performanceId,
      name,
      size,
      scopes: scopes.map(({ tier, tariff, zone }) => ({ tierId: tier, tariffId: tariff, zoneId: zone })),
    });
    return quotaOf(ctx, performanceId, id);
  });

  routes.inTransaction('resizeQuota', staff, async (ctx, asked) => {
    const { quotaId } = asked.params;
    const performanceId = await authoriseStaff(ctx, asked, await findQuotaPerformance(ctx, quotaId));
    await resizeQuota(ctx, quotaId, asked.body.size);
    return quotaOf(ctx, performanceId, quotaId);
  });

  routes.inTransaction('removeQuota', staff, async (ctx, asked) => {
    const { quotaId } = asked.params;
    await authoriseStaff(ctx, asked, await findQuotaPerformance(ctx, quotaId));
    await removeQuota(ctx, quotaId);
    return undefined;
  });
}

function saleRoutes(routes: Routes): void {
  routes.inTransaction('closeZone', staff, async (ctx, asked) => {
    await authoriseStaff(ctx, asked, asked.params.performanceId);
    await closeZone(ctx, asked.params.performanceId, asked.params.zoneId);
    return undefined;
  });

  routes.inTransaction('openZone', staff, async (ctx, asked) => {
    await authoriseStaff(ctx, asked, asked.params.performanceId);
    await openZone(ctx, asked.params.performanceId, asked.params.zoneId);
    return undefined;
  });

  routes.inTransaction('setLimits', allow('director'), async (ctx, asked) => {
    await authoriseStaff(ctx, asked, asked.params.performanceId);
    await setLimits(ctx, asked.params.performanceId, asked.body);
    return asked.body;
  });
}

/** Somebody else's performance is as unknown to staff as one that does not exist. */
async function authoriseStaff(
  ctx: Ctx,
  asked: Pick<Asked<'listQuotas'>, 'authorise'>,
  performanceId: string | undefined,
): Promise<string> {
  const performance = performanceId === undefined ? undefined : await findPerformance(ctx, performanceId);
  if (!performance) throw new Refusal('not_found');
  asked.authorise(ctx, { organiserId: performance.organiserId });
  return performance.id;
}

type AllocationReply = Reply<'allocatePlaces'>;

function describeAllocation(allocation: Awaited<ReturnType<typeof listAllocations>>[number]): AllocationReply {
  const { id, name, kind, code, releaseAt, state, seats, seatsUsed, zones } = allocation;
  return {
    id,
    name,
    kind,
    code,
    releaseAt: releaseAt?.toISOString() ?? null,
    state,
    seats,
    seatsUsed,
    zones: zones.map(({ zoneId, quantity, used }) => ({ zone: zoneId, quantity, used })),
  };
}

async function quotaOf(ctx: Ctx, performanceId: string, quotaId: string): Promise<Reply<'createQuota'>> {
  const quota = (await listQuotas(ctx, performanceId)).find(({ id }) => id === quotaId);
  if (!quota) throw new Error(`quota ${quotaId} was not saved`);
  return describeQuota(quota);
}

function describeQuota(quota: Awaited<ReturnType<typeof listQuotas>>[number]): Reply<'createQuota'> {
  const scopes = quota.scopes.map(({ tierId, tariffId, zoneId }) => ({ tier: tierId, tariff: tariffId, zone: zoneId }));
  return { id: quota.id, name: quota.name, size: quota.size, used: quota.used, scopes };
}
