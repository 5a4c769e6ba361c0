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
