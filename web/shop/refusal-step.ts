import type { HoldRefusalCode } from '@tessera/contract/problems';

/** The one next thing to do, by what was refused. */
export const stepAfter = {
  not_found: 'elsewhere',
  sale_not_open: 'elsewhere',
  not_on_sale: 'other-places',
  sold_out: 'other-places',
  seats_taken: 'choose',
  not_enough_together: 'together',
  lone_seat: 'move',
  whole_table: 'table',
  companion_only: 'wheelchair',
  quota_reached: 'other-price',
  person_limit: 'fewer',
  too_many_places: 'fewer',
  code_unknown: 'code',
  too_many_codes: 'again',
  code_needed: 'code',
  promo_not_started: 'code',
  promo_ended: 'code',
  promo_used_up: 'code',
  price_changed: 'new-price',
  no_such_offer: 'other-price',
  contended: 'again',
  invalid: 'choose',
  idempotency_key_invalid: 'anew',
  idempotency_key_reused: 'anew',
  idempotency_in_flight: 'again',
  too_many_requests: 'again',
  busy: 'again',
} as const satisfies Record<HoldRefusalCode, string>;

export type Step = (typeof stepAfter)[HoldRefusalCode];
type Facts = { readonly [fact: string]: unknown };

export function stepOf(code: string): Step | undefined {
  return isHoldRefusal(code) ? stepAfter[code] : undefined;
}

export function isHoldRefusal(code: string): code is HoldRefusalCode {
  return Object.hasOwn(stepAfter, code);
}

/** A number a refusal tells; 0 when it does not. */
export function numberIn({ facts }: { readonly facts: Facts }, name: string): number {
  const told = facts[name];
  return typeof told === 'number' && told > 0 ? told : 0;
}

/** Ids a refusal tells, one or several. */
export function idsIn({ facts }: { readonly facts: Facts }, name: string): readonly string[] {
  const told = facts[name];
  return (Array.isArray(told) ? told : [told]).filter((id) => typeof id === 'string');
}

/** How many places the buyer may still have, by the limit that was met. */
export function placesLeft(problem: { readonly facts: Facts }): number {
  return Math.max(0, numberIn(problem, 'max') - numberIn(problem, 'already'));
}
