import type { QuotaScope } from './stock-books.rules.ts';

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
