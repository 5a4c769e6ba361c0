import { readGiftCardCode } from '@tessera/contract/gift-card-code';
import type { CallProblem } from '../../client/call.ts';

const told = [
  'gift_card_unknown',
  'gift_card_ended',
  'gift_card_blocked',
  'gift_card_empty',
  'gift_card_currency',
  'order_covered',
  'payment_in_progress',
  'too_many_requests',
] as const;
export type GiftCardRefusal = {
  readonly why: (typeof told)[number] | 'mistyped' | 'missing' | 'other';
  /** As it was typed. */
  readonly code: string;
};

/** Why a typed code does not work, for the words beside its field; the check symbol tells a slip from a stranger. */
export function giftCardRefusal({ code: problem }: Pick<CallProblem, 'code'>, code: string): GiftCardRefusal {
  const known = told.find((one) => one === problem) ?? 'other';
  return { code, why: known === 'gift_card_unknown' && readGiftCardCode(code) === undefined ? 'mistyped' : known };
}
