import { type FirstPlacesLeft, firstPlacesKey } from '../pricing/rules.ts';
import type { Quota, QuotaScope } from './stock-books.rules.ts';

type Covering = { readonly id: string; readonly scopes: readonly QuotaScope[] };
type PricedPlace = { readonly zoneId: string; readonly tierId: string; readonly tariffId: string };
type Share = { readonly quotaId: string; readonly places: number };

/** Whether a quota counts a place: it fits one of its scopes, or there is none. */
export function isCovered({ scopes }: Pick<Covering, 'scopes'>, { tierId, zoneId, tariffId }: PricedPlace): boolean {
  return (
    scopes.length === 0 ||
    scopes.some(
      (scope) =>
        (scope.tierId === null || scope.tierId === tierId) &&
        (scope.zoneId === null || scope.zoneId === zoneId) &&
        (scope.tariffId === null || scope.tariffId === tariffId),
    )
  );
}

/** What places count in each quota; quotas that count none of them are left out. */
export function quotaSharesOf(quotas: readonly Covering[], places: readonly PricedPlace[]): Share[] {
  return quotas.flatMap((quota) => {
    const counted = places.filter((place) => isCovered(quota, place)).length;
    return counted > 0 ? [{ quotaId: quota.id, places: counted }] : [];
  });
}

/** How many of the first places at each counted price are left. */
export function firstPlacesLeft(quotas: readonly Quota[]): FirstPlacesLeft {
  return new Map(
    quotas.flatMap(({ isFirstPlaces, scopes: [scope], size, used }) => {
      if (!isFirstPlaces || scope?.tierId == null || scope.tariffId === null) return [];
      const { tierId, tariffId } = scope;
      return [[firstPlacesKey({ tierId, tariffId }), Math.max(0, size - used)] as const];
    }),
  );
}

/** What a hold still counts when only some of its places are left: never more than it did. */
export function quotaSharesAfter(
  quotas: readonly Covering[],
  before: readonly Share[],
  kept: readonly PricedPlace[],
): Share[] {
  const now = quotaSharesOf(quotas, kept);
  return before.map(({ quotaId, places }) => ({
    quotaId,
    places: Math.min(places, now.find((share) => share.quotaId === quotaId)?.places ?? 0),
  }));
}
