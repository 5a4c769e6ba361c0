/** A seat that could be picked, with its place in its row (neighbours differ by one) and its metres on the plan. */
export type Candidate = {
  readonly seatId: number;
  readonly zoneId: string;
  readonly rowLabel: string;
  readonly numberPosition: number;
  readonly x: number;
  readonly y: number;
  /** Wheelchair and companion seats are chosen by hand, never proposed. */
  readonly isReserved: boolean;
};
export type Focus = { readonly x: number; readonly y: number };
export type BestPick =
  | { readonly ok: true; readonly seatIds: readonly number[] }
  | { readonly ok: false; readonly code: 'sold_out' }
  | { readonly ok: false; readonly code: 'not_enough_together'; readonly largest: number };

/**
 * The `quantity` free seats side by side whose middle is nearest to the focal point. Between equals, the run that leaves
 * no lone seat wins, then the lower seat id: the same seats give the same answer.
 * With `apart`, when no run is long enough, the best runs are joined until the party is seated.
 */
export function pickBest(candidates: readonly Candidate[], quantity: number, focus: Focus, apart: boolean): BestPick {
  const runs = runsOf(candidates.filter(({ isReserved }) => !isReserved));
  if (runs.length === 0) return { ok: false, code: 'sold_out' };
  const windows = runs.flatMap((run) => windowsOf(run, quantity, focus));
  const best = windows.reduce<Window | undefined>(
    (winner, next) => (winner && !isBetter(next, winner) ? winner : next),
    undefined,
  );
  if (best) return { ok: true, seatIds: best.seatIds };
  const largest = Math.max(...runs.map(({ length }) => length));
  const split = apart ? splitOver(runs, quantity) : undefined;
  return split ? { ok: true, seatIds: split } : { ok: false, code: 'not_enough_together', largest };
}

type Run = readonly Candidate[];
type Window = { readonly seatIds: readonly number[]; readonly distance: number; readonly loneSeats: number };

function runsOf(candidates: readonly Candidate[]): Run[] {
  const sorted = [...candidates].sort(
    (a, b) => compare(a.zoneId, b.zoneId) || compare(a.rowLabel, b.rowLabel) || a.numberPosition - b.numberPosition,
  );
  const runs: Candidate[][] = [];
  for (const seat of sorted) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const goesOn =
      last?.zoneId === seat.zoneId &&
      last.rowLabel === seat.rowLabel &&
      last.numberPosition + 1 === seat.numberPosition;
    if (run && goesOn) run.push(seat);
    else runs.push([seat]);
  }
  return runs;
}

function windowsOf(run: Run, quantity: number, focus: Focus): Window[] {
  const windows: Window[] = [];
  for (let start = 0; start + quantity <= run.length; start += 1) {
    const seats = run.slice(start, start + quantity);
    const x = seats.reduce((total, seat) => total + seat.x, 0) / quantity;
    const y = seats.reduce((total, seat) => total + seat.y, 0) / quantity;
    const after = run.length - start - quantity;
    windows.push({
      seatIds: seats.map(({ seatId }) => seatId),
      distance: Math.hypot(x - focus.x, y - focus.y),
      loneSeats: (start === 1 ? 1 : 0) + (after === 1 ? 1 : 0),
    });
  }
  return windows;
}

/** A lone seat costs three metres: nobody walks further to spare one, and few are left behind. */
function isBetter(a: Window, b: Window): boolean {
  const difference = a.distance + a.loneSeats * 3 - (b.distance + b.loneSeats * 3);
  return difference < 0 || (difference === 0 && (a.seatIds[0] ?? 0) < (b.seatIds[0] ?? 0));
}

function splitOver(runs: readonly Run[], quantity: number): number[] | undefined {
  const seats = [...runs]
    .sort((a, b) => b.length - a.length || (a[0]?.seatId ?? 0) - (b[0]?.seatId ?? 0))
    .flat()
    .slice(0, quantity);
  return seats.length === quantity ? seats.map(({ seatId }) => seatId) : undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
