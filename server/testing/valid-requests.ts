import { randomUUID } from 'node:crypto';
import type { OperationName } from '@tessera/contract/api/paths';
import { blacklistRequests } from './blacklist-requests.ts';
import { counterRequests } from './counter-requests.ts';
import { doorRequests } from './door-requests.ts';
import { drawingOf } from './drawing.ts';
import { gateRequests } from './gate-requests.ts';
import { giftCardRequests } from './gift-card-requests.ts';
import { liveEntryRequests } from './live-entry-requests.ts';
import { newPrices, newPromoCode } from './price-desk.ts';
import type { Letter } from './send.ts';
import { eventAbout } from './send-webhook.ts';
import { cancellationOf, type Targets, type TwoHouses } from './two-houses.ts';
import type { ValidRequest, ValidRequests } from './valid-request.ts';
import { walletRequests } from './wallet-requests.ts';

const ofPerformance = { ask: ({ performanceId }: Targets) => ({ params: { performanceId } }) };
const ofSeatMap = { ask: ({ seatMap }: Targets) => ({ params: { address: seatMap } }) };
const ofPaidOrder = {
  ask: ({ paidOrder }: Targets) => ({ params: { orderId: paidOrder.id } }),
  opens: ({ paidOrder }: Targets) => paidOrder.token,
};
const ofTicket = {
  ask: ({ paidOrder }: Targets) => ({ params: { ticketId: paidOrder.ticketId } }),
  opens: ({ paidOrder }: Targets) => paidOrder.token,
};
const ofPlanned = {
  ask: ({ plannedPerformanceId }: Targets) => ({ params: { performanceId: plannedPerformanceId } }),
  known: true,
} as const;
const ofNothing = { ask: () => ({}), aboutNothing: true } as const;
const goodPassword = 'seven candles in a window';

/** What a request is made of, whichever operation it asks. */
export type Asking = { readonly params?: object; readonly query?: object | undefined; readonly body?: unknown };
export type AnyRequest = Omit<ValidRequest<OperationName>, 'ask'> & {
  readonly ask: (at: Targets, houses: TwoHouses) => Asking | Promise<Asking>;
};

export function requestsOf(name: OperationName): readonly AnyRequest[] {
  return validRequests[name];
}

