import { buildChart, type Chart } from '@tessera/contract/seating/chart';
import type { Chance } from '../../database/seed/random.ts';
import { bowl, buildSectors, seatsOf, zonesOf } from '../../database/seed/stadium-bowl.ts';

/** The stadium of the demo, its 45,522 seats in 2,128 rows of 88 sectors. */
export function bowlChart(): Chart {
  const sectors = buildSectors();
  const plans = zonesOf(sectors);
  const zoneIndex = new Map(plans.map(({ code }, index) => [code, index]));
  const indexOf = (code: string): number => zoneIndex.get(code) ?? -1;
  const inOrder = [...seatsOf(sectors)].sort((a, b) => indexOf(a.zone) - indexOf(b.zone));
  return buildChart({
    width: bowl.width,
    height: bowl.height,
    focus: { x: bowl.centreX, y: bowl.centreY },
    zones: plans.map(({ code, name, kind, parent }) => ({
      id: code,
      code,
      name,
      kind,
      parent: parent === undefined ? null : indexOf(parent),
      capacity: 0,
    })),
    tables: [],
    seats: inOrder.map((seat, index) => ({
      id: index + 1,
      zone: indexOf(seat.zone),
      row: seat.row,
      rowPosition: seat.rowPosition,
      number: seat.number,
      position: seat.numberPosition,
      x: seat.x,
      y: seat.y,
      flags: seat.flags,
      table: null,
      companionOf: null,
    })),
  });
}

/** So many of a hundred seats are gone, anywhere. */
export function sellAtRandom(chart: Chart, soldPercent: number, chance: Chance): Uint8Array {
  const states = new Uint8Array(chart.seatCount);
  const seats = Uint32Array.from(states, (_, ordinal) => ordinal);
  const soldCount = Math.round((chart.seatCount * soldPercent) / 100);
  for (let sold = 0; sold < soldCount; sold += 1) {
    const other = chance.between(sold, chart.seatCount - 1);
    [seats[sold], seats[other]] = [seats[other] ?? 0, seats[sold] ?? 0];
    states[seats[sold] ?? 0] = 1;
  }
  return states;
}
