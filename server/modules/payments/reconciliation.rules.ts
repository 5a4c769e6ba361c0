/** How a payment stands in our books and on its provider's statement, in minor units. */
export type Standing = {
  readonly currency: string;
  readonly capturedMinor: number;
  /** It was captured so long ago that the statement must know. */
  readonly isCaptureDue: boolean;
  /** All that is going or has gone back. */
  readonly refundedMinor: number;
  /** Of it, what went back so long ago that the statement must know. */
  readonly refundedDueMinor: number;
  readonly theirs: {
    readonly currencies: readonly string[];
    readonly captureCount: number;
    readonly capturedMinor: number;
    readonly refundedMinor: number;
  };
};

export const differences = [
  'not_on_statement',
  'not_in_books',
  'taken_twice',
  'other_amount',
  'other_currency',
  'refund_not_on_statement',
  'refund_not_in_books',
] as const;
export type Difference = (typeof differences)[number];

/** In what our books and the provider's contradict each other; nothing: they agree, or will once the statement is complete. */
export function differencesOf(standing: Standing): Difference[] {
  const { theirs, refundedMinor, refundedDueMinor } = standing;
  const found: Difference[] = [];
  const capture = captureDifference(standing);
  if (capture) found.push(capture);
  if (theirs.currencies.some((currency) => currency !== standing.currency)) found.push('other_currency');
  if (theirs.refundedMinor < refundedDueMinor) found.push('refund_not_on_statement');
  if (theirs.refundedMinor > refundedMinor) found.push('refund_not_in_books');
  return found;
}

function captureDifference({ capturedMinor, isCaptureDue, theirs }: Standing): Difference | undefined {
  if (capturedMinor === 0) return theirs.captureCount > 0 ? 'not_in_books' : undefined;
  if (theirs.captureCount === 0) return isCaptureDue ? 'not_on_statement' : undefined;
  if (theirs.captureCount > 1) return 'taken_twice';
  return theirs.capturedMinor === capturedMinor ? undefined : 'other_amount';
}
