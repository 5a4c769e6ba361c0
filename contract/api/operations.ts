import { z } from 'zod';
import { authorityOperations } from './authority-operations.ts';
import { blacklistOperations } from './blacklist-operations.ts';
import { Balances, Payout, Reconciliation, RecordPayout, StatementPeriod, StatementReadings } from './books.ts';
import {
  Cancellation,
  CancellationPreview,
  CancellationRequestPage,
  CancelTickets,
  DecideCancellation,
  ListCancellationRequests,
  PreviewCancellation,
  PublishRefundPolicy,
  RefundPolicy,
  RejectCancellation,
} from './cancellations.ts';
import { counterOperations } from './counter-operations.ts';
import { doorOperations } from './door-operations.ts';
import {
  EventDetail,
  EventPage,
  GetPerformance,
  ListEvents,
  ListSeats,
  PerformanceDetail,
  SeatList,
  SeatMap,
} from './events.ts';
import { gateOperations } from './gate-operations.ts';
import { giftCardOperations } from './gift-card-operations.ts';
import { ApplyPromoCode, GetQuote, Hold, HoldSeats, Quote } from './holds.ts';
import { incidentOperations } from './incident-operations.ts';
import { InvoiceDetails, InvoiceList, Seller, SetSeller } from './invoices.ts';
import { liveEntryOperations } from './live-entry-operations.ts';
import type { OperationSchema } from './operation.ts';
import { Journal, ListOrders, Order, OrderPage, PlaceOrder } from './orders.ts';
import type { OperationName } from './paths.ts';
import { paymentOperations } from './payment-operations.ts';
import { payoutOperations } from './payout-operations.ts';
import { ConfirmEmail, Me, Session, SignIn, SignUp } from './people.ts';
import { priceOperations } from './price-operations.ts';
import { AllocatePlaces, Allocation, CreateQuota, Limits, Quota, ReplaceSeats, ResizeQuota } from './stock.ts';
import { Ticket } from './tickets.ts';
import { Id, Slug } from './values.ts';
import { venueOperations } from './venue-operations.ts';
import { walletOperations } from './wallet-operations.ts';

const performance = z.strictObject({ performanceId: Id });
const hold = z.strictObject({ holdId: Id });
const organiser = z.strictObject({ organiserId: Id });
const quota = z.strictObject({ quotaId: Id });
const zoneOfPerformance = z.strictObject({ performanceId: Id, zoneId: Id });
const order = z.strictObject({ orderId: Id });
const cancellation = z.strictObject({ cancellationId: Id });
const ticket = z.strictObject({ ticketId: Id });
const list = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

