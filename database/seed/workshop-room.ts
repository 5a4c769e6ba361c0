import type { MappingPlan, SeatPlan } from './plans.ts';

const frontRows = 2;
const letters = 'ABCDEFGHI';

/** A small room: two rows close to the master's bench, the rest on a low rake, two wheelchair places at the back. */
export function planWorkshop(name: string, { rows, seatsPerRow }: { rows: number; seatsPerRow: number }): MappingPlan {
  const width = seatsPerRow * 0.6 + 5;
  return {
    name,
    width,
    height: rows * 1.1 + 9,
    focalX: width / 2,
    focalY: 3,
    zones: [
      { code: 'premiers-rangs', name: 'Premiers rangs', kind: 'seated' },
      { code: 'salle', name: 'Salle', kind: 'seated' },
    ],
    seats: Array.from({ length: rows * seatsPerRow }, (_, index): SeatPlan => {
      const row = Math.floor(index / seatsPerRow);
      const position = index % seatsPerRow;
      return {
        zone: row < frontRows ? 'premiers-rangs' : 'salle',
        row: letters.charAt(row),
        rowPosition: row,
        number: String(position + 1),
        numberPosition: position,
        x: 2.5 + (position + 0.5) * 0.6,
        y: 6 + row * 1.1,
        flags: row === rows - 1 && position < 4 ? [position % 2 === 0 ? 'wheelchair' : 'companion'] : [],
        ...(row === rows - 1 && position < 4 && position % 2 === 1 ? { companionOf: String(position) } : {}),
      };
    }),
    gates: [{ code: 'A', name: 'Accueil', zones: ['premiers-rangs', 'salle'], accessPoints: ['Accueil'] }],
  };
}
