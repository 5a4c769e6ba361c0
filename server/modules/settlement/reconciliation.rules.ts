/** How a payout stands in our books and on its provider's statement, in minor units. */
export type Standing = {
  readonly currency: string;
  /** What we know to be sent; nothing while it is requested, or failed. */
  readonly sentMinor: number;
  /** It was sent so long ago that the statement must know. */
  readonly isSentDue: boolean;
  readonly reversedMinor: number;
  /** The same of what last came back. */
  readonly isReversalDue: boolean;
  readonly theirs: {
    readonly currencies: readonly string[];
    readonly sentCount: number;
    readonly sentMinor: number;
    readonly reversedMinor: number;
  };
};

export type Difference =
  | 'not_on_statement'
  | 'not_in_books'
  | 'sent_twice'
  | 'other_amount'
  | 'other_currency'
  | 'reversal_not_on_statement'
  | 'reversal_not_in_books';

/** In what our books and the provider's contradict each other; nothing: they agree, or will once the statement is complete. */
export function differencesOf(standing: Standing): Difference[] {
  const { theirs, reversedMinor, isReversalDue } = standing;
  const found: Difference[] = [];
  const sent = sentDifference(standing);
  if (sent) found.push(sent);
  if (theirs.currencies.some((currency) => currency !== standing.currency)) found.push('other_currency');
  if (theirs.reversedMinor < reversedMinor && isReversalDue) found.push('reversal_not_on_statement');
  if (theirs.reversedMinor > reversedMinor) found.push('reversal_not_in_books');
  return found;
}

function sentDifference({ sentMinor, isSentDue, theirs }: Standing): Difference | undefined {
  if (theirs.sentCount > 1) return 'sent_twice';
  if (sentMinor === 0) return theirs.sentCount > 0 ? 'not_in_books' : undefined;
  if (theirs.sentCount === 0) return isSentDue ? 'not_on_statement' : undefined;
  return theirs.sentMinor === sentMinor ? undefined : 'other_amount';
}
