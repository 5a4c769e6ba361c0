/** The public API: one name per operation, the same in the client, the server and the reference pages. Base path /api/v1. */
export const paths = {
  signUp: 'POST /accounts',
  signIn: 'POST /sessions',
  signOut: 'DELETE /sessions/current',
  listSessions: 'GET /sessions',
  revokeSession: 'DELETE /sessions/:sessionId',
  getMe: 'GET /me',
  requestEmailVerification: 'POST /email-verifications',
  confirmEmail: 'POST /email-verifications/confirmation',

  listEvents: 'GET /events',
  getEvent: 'GET /events/:slug',
  getPerformance: 'GET /performances/:performanceId',
  openSale: 'POST /performances/:performanceId/sale/opening',
  closeSale: 'POST /performances/:performanceId/sale/closing',

  listSeats: 'GET /performances/:performanceId/seats',
  getSeatMap: 'GET /performances/:performanceId/seat-map',
  getSeatMapByAddress: 'GET /seat-maps/:address',
  getSeatStates: 'GET /performances/:performanceId/seat-states',
  watchSeats: 'GET /performances/:performanceId/live',
  getQuote: 'GET /performances/:performanceId/quote',
  holdSeats: 'POST /performances/:performanceId/holds',
  getHold: 'GET /holds/:holdId',
  releaseHold: 'DELETE /holds/:holdId',
  extendHold: 'POST /holds/:holdId/extend',
  replaceSeats: 'POST /holds/:holdId/replacement',

  listAllocations: 'GET /performances/:performanceId/allocations',
  allocatePlaces: 'POST /performances/:performanceId/allocations',
  releaseAllocation: 'DELETE /allocations/:allocationId',
  listQuotas: 'GET /performances/:performanceId/quotas',
  createQuota: 'POST /performances/:performanceId/quotas',
  resizeQuota: 'PATCH /quotas/:quotaId',
  removeQuota: 'DELETE /quotas/:quotaId',
  closeZone: 'POST /performances/:performanceId/zones/:zoneId/closing',
  openZone: 'POST /performances/:performanceId/zones/:zoneId/opening',
  setLimits: 'PUT /performances/:performanceId/limits',

  placeOrder: 'POST /orders',
  listOrders: 'GET /orders',
  getOrder: 'GET /orders/:orderId',
  cancelOrder: 'POST /orders/:orderId/cancellation',
  payOrder: 'POST /orders/:orderId/payments',
  getOrderJournal: 'GET /orders/:orderId/journal',
  receiveWebhook: 'POST /webhooks/:provider',

  getTicket: 'GET /tickets/:ticketId',
  getTicketPdf: 'GET /tickets/:ticketId/pdf',
  getOrderTicketsPdf: 'GET /orders/:orderId/tickets.pdf',

  listVenues: 'GET /venues',
  getVenue: 'GET /venues/:venueId',
  draftMapping: 'POST /venues/:venueId/mappings',
  getMapping: 'GET /mappings/:mappingId',
  drawMapping: 'PUT /mappings/:mappingId',
  checkMapping: 'GET /mappings/:mappingId/validation',
  publishMapping: 'POST /mappings/:mappingId/publication',
  movePerformance: 'POST /performances/:performanceId/mapping',
  getGates: 'GET /performances/:performanceId/gates',
  directZones: 'PUT /performances/:performanceId/gates',

  listAccessPoints: 'GET /access-points',
  scanTickets: 'POST /access-points/:accessPointId/scans',
} as const;

export type OperationName = keyof typeof paths;
export const apiBase = '/api/v1';
