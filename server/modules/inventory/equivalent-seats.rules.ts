import { pickBest } from '@tessera/contract/seating/best';
import { type Chart, flagBits } from '@tessera/contract/seating/chart';

const needsItsOwnSeat = flagBits(['wheelchair', 'companion']);
const lesser = flagBits(['restricted_view', 'limited_legroom']);

/**
 * Seats for a party whose own are gone: as many, all together, in the same zone and so at the same price, the best that are free;
 * none worse to see or sit on than what they had. Undefined: there are none, or somebody needs the very place that was chosen.
 * `free` and `had` are ordinals.
 */
export function chooseEquivalent(
  chart: Chart,
  free: readonly number[],
  had: readonly number[],
): readonly number[] | undefined {
  const zones = new Set(had.map((ordinal) => zoneIndexAt(chart, ordinal)));
  const [zone] = zones;
  if (zone === undefined || zones.size > 1) return undefined;
  const flagsOfAll = had.reduce((all, ordinal) => all | (chart.flags[ordinal] ?? 0), 0);
  if ((flagsOfAll & needsItsOwnSeat) !== 0) return undefined;
  const refused = lesser & ~flagsOfAll;
  const states = new Uint8Array(chart.seatCount).fill(1);
  for (const ordinal of free) if (((chart.flags[ordinal] ?? 0) & refused) === 0) states[ordinal] = 0;
  const pick = pickBest(chart, states, {
    quantity: had.length,
    together: true,
    allowed: Uint8Array.from(chart.rows, (row) => (row.zone === zone ? 1 : 0)),
    loneSeats: 'off',
  });
  return pick.ok ? pick.ordinals : undefined;
}

function zoneIndexAt(chart: Chart, ordinal: number): number | undefined {
  return chart.rows[chart.rowOf[ordinal] ?? -1]?.zone;
}
