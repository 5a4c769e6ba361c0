/** A Date header names the second that has begun. */
const secondMs = 1_000;

/**
 * By how much a clock that asked and got the answer at these times is ahead of the one that wrote its Date header. 0 where it
 * may well be right: the answer was on its way for longer, or the header is not as exact. undefined: the header says nothing.
 */
export function clockErrorOf({
  askedAt,
  answeredAt,
  date,
}: {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly date: string | null;
}): number | undefined {
  const at = Date.parse(date ?? '');
  if (Number.isNaN(at)) return undefined;
  if (askedAt < at + secondMs && answeredAt >= at) return 0;
  return Math.round((askedAt + answeredAt) / 2 - (at + secondMs / 2));
}