export const operations = {
  signUp: { summary: 'Create an account; sends a verification mail', body: SignUp, replies: { 201: Me } },
  signIn: { summary: 'Start a session (sets the session cookie)', body: SignIn, replies: { 201: Me } },
  signOut: { summary: 'End the current session', replies: { 204: null } },
  listSessions: { summary: 'The caller’s live sessions', replies: { 200: list(Session) } },
  revokeSession: {
    summary: 'End one of the caller’s sessions',
    params: z.strictObject({ sessionId: Id }),
    replies: { 204: null },
  },
  getMe: { summary: 'The signed-in account and its roles', replies: { 200: Me } },
  requestEmailVerification: { summary: 'Send the verification mail again', replies: { 202: null } },
  confirmEmail: { summary: 'Prove an address with the token of the mail', body: ConfirmEmail, replies: { 204: null } },

  listEvents: {
    summary: 'Published events, by date of the next performance',
    query: ListEvents,
    replies: { 200: EventPage },
  },
  getEvent: {
    summary: 'An event with its performances',
    params: z.strictObject({ slug: Slug }),
    replies: { 200: EventDetail },
  },
  getPerformance: {
    summary: 'A performance with zones and offers',
    params: performance,
    query: GetPerformance,
    replies: { 200: PerformanceDetail },
  },
  openSale: {
    summary: 'Open the sale: creates the stock and publishes the prices',
    params: performance,
    replies: { 204: null },
    idempotencyKey: 'accepted',
  },
  closeSale: { summary: 'Stop selling', params: performance, replies: { 204: null }, idempotencyKey: 'accepted' },

  listSeats: { summary: 'Seats with their state', params: performance, query: ListSeats, replies: { 200: SeatList } },
  getSeatMap: {
    summary: 'Geometry of the mapping: compact bytes (contract/seating/seat-map-wire), or JSON for who asks for it',
    params: performance,
    replies: { 200: SeatMap },
  },
  getSeatMapByAddress: {
    summary: 'Geometry by the address its performance tells, as compact bytes that never change',
    params: z.strictObject({ address: z.string().regex(/^[\w-]{22}$/) }),
    replies: { 200: null },
  },
  getSeatStates: {
    summary:
      'Two bits a seat in ordinal order: 0 available, 1 held, 2 sold, 3 off; four seats a byte, first seat in the low bits. X-Seat-Map is the address of their geometry, X-Epoch and X-Sequence say at which event of the live stream; X-Stale: 1 when they may be old',
    params: performance,
    replies: { 200: null },
  },
  watchSeats: {
    summary:
      'Server-sent events (contract/seating/seat-states): reset, snapshot, changes, zones, stale, live, and a beat every five seconds; numbered epoch.sequence',
    params: performance,
    replies: { 200: null },
  },
  getQuote: {
    summary: 'A price before anything is held',
    params: performance,
    query: GetQuote,
    replies: { 200: Quote },
  },
  holdSeats: {
    summary: 'Hold places, all or none',
    params: performance,
    body: HoldSeats,
    replies: { 201: Hold },
    idempotencyKey: 'accepted',
  },
  getHold: { summary: 'A hold and its deadline', params: hold, replies: { 200: Hold } },
  releaseHold: { summary: 'Give the places back', params: hold, replies: { 204: null } },
  extendHold: { summary: 'Five more minutes, a limited number of times', params: hold, replies: { 200: Hold } },
  replaceSeats: {
    summary: 'Give some seats of a hold back and take others, all or nothing',
    params: hold,
    body: ReplaceSeats,
    replies: { 200: Hold },
    idempotencyKey: 'accepted',
  },

  applyPromoCode: {
    summary: 'Apply a promo code to a hold, instead of the one it has',
    params: hold,
    body: ApplyPromoCode,
    replies: { 200: Hold },
  },
  removePromoCode: { summary: 'Take the promo code off again', params: hold, replies: { 200: Hold } },

  getRefundPolicy: {
    summary: 'What buyers of a performance get back who cancel; null: nothing, tickets cannot be cancelled',
    params: performance,
    replies: { 200: z.object({ policy: RefundPolicy.nullable() }) },
  },
  publishRefundPolicy: {
    summary: 'A new version for new orders; orders that are placed keep theirs',
    params: performance,
    body: PublishRefundPolicy,
    replies: { 200: RefundPolicy },
    idempotencyKey: 'accepted',
  },

  listAllocations: { summary: 'Places set aside', params: performance, replies: { 200: list(Allocation) } },
  allocatePlaces: {
    summary: 'Set free places aside, all or none',
    params: performance,
    body: AllocatePlaces,
    replies: { 201: Allocation },
    idempotencyKey: 'accepted',
  },
  releaseAllocation: {
    summary: 'Give what an allocation has left to everybody',
    params: z.strictObject({ allocationId: Id }),
    replies: { 204: null },
  },
  listQuotas: { summary: 'How many places may be sold of what', params: performance, replies: { 200: list(Quota) } },
  createQuota: {
    summary: 'Limit how many places may be sold of some tiers, tariffs or zones',
    params: performance,
    body: CreateQuota,
    replies: { 201: Quota },
    idempotencyKey: 'accepted',
  },
  resizeQuota: {
    summary: 'Another size, not below what is used',
    params: quota,
    body: ResizeQuota,
    replies: { 200: Quota },
  },
  removeQuota: { summary: 'Limit no more', params: quota, replies: { 204: null } },
  closeZone: { summary: 'Take a zone off sale', params: zoneOfPerformance, replies: { 204: null } },
  openZone: { summary: 'Put a zone on sale again', params: zoneOfPerformance, replies: { 204: null } },
  setLimits: {
    summary: 'What one order and one person may have, and whether a seat may be left alone',
    params: performance,
    body: Limits,
    replies: { 200: Limits },
  },

  placeOrder: {
    summary: 'Turn a hold into an order',
    body: PlaceOrder,
    replies: { 201: Order },
    idempotencyKey: 'required',
  },
  listOrders: { summary: 'Orders, newest first', query: ListOrders, replies: { 200: OrderPage } },
  getOrder: { summary: 'An order with its tickets', params: order, replies: { 200: Order } },
  cancelOrder: {
    summary: 'Give up an order that is not paid',
    params: order,
    replies: { 200: Order },
    idempotencyKey: 'accepted',
  },
  previewCancellation: {
    summary: 'What goes back when tickets are cancelled now; changes nothing',
    params: order,
    body: PreviewCancellation,
    replies: { 200: CancellationPreview },
  },
  cancelTickets: {
    summary: 'Cancel tickets for what the preview said, or ask for it where somebody must approve',
    params: order,
    body: CancelTickets,
    replies: { 201: Cancellation },
    idempotencyKey: 'required',
  },
  listCancellationRequests: {
    summary: 'Cancellations that wait for a decision, the oldest first',
    params: organiser,
    query: ListCancellationRequests,
    replies: { 200: CancellationRequestPage },
  },
  approveCancellation: {
    summary: 'Do what was asked for; never by who asked',
    params: cancellation,
    body: DecideCancellation,
    replies: { 200: Cancellation },
    idempotencyKey: 'accepted',
  },
  rejectCancellation: {
    summary: 'Leave the tickets as they are, with the reason that the buyer is told',
    params: cancellation,
    body: RejectCancellation,
    replies: { 200: Cancellation },
    idempotencyKey: 'accepted',
  },
  setInvoiceDetails: {
    summary: 'Whom the invoice of an order is made out to; until it is issued',
    params: order,
    body: InvoiceDetails,
    replies: { 204: null },
  },
  listOrderInvoices: {
    summary: 'The invoice of an order and its credit notes',
    params: order,
    replies: { 200: InvoiceList },
  },
  getSeller: {
    summary: 'What invoices say of the organiser; null: its legal name alone, and no Factur-X',
    params: organiser,
    replies: { 200: z.object({ seller: Seller.nullable() }) },
  },
  setSeller: {
    summary: 'What invoices say of the organiser from now on; issued ones stay as they are',
    params: organiser,
    body: SetSeller,
    replies: { 200: Seller },
  },
  getInvoicePdf: {
    summary: 'An invoice or credit note as PDF',
    params: z.strictObject({ invoiceId: Id }),
    replies: { 200: null },
  },
  getOrderJournal: { summary: 'What happened to an order, for staff', params: order, replies: { 200: Journal } },
  getBalances: {
    summary: 'What an organiser’s books stand at, and what it was sent',
    params: organiser,
    replies: { 200: Balances },
  },
  recordPayout: {
    summary: 'Book money that the platform has sent to an organiser; never more than it is owed',
    params: organiser,
    body: RecordPayout,
    replies: { 201: Payout },
    idempotencyKey: 'accepted',
  },
  getReconciliation: {
    summary: 'What the providers’ statements say, and where our books say otherwise',
    params: organiser,
    query: StatementPeriod,
    replies: { 200: Reconciliation },
  },
  readStatements: {
    summary: 'Read on in the providers’ statements now; it happens every hour by itself',
    params: organiser,
    replies: { 200: StatementReadings },
  },

  ...paymentOperations,
  ...payoutOperations,
  ...counterOperations,
  ...giftCardOperations,
  ...blacklistOperations,

  getTicket: { summary: 'A ticket', params: ticket, replies: { 200: Ticket } },
  getTicketPdf: { summary: 'A ticket as PDF', params: ticket, replies: { 200: null } },
  getOrderTicketsPdf: { summary: 'All tickets of an order as one PDF', params: order, replies: { 200: null } },

  ...priceOperations,
  ...venueOperations,
  ...walletOperations,

  ...gateOperations,
  ...doorOperations,
  ...liveEntryOperations,
  ...incidentOperations,
  ...authorityOperations,
} as const satisfies Record<OperationName, OperationSchema>;

export type Operations = typeof operations;

type Schema<Name extends OperationName, Part extends string> =
  Operations[Name] extends Record<Part, infer S extends z.ZodType> ? S : undefined;
type Fact<Part extends string, S> = S extends z.ZodType ? { [key in Part]: z.input<S> } : object;
/** A query that may be empty may be left out. */
type QueryFact<S> = S extends z.ZodType
  ? object extends z.input<S>
    ? { query?: z.input<S> | undefined }
    : { query: z.input<S> }
  : object;
type Replies<Name extends OperationName> = Operations[Name]['replies'][keyof Operations[Name]['replies']];

/** What a caller sends: params, query and body, as far as the operation has them. */
export type Input<Name extends OperationName> = Fact<'params', Schema<Name, 'params'>> &
  QueryFact<Schema<Name, 'query'>> &
  Fact<'body', Schema<Name, 'body'>>;
/** The JSON a caller gets on success. */
export type Reply<Name extends OperationName> =
  Replies<Name> extends infer S ? (S extends z.ZodType ? z.output<S> : undefined) : never;
