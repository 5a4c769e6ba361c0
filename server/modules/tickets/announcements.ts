import type { Announcement } from '../../platform/announcement.ts';

export function ticketsIssued(orderId: string, organiserId: string, ticketIds: readonly string[]): Announcement {
  return { kind: 'tickets.tickets_issued', subjectId: orderId, organiserId, payload: { ticketIds } };
}
