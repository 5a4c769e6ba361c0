import { z } from 'zod';
import { EventDetail, EventPage, ListEvents, ListSeats, PerformanceDetail, SeatList, SeatMap } from './events.ts';
import { GetQuote, Hold, HoldSeats, Quote } from './holds.ts';
import { Journal, ListOrders, Order, OrderPage, Payment, PayOrder, PlaceOrder } from './orders.ts';
import type { OperationName } from './paths.ts';
import { ConfirmEmail, Me, Session, SignIn, SignUp } from './people.ts';
import { AccessPointList, ScanResults, ScanTickets, Ticket } from './tickets.ts';
import { Id, Slug } from './values.ts';

type OperationSchema = {
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** status → schema of the JSON body; null: no body, or one that is not JSON. */
  readonly replies: Readonly<Record<number, z.ZodType | null>>;
  /** required: refused without the header; accepted: honoured when sent. */
  readonly idempotencyKey?: 'required' | 'accepted';
};

const performance = z.strictObject({ performanceId: Id });
const hold = z.strictObject({ holdId: Id });
const order = z.strictObject({ orderId: Id });
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
  getSeatMap: { summary: 'Geometry of the mapping', params: performance, replies: { 200: SeatMap } },
  getSeatStates: {
    summary:
      'Two bits a seat in ordinal order: 0 available, 1 held, 2 sold, 3 off; four seats a byte, first seat in the low bits',
    params: performance,
    replies: { 200: null },
  },
  watchSeats: { summary: 'Server-sent events: changes of seats', params: performance, replies: { 200: null } },
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
  payOrder: {
    summary: 'Start paying, or go on with the payment under way',
    params: order,
    body: PayOrder,
    replies: { 201: Payment },
    idempotencyKey: 'required',
  },
  getOrderJournal: { summary: 'What happened to an order, for staff', params: order, replies: { 200: Journal } },
  receiveWebhook: {
    summary: 'A payment provider reports',
    params: z.strictObject({ provider: z.string().regex(/^[a-z_]{1,40}$/) }),
    replies: { 204: null },
  },

  getTicket: { summary: 'A ticket', params: ticket, replies: { 200: Ticket } },
  getTicketPdf: { summary: 'A ticket as PDF', params: ticket, replies: { 200: null } },
  getOrderTicketsPdf: { summary: 'All tickets of an order as one PDF', params: order, replies: { 200: null } },

  listAccessPoints: {
    summary: 'Where the caller may scan, with the performances of the day',
    replies: { 200: AccessPointList },
  },
  scanTickets: {
    summary: 'Judge and record scans',
    params: z.strictObject({ accessPointId: Id }),
    body: ScanTickets,
    replies: { 200: ScanResults },
  },
} as const satisfies Record<OperationName, OperationSchema>;

export type Operations = typeof operations;

type Schema<Name extends OperationName, Part extends string> =
  Operations[Name] extends Record<Part, infer S extends z.ZodType> ? S : undefined;
type Fact<Part extends string, S> = S extends z.ZodType ? { [key in Part]: z.input<S> } : object;
type Replies<Name extends OperationName> = Operations[Name]['replies'][keyof Operations[Name]['replies']];

/** What a caller sends: params, query and body, as far as the operation has them. */
export type Input<Name extends OperationName> = Fact<'params', Schema<Name, 'params'>> &
  Fact<'query', Schema<Name, 'query'>> &
  Fact<'body', Schema<Name, 'body'>>;
/** The JSON a caller gets on success. */
export type Reply<Name extends OperationName> =
  Replies<Name> extends infer S ? (S extends z.ZodType ? z.output<S> : undefined) : never;
