export { codeOf, describeTickets, type TicketWords } from './describe-ticket.ts';
export { issueTickets } from './issue-tickets.ts';
export { ensureSigningKey, isSignedBy } from './signing-key.ts';
export { type AccessRight, listTicketsOfOrder, lockAccessRight, type TicketRow } from './store.ts';
export { ticketPdf } from './ticket-pdf.ts';
