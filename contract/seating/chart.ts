/** In the order of their bits. */
export const chartFlags = [
  'wheelchair',
  'companion',
  'restricted_view',
  'aisle',
  'table',
  'step_free',
  'hearing_loop',
  'limited_legroom',
] as const;
export type ChartFlag = (typeof chartFlags)[number];

export type ChartZone = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: 'group' | 'seated' | 'standing';
  /** Index of the zone around it. */
  readonly parent: number | null;
  /** Places of a standing zone; 0 for others. */
  readonly capacity: number;
};
/** Its seats are the ordinals from `first` on, `count` of them, from one end of the row to the other. */
export type ChartRow = {
  /** Index of its zone. */
  readonly zone: number;
  readonly label: string;
  /** Rows of a zone whose positions differ by one stand one behind the other. */
  readonly position: number;
  readonly first: number;
  readonly count: number;
};
export type ChartTable = { readonly label: string; readonly isSoldWhole: boolean };

/**
 * One version of a mapping in memory, never changed. Ordinals count its seats 0, 1, 2 … through the zones, their rows, and
 * along each row, so that a row is a range of ordinals; the arrays are indexed by ordinal.
 */
export type Chart = {
  /** Metres, as all coordinates; y grows away from the stage or downwards on the plan. */
  readonly width: number;
  readonly height: number;
  /** The stage or the centre spot. */
  readonly focus: { readonly x: number; readonly y: number };
  readonly zones: readonly ChartZone[];
  readonly rows: readonly ChartRow[];
  readonly tables: readonly ChartTable[];
  readonly seatCount: number;
  readonly seatIds: Float64Array;
  /** Index of the row. */
  readonly rowOf: Uint32Array;
  /** Place in the row: neighbours differ by one, a gap is an aisle or a pillar. */
  readonly positions: Int32Array;
  /** As printed on the seats. */
  readonly numbers: readonly string[];
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Bits in the order of `chartFlags`. */
  readonly flags: Uint8Array;
  /** Index of the table, −1 for none. */
  readonly tableOf: Int32Array;
  /** Ordinal of the wheelchair place a companion seat belongs to, −1 for none. */
  readonly companionOf: Int32Array;
};

/** A seat as it comes from the database or from an editor; `zone` and `table` are indexes. */
export type PlottedSeat = {
  readonly id: number;
  readonly zone: number;
  readonly row: string;
  readonly rowPosition: number;
  readonly number: string;
  readonly position: number;
  readonly x: number;
  readonly y: number;
  readonly flags: readonly ChartFlag[];
  readonly table: number | null;
  /** Id of the wheelchair place. */
  readonly companionOf: number | null;
};

export type Plot = Pick<Chart, 'width' | 'height' | 'focus' | 'zones' | 'tables'> & {
  /** In ordinal order. */
  readonly seats: readonly PlottedSeat[];
};

/** Throws RangeError when a row is not one stretch of seats in the order of their positions. */
export function buildChart({ seats, ...frame }: Plot): Chart {
  const rows: { zone: number; label: string; position: number; first: number; count: number }[] = [];
  const ordinalOf = new Map(seats.map(({ id }, ordinal) => [id, ordinal]));
  const rowOf = new Uint32Array(seats.length);
  const seen = new Set<string>();
  seats.forEach((seat, ordinal) => {
    const row = rows.at(-1);
    const before = seats[ordinal - 1];
    const goesOn = row !== undefined && before?.zone === seat.zone && before.rowPosition === seat.rowPosition;
    if (goesOn && before.position >= seat.position)
      throw new RangeError(`seat ${seat.id} is not in the order of its row`);
    if (goesOn) row.count += 1;
    else {
      const key = `${seat.zone} ${seat.rowPosition}`;
      if (seen.has(key)) throw new RangeError(`the row of seat ${seat.id} is not one stretch of ordinals`);
      seen.add(key);
      rows.push({ zone: seat.zone, label: seat.row, position: seat.rowPosition, first: ordinal, count: 1 });
    }
    rowOf[ordinal] = rows.length - 1;
  });
  return {
    ...frame,
    rows,
    seatCount: seats.length,
    seatIds: Float64Array.from(seats, ({ id }) => id),
    rowOf,
    positions: Int32Array.from(seats, ({ position }) => position),
    numbers: seats.map(({ number }) => number),
    x: Float32Array.from(seats, ({ x }) => x),
    y: Float32Array.from(seats, ({ y }) => y),
    flags: Uint8Array.from(seats, ({ flags }) => flagBits(flags)),
    tableOf: Int32Array.from(seats, ({ table }) => table ?? -1),
    companionOf: Int32Array.from(seats, ({ companionOf }) =>
      companionOf === null ? -1 : (ordinalOf.get(companionOf) ?? -1),
    ),
  };
}

export function flagBits(flags: readonly ChartFlag[]): number {
  return flags.reduce((bits, flag) => bits | (1 << chartFlags.indexOf(flag)), 0);
}

export function flagsOf(bits: number): ChartFlag[] {
  return chartFlags.filter((_, bit) => (bits & (1 << bit)) !== 0);
}
