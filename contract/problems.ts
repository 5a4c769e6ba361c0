/** Every refusal the API can give: its HTTP status and its title in English. The codes never change meaning. */
export const problems = {
  // the request itself
  invalid_json: { status: 400, title: 'The body is not JSON' },
  bad_request: { status: 400, title: 'The request cannot be read' },
  idempotency_key_missing: { status: 400, title: 'This operation needs an Idempotency-Key header' },
  idempotency_key_invalid: { status: 400, title: 'The Idempotency-Key must be 1 to 255 printable ASCII characters' },
  not_signed_in: { status: 401, title: 'Sign in first' },
  wrong_credentials: { status: 401, title: 'The e-mail address or the password is wrong' },
  invalid_signature: { status: 401, title: 'The signature does not match' },
  role_missing: { status: 403, title: 'Your role does not allow this' },
  cross_site: { status: 403, title: 'This request came from another site' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This method is not supported here' },
  not_acceptable: { status: 406, title: 'None of the accepted types is available' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  body_too_large: { status: 413, title: 'The body is too large' },
  address_too_long: { status: 414, title: 'The address is too long' },
  unsupported_type: { status: 415, title: 'Send application/json' },
  headers_too_large: { status: 431, title: 'The address or the headers are too long' },
  invalid: { status: 422, title: 'Some fields are not valid' },
  idempotency_key_reused: { status: 422, title: 'This Idempotency-Key was used for another request' },
  idempotency_in_flight: { status: 409, title: 'The first request with this Idempotency-Key is still running' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something failed on our side' },
  busy: { status: 503, title: 'Too busy at the moment' },
  // people
  email_taken: { status: 409, title: 'An account with this e-mail address exists' },
  password_too_common: { status: 422, title: 'This password is too easy to guess' },
  link_used_or_expired: { status: 410, title: 'This link was used already or has expired' },
  // sale and places
  sale_not_open: { status: 409, title: 'The sale is not open' },
  sale_state: { status: 409, title: 'The sale cannot change that way' },
  sold_out: { status: 409, title: 'Sold out' },
  seats_taken: { status: 409, title: 'Some of these seats were taken' },
  not_enough_together: { status: 409, title: 'There are not that many places together' },
  not_on_sale: { status: 409, title: 'These places are not on sale at the moment' },
  lone_seat: { status: 422, title: 'This would leave a seat alone' },
  whole_table: { status: 422, title: 'This table is sold whole' },
  companion_only: { status: 422, title: 'This seat goes with a wheelchair place' },
  quota_reached: { status: 409, title: 'There are not that many places left at this price' },
  person_limit: { status: 409, title: 'More places than one person may have' },
  allocation_exists: { status: 409, title: 'This performance has an allocation of that name' },
  not_enough_left: { status: 409, title: 'There are not that many places left' },
  quota_exists: { status: 409, title: 'This performance has a quota of that name' },
  quota_below_used: { status: 409, title: 'More places than that are held or sold already' },
  code_unknown: { status: 422, title: 'This code opens nothing here' },
  too_many_places: { status: 422, title: 'More places than one order may have' },
  promo_unknown: { status: 422, title: 'This code is not known' },
  promo_not_started: { status: 409, title: 'This code is not valid yet' },
  promo_ended: { status: 409, title: 'This code is not valid any more' },
  promo_used_up: { status: 409, title: 'This code has been used up' },
  promo_not_for_these: { status: 422, title: 'This code is not for these places' },
  promo_minimum: { status: 422, title: 'This code needs more places' },
  promo_person_limit: { status: 409, title: 'You have used this code as often as one person may' },
  promo_exists: { status: 409, title: 'There is a code of that name' },
  no_such_offer: { status: 422, title: 'This price is not on sale for this place' },
  contended: { status: 409, title: 'Others are choosing the same places, try again' },
  hold_expired: { status: 410, title: 'The time to buy these places is over' },
  hold_ended: { status: 409, title: 'This hold has ended' },
  extension_limit: { status: 409, title: 'This hold cannot be extended any more' },
  // plans of venues, and the performances on them
  draft_exists: { status: 409, title: 'There is a draft of this plan' },
  draft_changed: { status: 409, title: 'Somebody changed this draft meanwhile' },
  mapping_state: { status: 409, title: 'This version of the plan cannot be used that way' },
  plan_invalid: { status: 422, title: 'The plan contradicts itself' },
  plan_has_errors: { status: 409, title: 'The plan has errors' },
  other_venue: { status: 422, title: 'This plan is of another venue' },
  no_such_zone: { status: 422, title: 'The plan has no such zone' },
  no_such_gate: { status: 422, title: 'The plan has no such gate' },
  live_seats_removed: { status: 409, title: 'Seats that somebody has are not in this version' },
  live_seats_relabelled: { status: 409, title: 'Seats that somebody has are called otherwise in this version' },
  live_capacity: { status: 409, title: 'A zone of this version is too small for its visitors' },
  directed_gates_removed: { status: 409, title: 'Gates that visitors are directed to are not in this version' },
  // orders and payments
  hold_has_order: { status: 409, title: 'There is an order for this hold' },
  order_state: { status: 409, title: 'The order cannot change that way' },
  order_paid: { status: 409, title: 'This order is paid' },
  payment_in_progress: { status: 409, title: 'A payment of this order is under way' },
  ticket_void: { status: 409, title: 'One of these tickets is cancelled already' },
  ticket_used: { status: 409, title: 'Somebody has come in with one of these tickets' },
  cancellation_not_offered: { status: 409, title: 'Tickets for this performance cannot be cancelled' },
  cancellation_too_late: { status: 409, title: 'It is too late to cancel these tickets' },
  cancellation_pending: { status: 409, title: 'A cancellation of this order is being looked at' },
  cancellation_decided: { status: 409, title: 'This cancellation is decided already' },
  second_person: { status: 403, title: 'Another person must approve this' },
  refund_changed: { status: 409, title: 'What goes back is another amount by now' },
  invoice_issued: { status: 409, title: 'The invoice of this order is issued' },
  payout_exceeds_due: { status: 409, title: 'The organiser is not owed that much' },
  payout_exists: { status: 409, title: 'A payout with this transfer reference is recorded already' },
  no_such_provider: { status: 422, title: 'This payment method is not offered' },
  return_url_not_allowed: { status: 422, title: 'The return address must be on this site' },
  provider_unavailable: { status: 503, title: 'The payment service does not answer' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** What asking for a hold can be answered, beyond what any request that cannot be read gets. */
export const holdRefusals = [
  'not_found',
  'sale_not_open',
  'not_on_sale',
  'sold_out',
  'seats_taken',
  'not_enough_together',
  'lone_seat',
  'whole_table',
  'companion_only',
  'quota_reached',
  'person_limit',
  'too_many_places',
  'code_unknown',
  'no_such_offer',
  'contended',
  'invalid',
  'idempotency_key_invalid',
  'idempotency_key_reused',
  'idempotency_in_flight',
  'too_many_requests',
  'busy',
] as const satisfies readonly ProblemCode[];
export type HoldRefusalCode = (typeof holdRefusals)[number];

/** RFC 9457 problem details, as every refusal is answered. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: ProblemCode;
  readonly traceId: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
  readonly [fact: string]: unknown;
};
