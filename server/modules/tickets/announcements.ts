import type { Announcement } from '../../platform/announcement.ts';

export function ticketsIssued(orderId: string, organiserId: string, ticketIds: readonly string[]): Announcement {
  return { kind: 'tickets.tickets_issued', subjectId: orderId, organiserId, payload: { ticketIds } };
}

export const ticketsVoidedKind = 'tickets.tickets_voided';

export function ticketsVoided(orderId: string, organiserId: string, ticketIds: readonly string[]): Announcement {
  return { kind: ticketsVoidedKind, subjectId: orderId, organiserId, payload: { ticketIds } };
}
