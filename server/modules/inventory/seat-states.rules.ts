import type { StateChange } from '@tessera/contract/seating/seat-states';

/** In the order of their ordinals. */
export function changedSeats(before: Uint8Array, after: Uint8Array): StateChange[] {
  const changes: StateChange[] = [];
  after.forEach((state, ordinal) => {
    if (state !== before[ordinal]) changes.push({ ordinal, state });
  });
  return changes;
}

type StandingZones = {
  readonly standingZoneIds: ReadonlySet<string>;
  readonly zoneStock: (
    zoneId: string,
  ) =>
    | { readonly capacity: number; readonly used: number; readonly allocated: number; readonly isClosed: boolean }
    | undefined;
};

/** Places anybody can have now, by standing zone. */
export function remainingPlaces({ standingZoneIds, zoneStock }: StandingZones): Record<string, number> {
  const left = [...standingZoneIds].map((zoneId) => {
    const stock = zoneStock(zoneId);
    const remaining = !stock || stock.isClosed ? 0 : stock.capacity - stock.used - stock.allocated;
    return [zoneId, Math.max(0, remaining)] as const;
  });
  return Object.fromEntries(left);
}
