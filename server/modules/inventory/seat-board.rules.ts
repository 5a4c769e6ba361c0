/** 0 available, 1 held, 2 sold, 3 off, 4 held and off when its time is over: what is known of a seat, whatever the time. */
export type KnownSeat = { readonly state: number; readonly heldUntilMs: number; readonly changeNumber: number };

/** What everybody sees: 0 available, 1 held, 2 sold, 3 off. */
export function shownState(state: number, heldUntilMs: number, nowMs: number): 0 | 1 | 2 | 3 {
  if (state === 1) return heldUntilMs > nowMs ? 1 : 0;
  if (state === 4) return heldUntilMs > nowMs ? 1 : 3;
  return state === 0 || state === 2 ? state : 3;
}

/** A row of stock (0 free, 1 held, 2 sold, 3 off) as it is known on a board. isSetAside: allocated, or its zone is closed. */
export function knownState(rowState: number, isSetAside: boolean): number {
  if (!isSetAside) return rowState;
  if (rowState === 0) return 3;
  return rowState === 1 ? 4 : rowState;
}

/** Whether what was heard replaces what is known: of two changes the one with the higher number is the newer. */
export function isNewer(heard: { readonly changeNumber: number }, known: { readonly changeNumber: number }): boolean {
  return heard.changeNumber > known.changeNumber;
}

/**
 * Whether what was read replaces what is known. News may be ahead of a reading, never behind it by number; with the same
 * number the reading is right.
 */
export function isCorrected(read: KnownSeat, known: KnownSeat): boolean {
  if (read.changeNumber !== known.changeNumber) return read.changeNumber > known.changeNumber;
  return read.state !== known.state || read.heldUntilMs !== known.heldUntilMs;
}
