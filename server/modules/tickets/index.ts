export { codeReplacedKind, ticketResumedKind, ticketSuspendedKind, ticketsVoidedKind } from './announcements.ts';
export { codeOf, codeShown, describeTickets, type Evening, findCodeOfSerial, readEvening } from './describe-ticket.ts';
export { issueTickets } from './issue-tickets.ts';
export { openTicketPrinter, type TicketPrinter } from './print-tickets.ts';
export { ensureSigningKey, isSignedBy, listPublicKeys, rotationKey, signWith } from './signing-key.ts';
export {
  type AccessRight,
  listTickets,
  listTicketsLike,
  listTicketsOfOrder,
  lockAccessRights,
  shareTickets,
  type TicketRow,
} from './store.ts';
export { voidTickets } from './void-tickets.ts';
