import { buildChart, type Chart, type ChartFlag, type PlottedSeat } from '@tessera/contract/seating/chart';

export type Drawn = { readonly chart: Chart; readonly states: Uint8Array };
export type Drawing = {
  /** Zones of rows from front to back. */
  readonly zones: readonly (readonly string[])[];
  readonly focus?: { readonly x: number; readonly y: number };
  /** Radius in metres of the arc that row 0 lies on; absent: straight rows. */
  readonly radius?: number;
  /** Metres that each row is moved along, from the front on. */
  readonly shifts?: readonly number[];
};

const seatWidth = 0.5;
const rowDepth = 0.8;

/**
 * A chart from a drawing: `.` an available seat, `x` a taken one, a space for a gap, `w` a wheelchair place and `c` a
 * companion seat (`W`, `C` taken), `1` to `4` seats of tables sold by the seat, `5` to `9` of tables sold whole. An
 * empty line is a row left out. Zones lie one behind the other.
 */
export function drawChart({ zones, focus = { x: 0, y: 0 }, radius, shifts = [] }: Drawing): Drawn {
  const letters: string[] = [];
  const seats: PlottedSeat[] = [];
  let depth = 0;
  zones.forEach((rows, zone) => {
    rows.forEach((row, rowPosition) => {
      [...row].forEach((letter, position) => {
        if (letter === ' ') return;
        const along = (position - 5) * seatWidth + (shifts[rowPosition] ?? 0);
        const away = 1 + depth * rowDepth;
        const angle = along / (away + (radius ?? 0));
        letters.push(letter);
        seats.push({
          id: seats.length + 1,
          zone,
          row: String(rowPosition + 1),
          rowPosition,
          number: String(position + 1),
          position,
          x: radius === undefined ? along : (away + radius) * Math.sin(angle),
          y: radius === undefined ? away : (away + radius) * Math.cos(angle) - radius,
          flags: flagsOf(letter),
          table: /\d/.test(letter) ? Number(letter) - 1 : null,
          companionOf: null,
        });
      });
      depth += 1;
    });
  });
  const chart = buildChart({
    width: 20,
    height: 20,
    focus,
    zones: zones.map((_, index) => ({
      id: `zone-${index}`,
      code: `Z${index}`,
      name: `Zone ${index}`,
      kind: 'seated',
      parent: null,
      capacity: 0,
    })),
    tables: Array.from({ length: 9 }, (_, index) => ({ label: `T${index + 1}`, isSoldWhole: index >= 4 })),
    seats,
  });
  return { chart, states: Uint8Array.from(letters, (letter) => (/[xWC]/.test(letter) ? 1 : 0)) };
}

function flagsOf(letter: string): ChartFlag[] {
  if (/w/i.test(letter)) return ['wheelchair'];
  return /c/i.test(letter) ? ['companion'] : [];
}
