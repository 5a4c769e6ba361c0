import { creditorReferencesIn } from '@tessera/contract/creditor-reference';

const hourMilliseconds = 3_600_000;
const dayMilliseconds = 24 * hourMilliseconds;
/** A transfer takes days, and somebody has to import the statement: late buyers are not offered one. */
const daysAheadMin = 7;
/** Places whose money has not come by then can still be sold to somebody else. */
const hoursBeforeStartMin = 48;

/**
 * Until when the money of a transfer must have come; undefined: not by transfer. It counts from the order, not from the press
 * of the button, so that choosing again gains no time.
 */
export function transferDeadline(facts: {
  readonly now: Date;
  readonly orderedAt: Date;
  readonly startsAt: Date;
  readonly daysToPay: number;
}): Date | undefined {
  const { now, orderedAt, startsAt, daysToPay } = facts;
  if (startsAt.getTime() - now.getTime() < daysAheadMin * dayMilliseconds) return undefined;
  const until = Math.min(
    orderedAt.getTime() + daysToPay * dayMilliseconds,
    startsAt.getTime() - hoursBeforeStartMin * hourMilliseconds,
  );
  return until > now.getTime() ? new Date(until) : undefined;
}

/** Money that came to an account, as its bank tells it. */
export type BankCredit = { readonly amountMinor: number; readonly currency: string; readonly remittance: string };
export type ExpectedTransfer = {
  readonly paymentId: string;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** Its money is here already, or another entry is taken for it. */
  readonly isPaid: boolean;
};
export type UnmatchedReason =
  | 'no_reference'
  | 'several_references'
  | 'unknown_reference'
  | 'other_currency'
  | 'other_amount'
  | 'paid_already';
export type EntryDecision =
  | { readonly ok: true; readonly paymentId: string }
  | { readonly ok: false; readonly reason: UnmatchedReason };

/** Which payment money that came is for, if that is beyond doubt; a payment that is over is one all the same. */
export function decideEntry(credit: BankCredit, expected: ReadonlyMap<string, ExpectedTransfer>): EntryDecision {
  const references = creditorReferencesIn(credit.remittance);
  const [reference] = references;
  if (reference === undefined) return { ok: false, reason: 'no_reference' };
  if (references.length > 1) return { ok: false, reason: 'several_references' };
  const transfer = expected.get(reference);
  if (!transfer) return { ok: false, reason: 'unknown_reference' };
  const doubt = doubtAbout(credit, transfer);
  return doubt ? { ok: false, reason: doubt } : { ok: true, paymentId: transfer.paymentId };
}

/** What keeps this money from being that payment's, whoever says that it is. */
export function doubtAbout(
  credit: Omit<BankCredit, 'remittance'>,
  transfer: Omit<ExpectedTransfer, 'reference'>,
): 'other_currency' | 'other_amount' | 'paid_already' | undefined {
  if (transfer.isPaid) return 'paid_already';
  if (credit.currency !== transfer.currency) return 'other_currency';
  return credit.amountMinor === transfer.amountMinor ? undefined : 'other_amount';
}
