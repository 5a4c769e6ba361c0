import { type Chart, flagBits } from '@tessera/contract/seating/chart';

export type SeatChoiceDecision =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: 'whole_table' | 'companion_only';
      readonly facts: Readonly<Record<string, unknown>>;
    };

const wheelchair = flagBits(['wheelchair']);

/**
 * Whether these seats, all available (state 0), may go together: a table sold whole goes with all its seats; a companion's
 * seat goes with its wheelchair place as long as that one is to be had.
 */
export function decideSeatChoice(chart: Chart, states: Uint8Array, ordinals: readonly number[]): SeatChoiceDecision {
  const chosen = new Set(ordinals);
  for (const ordinal of ordinals) {
    const table = chart.tables[chart.tableOf[ordinal] ?? -1];
    if (table?.isSoldWhole) {
      const whole = seatsOfTable(chart, chart.tableOf[ordinal] ?? -1);
      if (whole.some((seat) => !chosen.has(seat))) {
        return {
          ok: false,
          code: 'whole_table',
          facts: { table: table.label, seats: whole.map((seat) => idAt(chart, seat)) },
        };
      }
    }
    const place = chart.companionOf[ordinal] ?? -1;
    const isPlaceLeft = place >= 0 && ((chart.flags[place] ?? 0) & wheelchair) !== 0 && states[place] === 0;
    if (isPlaceLeft && !chosen.has(place)) {
      return {
        ok: false,
        code: 'companion_only',
        facts: { seats: [idAt(chart, ordinal)], wheelchair: idAt(chart, place) },
      };
    }
  }
  return { ok: true };
}

function seatsOfTable(chart: Chart, table: number): number[] {
  const seats: number[] = [];
  for (let ordinal = 0; ordinal < chart.seatCount; ordinal += 1)
    if (chart.tableOf[ordinal] === table) seats.push(ordinal);
  return seats;
}

function idAt(chart: Chart, ordinal: number): string {
  return String(chart.seatIds[ordinal]);
}
