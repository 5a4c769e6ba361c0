import type { Announcement } from '../../platform/announcement.ts';

type Places = { readonly performanceId: string; readonly organiserId: string; readonly places: number };

export function seatsHeld(holdId: string, { performanceId, organiserId, places }: Places): Announcement {
  return { kind: 'inventory.seats_held', subjectId: holdId, organiserId, payload: { performanceId, places } };
}

export function holdReleased(holdId: string, { performanceId, organiserId, places }: Places): Announcement {
  return { kind: 'inventory.hold_released', subjectId: holdId, organiserId, payload: { performanceId, places } };
}

export function holdExtended(holdId: string, { performanceId, organiserId, places }: Places): Announcement {
  return { kind: 'inventory.hold_extended', subjectId: holdId, organiserId, payload: { performanceId, places } };
}

export function placesSold(holdId: string, { performanceId, organiserId, places }: Places): Announcement {
  return { kind: 'inventory.places_sold', subjectId: holdId, organiserId, payload: { performanceId, places } };
}

export function holdsExpired(performanceId: string, organiserId: string, holds: readonly string[]): Announcement {
  return { kind: 'inventory.holds_expired', subjectId: performanceId, organiserId, payload: { holds } };
}

export function placesAllocated(allocationId: string, { performanceId, organiserId, places }: Places): Announcement {
  return {
    kind: 'inventory.places_allocated',
    subjectId: allocationId,
    organiserId,
    payload: { performanceId, places },
  };
}

export function placesDeallocated(allocationId: string, performanceId: string, organiserId: string): Announcement {
  return { kind: 'inventory.places_deallocated', subjectId: allocationId, organiserId, payload: { performanceId } };
}

export function zoneClosed(performanceId: string, organiserId: string, zone: string): Announcement {
  return { kind: 'inventory.zone_closed', subjectId: performanceId, organiserId, payload: { zone } };
}

export function zoneOpened(performanceId: string, organiserId: string, zone: string): Announcement {
  return { kind: 'inventory.zone_opened', subjectId: performanceId, organiserId, payload: { zone } };
}

type QuotaFacts = {
  readonly performanceId: string;
  readonly name: string;
  readonly size: number | null;
  readonly used: number;
};

/** size null: it was removed. */
export function quotaChanged(quotaId: string, organiserId: string, quota: QuotaFacts): Announcement {
  const { performanceId, name, size, used } = quota;
  return {
    kind: 'inventory.quota_changed',
    subjectId: quotaId,
    organiserId,
    payload: { performanceId, name, size, used },
  };
}

export function placesReturned(holdId: string, { performanceId, organiserId, places }: Places): Announcement {
  return { kind: 'inventory.places_returned', subjectId: holdId, organiserId, payload: { performanceId, places } };
}

export function seatsReplaced(holdId: string, { performanceId, organiserId, places }: Places): Announcement {
  return { kind: 'inventory.seats_replaced', subjectId: holdId, organiserId, payload: { performanceId, places } };
}

export const mappingMovedKind = 'inventory.mapping_moved';

export function mappingMoved(
  { performanceId, from, to }: { readonly performanceId: string; readonly from: string; readonly to: string },
  organiserId: string,
  relabelled: number,
): Announcement {
  return {
    kind: mappingMovedKind,
    subjectId: performanceId,
    organiserId,
    payload: { from, to, relabelled },
  };
}

type LimitFacts = Readonly<Record<string, string | number | null>>;

export function limitsSet(performanceId: string, organiserId: string, limits: LimitFacts): Announcement {
  return { kind: 'inventory.limits_set', subjectId: performanceId, organiserId, payload: limits };
}
