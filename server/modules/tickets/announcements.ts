import type { Announcement } from '../../platform/announcement.ts';

export function ticketsIssued(orderId: string, organiserId: string, ticketIds: readonly string[]): Announcement {
  return { kind: 'tickets.tickets_issued', subjectId: orderId, organiserId, payload: { ticketIds } };
}

export const ticketsVoidedKind = 'tickets.tickets_voided';
export const ticketSuspendedKind = 'tickets.ticket_suspended';
export const ticketResumedKind = 'tickets.ticket_resumed';
export const codeReplacedKind = 'tickets.code_replaced';

type Whose = { readonly id: string; readonly organiserId: string };

export function ticketSuspended({ id, organiserId }: Whose, reason: string, note: string): Announcement {
  return { kind: ticketSuspendedKind, subjectId: id, organiserId, payload: { reason, note } };
}

export function ticketResumed({ id, organiserId }: Whose): Announcement {
  return { kind: ticketResumedKind, subjectId: id, organiserId, payload: {} };
}

export function codeReplaced({ id, organiserId }: Whose): Announcement {
  return { kind: codeReplacedKind, subjectId: id, organiserId, payload: {} };
}

export function signingKeyRetired(organiserId: string): Announcement {
  return { kind: 'tickets.signing_key_retired', subjectId: organiserId, organiserId, payload: {} };
}

export function ticketsVoided(orderId: string, organiserId: string, ticketIds: readonly string[]): Announcement {
  return { kind: ticketsVoidedKind, subjectId: orderId, organiserId, payload: { ticketIds } };
}