/** At least one for every operation of the contract: a new operation without one does not compile. */
const validRequests: ValidRequests = {
  signUp: [
    {
      ask: () => ({ body: { email: `new-${randomUUID()}@example.org`, password: goodPassword, name: 'Ada' } }),
      aboutNothing: true,
    },
  ],
  signIn: [{ ask: (_at, { signInAs }) => ({ body: signInAs }), aboutNothing: true }],
  signOut: [ofNothing],
  listSessions: [ofNothing],
  revokeSession: [{ ask: ({ sessionId }) => ({ params: { sessionId } }), who: ['owner'] }],
  getMe: [ofNothing],
  requestEmailVerification: [ofNothing],
  confirmEmail: [
    {
      ask: async ({ ownerId }, { newVerificationToken }) => ({ body: { token: await newVerificationToken(ownerId) } }),
      aboutNothing: true,
    },
  ],
  listEvents: [{ ask: () => ({ query: {} }), aboutNothing: true }],
  getEvent: [{ ask: ({ eventSlug }) => ({ params: { slug: eventSlug } }) }],
  getPerformance: [ofPerformance],
  openSale: [ofPlanned],
  closeSale: [ofPlanned],
  listSeats: [{ ask: ({ performanceId }) => ({ params: { performanceId }, query: {} }) }],
  getSeatMap: [ofPerformance],
  getSeatMapByAddress: [ofSeatMap],
  getSeatStates: [ofPerformance],
  watchSeats: [ofPerformance],
  getQuote: [
    { ask: ({ performanceId, offerId }) => ({ params: { performanceId }, query: { offer: offerId, quantity: 2 } }) },
  ],
  holdSeats: [
    {
      ask: ({ performanceId, standingZoneId }) => ({
        params: { performanceId },
        body: { zone: standingZoneId, quantity: 1 },
      }),
    },
  ],
  getHold: [{ ask: ({ hold }) => ({ params: { holdId: hold.id } }), opens: ({ hold }) => hold.token }],
  releaseHold: [
    {
      ask: ({ holdToRelease }) => ({ params: { holdId: holdToRelease.id } }),
      opens: ({ holdToRelease }) => holdToRelease.token,
    },
  ],
  applyPromoCode: [
    {
      ask: ({ holdToChange, promoCode }) => ({ params: { holdId: holdToChange.id }, body: { code: promoCode } }),
      opens: ({ holdToChange }) => holdToChange.token,
    },
  ],
  removePromoCode: [
    {
      ask: ({ holdToChange }) => ({ params: { holdId: holdToChange.id } }),
      opens: ({ holdToChange }) => holdToChange.token,
    },
  ],
  getPriceList: [{ ask: ({ performanceId }) => ({ params: { performanceId }, query: {} }) }],
  publishPriceList: [{ ask: ({ plannedPerformanceId }) => newPrices(plannedPerformanceId) }],
  listPriceLists: [{ ask: ({ performanceId }) => ({ params: { performanceId }, query: {} }) }],
  listPromoCodes: [{ ask: ({ organiserId }) => ({ params: { organiserId }, query: {} }) }],
  createPromoCode: [{ ask: ({ organiserId }) => newPromoCode(organiserId) }],
  closePromoCode: [{ ask: ({ promoCodeId }) => ({ params: { promoCodeId } }) }],
  extendHold: [{ ask: ({ hold }) => ({ params: { holdId: hold.id } }), opens: ({ hold }) => hold.token }],
  replaceSeats: [
    {
      ask: ({ holdToChange, tariffId }) => ({
        params: { holdId: holdToChange.id },
        body: { tariffs: [{ tariff: tariffId, quantity: 1 }] },
      }),
      opens: ({ holdToChange }) => holdToChange.token,
    },
  ],
  getRefundPolicy: [ofPerformance],
  publishRefundPolicy: [
    {
      ask: ({ performanceId }) => ({
        params: { performanceId },
        body: { discountRule: 'keep', steps: [{ hoursBefore: 48, backBasisPoints: 5_000, isFeeReturned: false }] },
      }),
      known: true,
    },
  ],
  listAllocations: [ofPerformance],
  allocatePlaces: [
    {
      ask: ({ performanceId, standingZoneId }) => ({
        params: { performanceId },
        body: { name: `Presse ${randomUUID()}`, kind: 'press', zones: [{ zone: standingZoneId, quantity: 1 }] },
      }),
    },
  ],
  releaseAllocation: [{ ask: ({ allocationId }) => ({ params: { allocationId } }) }],
  listQuotas: [ofPerformance],
  createQuota: [
    { ask: ({ performanceId }) => ({ params: { performanceId }, body: { name: randomUUID(), size: 100_000 } }) },
  ],
  resizeQuota: [{ ask: ({ quotaId }) => ({ params: { quotaId }, body: { size: 90_000 } }) }],
  removeQuota: [{ ask: ({ quotasToRemove }) => ({ params: { quotaId: quotasToRemove.shift() ?? randomUUID() } }) }],
  closeZone: [{ ask: ({ performanceId, standingZoneId }) => ({ params: { performanceId, zoneId: standingZoneId } }) }],
  openZone: [{ ask: ({ performanceId, standingZoneId }) => ({ params: { performanceId, zoneId: standingZoneId } }) }],
  setLimits: [
    {
      ask: ({ performanceId }) => ({
        params: { performanceId },
        body: { placesPerOrderMax: 10, placesPerPersonMax: null, loneSeats: 'off' },
      }),
    },
  ],
  placeOrder: [
    {
      ask: ({ holdToOrder }) => ({ body: { hold: holdToOrder.id, buyer: { email: 'ada@example.org', name: 'Ada' } } }),
      opens: ({ holdToOrder }) => holdToOrder.token,
    },
  ],
  listOrders: [
    { named: 'one’s own', ask: () => ({ query: {} }), aboutNothing: true },
    {
      named: 'of an organiser',
      ask: ({ organiserId }) => ({ query: { organiser: organiserId } }),
      who: ['agent', 'director', 'admin'],
      known: true,
      answersNowhere: true,
    },
  ],
  listPaymentProviders: [{ ask: ({ hold }) => ({ params: { holdId: hold.id } }), opens: ({ hold }) => hold.token }],
  getOrder: [ofPaidOrder],
  cancelOrder: [
    {
      ask: ({ orderToCancel }) => ({ params: { orderId: orderToCancel.id } }),
      opens: ({ orderToCancel }) => orderToCancel.token,
    },
  ],
  payOrder: [
    {
      ask: ({ orderToPay, returnUrl }) => ({
        params: { orderId: orderToPay.id },
        body: { provider: 'simulator', returnUrl },
      }),
      opens: ({ orderToPay }) => orderToPay.token,
    },
  ],
  previewCancellation: [
    {
      ask: ({ paidOrder }) => ({ params: { orderId: paidOrder.id }, body: { tickets: [paidOrder.ticketId] } }),
      opens: ({ paidOrder }) => paidOrder.token,
    },
  ],
  cancelTickets: [
    {
      ask: ({ orderWithATicketToCancel: { id, ticketId } }) => cancellationOf(id, ticketId),
      opens: ({ orderWithATicketToCancel }) => orderWithATicketToCancel.token,
    },
  ],
  listCancellationRequests: [{ ask: ({ organiserId }) => ({ params: { organiserId }, query: {} }) }],
  approveCancellation: [
    {
      ask: ({ cancellationToApproveId: cancellationId }) => ({ params: { cancellationId }, body: { note: 'Agreed.' } }),
    },
  ],
  rejectCancellation: [
    {
      ask: ({ cancellationToRejectId: cancellationId }) => ({
        params: { cancellationId },
        body: { note: 'The cast has not changed.' },
      }),
    },
  ],
  getOrderJournal: [ofPaidOrder],
  setInvoiceDetails: [
    {
      ask: ({ orderToCancel }) => ({
        params: { orderId: orderToCancel.id },
        body: {
          name: 'Durand',
          vatId: '',
          address: '2 place du Marché',
          postalCode: '69001',
          city: 'Lyon',
          country: 'FR',
        },
      }),
      opens: ({ orderToCancel }) => orderToCancel.token,
    },
  ],
  listOrderInvoices: [ofPaidOrder],
  getSeller: [{ ask: ({ organiserId }) => ({ params: { organiserId } }) }],
  setSeller: [
    {
      ask: ({ organiserId }) => ({
        params: { organiserId },
        body: {
          legalName: 'Scène d’essai SAS',
          address: '1 rue des Tréteaux',
          postalCode: '69001',
          city: 'Lyon',
          country: 'FR',
          seriesPrefix: 'SE',
        },
      }),
    },
  ],
  getInvoicePdf: [
    {
      ask: ({ paidOrder }) => ({ params: { invoiceId: paidOrder.invoiceId } }),
      opens: ({ paidOrder }) => paidOrder.token,
    },
  ],
  getBalances: [{ ask: ({ organiserId }) => ({ params: { organiserId } }) }],
  recordPayout: [
    {
      ask: ({ organiserId }) => ({
        params: { organiserId },
        body: { amount: { amountMinor: 1, currency: 'EUR' }, transferReference: `SEPA ${randomUUID()}` },
      }),
    },
  ],
  listOrganisers: [ofNothing],
  getPayoutAccount: [{ ask: ({ organiserId }) => ({ params: { organiserId } }) }],
  openPayoutAccount: [{ ask: ({ organiserId }) => ({ params: { organiserId }, body: { country: 'FR' } }) }],
  onboardPayoutAccount: [{ ask: ({ organiserId }) => ({ params: { organiserId } }) }],
  refreshPayoutAccount: [{ ask: ({ organiserId }) => ({ params: { organiserId } }) }],
  requestPayout: [
    {
      ask: ({ organiserId }) => ({
        params: { organiserId },
        body: { amount: { amountMinor: 1, currency: 'EUR' } },
      }),
    },
  ],
  listPayouts: [{ ask: ({ organiserId }) => ({ params: { organiserId } }) }],
  getReconciliation: [
    { ask: ({ organiserId }) => ({ params: { organiserId }, query: { from: '2026-11-01', to: '2026-11-30' } }) },
  ],
  readStatements: [{ ask: ({ organiserId }) => ({ params: { organiserId } }) }],
  receiveWebhook: [{ ask: ({ provider }) => ({ query: {}, params: { provider }, body: webhookOf(randomUUID()) }) }],
  ...counterRequests,
  ...giftCardRequests,
  ...blacklistRequests,
  getTicket: [ofTicket],
  getTicketPdf: [ofTicket],
  getOrderTicketsPdf: [ofPaidOrder],
  ...walletRequests,
  listVenues: [ofNothing],
  getVenue: [{ ask: ({ venueId }) => ({ params: { venueId } }) }],
  draftMapping: [
    {
      ask: ({ venueId }) => ({
        params: { venueId },
        body: { name: `Plan ${randomUUID().slice(0, 8)}`, width: 30, height: 20 },
      }),
    },
  ],
  getMapping: [{ ask: ({ mappingId }) => ({ params: { mappingId } }) }],
  drawMapping: [{ ask: ({ draftId }) => ({ params: { mappingId: draftId }, body: drawingOf(0) }) }],
  checkMapping: [{ ask: ({ mappingId }) => ({ params: { mappingId } }) }],
  publishMapping: [
    { ask: ({ draftToPublishId }) => ({ params: { mappingId: draftToPublishId }, body: { stamp: 0 } }) },
  ],
  movePerformance: [
    {
      ask: ({ plannedPerformanceId, nextVersionId }) => ({
        params: { performanceId: plannedPerformanceId },
        body: { mapping: nextVersionId },
      }),
    },
  ],
  getGates: [ofPerformance],
  directZones: [
    {
      ask: ({ performanceId, parterreId, gateId }) => ({
        params: { performanceId },
        body: { zones: [{ zone: parterreId, gates: [gateId] }] },
      }),
    },
  ],
  ...gateRequests,
  ...doorRequests,
  ...liveEntryRequests,
};

/** What the simulator tells about a payment. */
function webhookOf(clientReference: string): unknown {
  return JSON.parse(
    eventAbout({ id: 'sim_x', status: 'succeeded', clientReference, amountMinor: 100, currency: 'EUR' }),
  );
}

/** Headers of a caller; a key is always sent, as only operations that take one look at it. */
export function headersOf(caller: {
  readonly cookie?: string | undefined;
  readonly token?: string | undefined;
}): NonNullable<Letter['headers']> {
  return {
    'idempotency-key': randomUUID(),
    ...(caller.cookie === undefined ? {} : { cookie: caller.cookie }),
    ...(caller.token === undefined ? {} : { authorization: `Bearer ${caller.token}` }),
  };
}
