import type { Ctx } from '../../platform/context.ts';
import { type FirstPlacesLeft, firstPlacesKey } from '../pricing/index.ts';
import { firstPlacesLeft } from './quota.rules.ts';
import { listQuotas } from './quota.store.ts';

/** How many of the first places at each counted price are left now. */
export async function findFirstPlacesLeft(ctx: Ctx, performanceId: string): Promise<FirstPlacesLeft> {
  return firstPlacesLeft(await listQuotas(ctx, performanceId));
}

/** How many of them somebody holds or bought. */
export async function findFirstPlacesTaken(ctx: Ctx, performanceId: string): Promise<ReadonlyMap<string, number>> {
  const quotas = (await listQuotas(ctx, performanceId)).filter(({ isFirstPlaces }) => isFirstPlaces);
  return new Map(
    quotas.flatMap(({ scopes, used }) =>
      scopes.map(({ tierId, tariffId }) => [firstPlacesKey({ tierId: tierId ?? '', tariffId: tariffId ?? '' }), used]),
    ),
  );
}
