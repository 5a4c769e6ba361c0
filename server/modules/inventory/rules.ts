/** A seat as found under its lock. `isFree`: nobody's live claim is on it, by the database's clock. */
export type LockedSeat = {
  readonly seatId: number;
  readonly state: 'free' | 'held' | 'sold' | 'off';
  readonly holdId: string | null;
  readonly isFree: boolean;
};

/** Whether a seat can become (again) the seat of this hold: it still is, or nobody has a live claim on it. */
export function canBeSoldTo(holdId: string, seat: LockedSeat): boolean {
  return seat.isFree || (seat.holdId === holdId && seat.state !== 'off');
}

/** Which of these holds get all their seats, asked in this order: what is sold to one is gone for those after it. */
export function decideSales(
  holds: readonly { readonly id: string; readonly seatIds: readonly number[] }[],
  seats: readonly LockedSeat[],
): ReadonlySet<string> {
  const left = new Map(seats.map((seat) => [seat.seatId, seat]));
  const sold = new Set<string>();
  for (const { id, seatIds } of holds) {
    const own = seatIds.flatMap((seatId) => left.get(seatId) ?? []);
    if (own.length !== seatIds.length || !own.every((seat) => canBeSoldTo(id, seat))) continue;
    for (const seatId of seatIds) left.delete(seatId);
    sold.add(id);
  }
  return sold;
}

/** Whether every place of a hold is still its own, under the locks of its seats and zones. */
export function isWhollyHeld(
  holdId: string,
  seats: readonly LockedSeat[],
  places: readonly { readonly seatId: number | null; readonly returned: boolean }[],
): boolean {
  const named = places.filter(({ seatId }) => seatId !== null);
  const standing = places.filter(({ seatId }) => seatId === null);
  return (
    seats.length === named.length &&
    seats.every((seat) => seat.state === 'held' && seat.holdId === holdId) &&
    standing.every(({ returned }) => !returned)
  );
}

export type HoldFacts = {
  readonly state: 'active' | 'released' | 'expired' | 'sold';
  /** Active, and its deadline is to come. */
  readonly isAlive: boolean;
  readonly extensionCount: number;
};

export const extensionsMax = 10;
export const extensionMinutes = 5;

/** What a buyer is told about a hold. A hold whose time is over is expired, whether or not anything swept it up. */
export function holdStatus({ state, isAlive }: HoldFacts): 'active' | 'expired' | 'released' | 'sold' {
  if (state !== 'active') return state;
  return isAlive ? 'active' : 'expired';
}

export function decideExtension(
  hold: HoldFacts,
): { ok: true } | { ok: false; code: 'hold_expired' | 'hold_ended' | 'extension_limit' } {
  const status = holdStatus(hold);
  if (status === 'expired') return { ok: false, code: 'hold_expired' };
  if (status !== 'active') return { ok: false, code: 'hold_ended' };
  return hold.extensionCount < extensionsMax ? { ok: true } : { ok: false, code: 'extension_limit' };
}
