import type { GatePlan, MappingPlan, SeatFlag, SeatPlan, ZonePlan } from './plans.ts';

/**
 * A horseshoe of 600 on two floors. As in many French theatres, odd numbers run outwards on the garden side (left, seen
 * from the seats) and even ones on the court side (right); positions count from left to right all the same.
 */
const stage = { x: 18, y: 4 };
const seatWidth = 0.55;
const rowDepth = 0.95;

type Block = {
  zone: string;
  rows: readonly string[];
  /** Row number of the first row, as metres from the stage. */
  firstRow: number;
  /** Seats from the middle of the row at which the block begins and ends, on one side or on both. */
  inner: number;
  outer: number;
  side: 'garden' | 'court' | 'both';
  flagsOf?(row: string, fromMiddle: number): SeatFlag[];
};

const front = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const;
const rear = ['J', 'K', 'L', 'M', 'N', 'O', 'P'] as const;
const balcony = ['AA', 'BB', 'CC', 'DD', 'EE', 'FF'] as const;
const pillarRows: readonly string[] = ['K', 'L', 'M'];

/** Two pillars carry the balcony; who sits beyond them sees four fifths of the stage. */
function orchestraSideFlags(row: string, fromMiddle: number): SeatFlag[] {
  if (row === 'P') return fromMiddle < 13 ? [fromMiddle % 2 === 1 ? 'wheelchair' : 'companion'] : [];
  return pillarRows.includes(row) && fromMiddle >= 12 ? ['restricted_view'] : [];
}

function balconySideFlags(row: string, fromMiddle: number): SeatFlag[] {
  return row === 'AA' && fromMiddle >= 13 ? ['restricted_view'] : [];
}

const orchestraSide = { rows: [...front, ...rear], firstRow: 8, inner: 7, outer: 14, flagsOf: orchestraSideFlags };
const balconySide = { rows: balcony, firstRow: 25, inner: 9, outer: 15, flagsOf: balconySideFlags };
const blocks: readonly Block[] = [
  { zone: 'carre-or', rows: front, firstRow: 8, inner: 0, outer: 7, side: 'both' },
  { zone: 'orchestre-centre', rows: rear, firstRow: 16, inner: 0, outer: 7, side: 'both' },
  { zone: 'orchestre-jardin', side: 'garden', ...orchestraSide },
  { zone: 'orchestre-cour', side: 'court', ...orchestraSide },
  { zone: 'balcon-face', rows: balcony, firstRow: 25, inner: 0, outer: 9, side: 'both' },
  { zone: 'balcon-jardin', side: 'garden', ...balconySide },
  { zone: 'balcon-cour', side: 'court', ...balconySide },
];

const zones: readonly ZonePlan[] = [
  { code: 'orchestre', name: 'Orchestre', kind: 'group' },
  { code: 'carre-or', name: 'Carré Or', kind: 'seated', parent: 'orchestre' },
  { code: 'orchestre-centre', name: 'Orchestre centre', kind: 'seated', parent: 'orchestre' },
  { code: 'orchestre-jardin', name: 'Orchestre côté jardin', kind: 'seated', parent: 'orchestre' },
  { code: 'orchestre-cour', name: 'Orchestre côté cour', kind: 'seated', parent: 'orchestre' },
  { code: 'balcon', name: 'Balcon', kind: 'group' },
  { code: 'balcon-face', name: 'Balcon de face', kind: 'seated', parent: 'balcon' },
  { code: 'balcon-jardin', name: 'Balcon côté jardin', kind: 'seated', parent: 'balcon' },
  { code: 'balcon-cour', name: 'Balcon côté cour', kind: 'seated', parent: 'balcon' },
];

const gates: readonly GatePlan[] = [
  {
    code: 'HALL',
    name: 'Grand hall',
    zones: ['carre-or', 'orchestre-centre', 'orchestre-jardin', 'orchestre-cour'],
    accessPoints: ['Hall gauche', 'Hall droit'],
  },
  {
    code: 'ESC',
    name: 'Escalier du balcon',
    zones: ['balcon-face', 'balcon-jardin', 'balcon-cour'],
    accessPoints: ['Escalier jardin', 'Escalier cour'],
  },
];

export function planTheatre(): MappingPlan {
  return {
    name: 'Théâtre, scène à l’italienne',
    width: 36,
    height: 38,
    focalX: stage.x,
    focalY: stage.y,
    zones,
    seats: blocks.flatMap(seatsOf),
    gates,
  };
}

function seatsOf(block: Block): SeatPlan[] {
  const garden = Array.from({ length: block.outer - block.inner }, (_, index) => -(block.outer - index));
  const court = Array.from({ length: block.outer - block.inner }, (_, index) => block.inner + index + 1);
  const places = { garden, court, both: [...garden, ...court] }[block.side];
  return block.rows.flatMap((row, rowIndex) =>
    places.map((place, position): SeatPlan => {
      const fromMiddle = Math.abs(place) - 1;
      const ownFlags = block.flagsOf?.(row, fromMiddle) ?? [];
      const isEnd = position === 0 || position === places.length - 1;
      return {
        zone: block.zone,
        row,
        rowPosition: rowIndex,
        number: numberOf(place),
        numberPosition: position,
        ...pointOf(block.firstRow + rowIndex * rowDepth, place),
        flags: isEnd && ownFlags.length === 0 ? ['aisle'] : ownFlags,
        // The wheelchair place is next to it, towards the middle: the number before on its side.
        ...(ownFlags.includes('companion') ? { companionOf: numberOf(place < 0 ? place + 1 : place - 1) } : {}),
      };
    }),
  );
}

/** Odd numbers run outwards on the garden side, even ones on the court side. */
function numberOf(place: number): string {
  return String(place < 0 ? -place * 2 - 1 : place * 2);
}

/** Rows are arcs around the stage; an aisle of a metre parts the middle block from the sides. */
function pointOf(radius: number, place: number): { x: number; y: number } {
  const aisle = Math.abs(place) > (radius > 24 ? 9 : 7) ? 1 : 0;
  const along = Math.sign(place) * ((Math.abs(place) - 0.5) * seatWidth + aisle);
  const curve = radius + 10;
  const angle = along / curve;
  return { x: stage.x + curve * Math.sin(angle), y: stage.y - 10 + curve * Math.cos(angle) };
}
