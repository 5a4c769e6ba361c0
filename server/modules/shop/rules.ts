/** How full a performance is, in a word. plenty: more than 20 % left; few: at most 20 %; last: at most 5 % or 20 places. */
export function availability(remaining: number, capacity: number): 'plenty' | 'few' | 'last' | 'none' {
  if (remaining <= 0) return 'none';
  if (remaining <= 20 || remaining * 20 <= capacity) return 'last';
  return remaining * 5 <= capacity ? 'few' : 'plenty';
}

/** The sale of an event in a word: the best news among its performances. */
export function bestSale<State extends string>(states: readonly State[]): State | undefined {
  const order = ['open', 'not_open', 'sold_out', 'postponed', 'closed', 'cancelled', 'past'];
  return [...states].sort((a, b) => order.indexOf(a) - order.indexOf(b))[0];
}
