export type Claim = 'free' | 'held' | 'sold' | 'allocated';
export type Standing = {
  readonly zoneId: string;
  readonly zone: string;
  readonly row: string;
  readonly number: string;
  readonly x: number;
  readonly y: number;
};
/** A seat that is in the version before, in the one after, or in both. */
export type MovingSeat = {
  readonly id: string;
  /** A live one: what was held until now is free. */
  readonly claim: Claim;
  readonly before: Standing | undefined;
  readonly after: Standing | undefined;
};
/** Places of a standing zone that are held, sold or set aside; `capacity` is that of the version after, 0 if it has none. */
export type MovingZone = {
  readonly id: string;
  readonly name: string;
  readonly used: number;
  readonly capacity: number;
};

export type Change = 'same' | 'moved' | 'movedFurther' | 'relabelled' | 'rezoned' | 'added' | 'removed';
export type Claims = Record<Claim, number>;
export type MoveCounts = Record<Change, Claims>;
export type ToldSeat = { id: string; zone: string; row: string; number: string; state: Claim };
export type MoveObstacle =
  | { code: 'live_seats_removed'; count: number; seats: ToldSeat[] }
  | { code: 'live_seats_relabelled'; count: number; seats: (ToldSeat & { becomes: Omit<ToldSeat, 'id' | 'state'> })[] }
  | { code: 'live_capacity'; zones: { zone: string; name: string; capacity: number; used: number }[] };

const nearMetres = 1;
/** Coordinates are kept with seven digits; less than this nobody moved. */
const unmovedMetres = 0.005;
const seatsToldMax = 200;

/** What each seat's way from one version to the other is called: the first that is true of removed, added, rezoned, … */
export function changeOf({ before, after }: MovingSeat): Change {
  if (!after) return 'removed';
  if (!before) return 'added';
  if (before.zoneId !== after.zoneId) return 'rezoned';
  if (hasOtherWords(before, after)) return 'relabelled';
  const distance = Math.hypot(before.x - after.x, before.y - after.y);
  if (distance > nearMetres + unmovedMetres) return 'movedFurther';
  return distance > unmovedMetres ? 'moved' : 'same';
}

export function countMove(seats: readonly MovingSeat[]): MoveCounts {
  const none = (): Claims => ({ free: 0, held: 0, sold: 0, allocated: 0 });
  const counts: MoveCounts = {
    same: none(),
    moved: none(),
    movedFurther: none(),
    relabelled: none(),
    rezoned: none(),
    added: none(),
    removed: none(),
  };
  for (const seat of seats) counts[changeOf(seat)][seat.claim] += 1;
  return counts;
}

/**
 * What stands against moving a performance, the gravest first: seats somebody has that would be gone, standing zones too
 * small for those they let in, and words that would change on what was bought, unless `relabel` allows it.
 */
export function findObstacles(
  seats: readonly MovingSeat[],
  zones: readonly MovingZone[],
  { relabel }: { readonly relabel: boolean },
): MoveObstacle[] {
  const live = seats.filter(({ claim }) => claim !== 'free');
  const removed = live.filter(({ after }) => !after);
  const full = zones.filter(({ used, capacity }) => used > capacity);
  const renamed = relabel
    ? []
    : live.filter(
        ({ claim, before, after }) => claim !== 'allocated' && before && after && hasOtherWords(before, after),
      );
  const obstacles: MoveObstacle[] = [];
  if (removed.length > 0) {
    obstacles.push({
      code: 'live_seats_removed',
      count: removed.length,
      seats: removed.slice(0, seatsToldMax).map(tellSeat),
    });
  }
  if (full.length > 0) {
    obstacles.push({
      code: 'live_capacity',
      zones: full.map(({ id, name, capacity, used }) => ({ zone: id, name, capacity, used })),
    });
  }
  if (renamed.length > 0) {
    obstacles.push({
      code: 'live_seats_relabelled',
      count: renamed.length,
      seats: renamed.slice(0, seatsToldMax).map((seat) => ({ ...tellSeat(seat), becomes: wordsOf(seat.after) })),
    });
  }
  return obstacles;
}

function hasOtherWords(before: Standing, after: Standing): boolean {
  return before.zone !== after.zone || before.row !== after.row || before.number !== after.number;
}

function tellSeat({ id, claim, before }: MovingSeat): ToldSeat {
  return { id, ...wordsOf(before), state: claim };
}

function wordsOf(standing: Standing | undefined): { zone: string; row: string; number: string } {
  return { zone: standing?.zone ?? '', row: standing?.row ?? '', number: standing?.number ?? '' };
}
