import type { MappingPlan, SeatPlan } from './plans.ts';

const tableSizes = [4, 4, 4, 5, 5, 5, 5, 6, 6, 6] as const;
export const tableCodes: readonly string[] = tableSizes.map((_, index) => `table-${index + 1}`);

/** A floor for 1,200 in front of the booth, and ten tables on two terraces beside it. */
export function planClub(): MappingPlan {
  return {
    name: 'Salle entière',
    width: 34,
    height: 30,
    focalX: 17,
    focalY: 3,
    zones: [
      { code: 'piste', name: 'Piste', kind: 'standing', capacity: 1200 },
      { code: 'tables', name: 'Terrasses', kind: 'group' },
      ...tableCodes.map(
        (code, index) => ({ code, name: `Table ${index + 1}`, kind: 'seated', parent: 'tables' }) as const,
      ),
    ],
    tables: tableCodes.map((code, index) => ({ code, label: `Table ${index + 1}`, zone: code, isSoldWhole: true })),
    seats: tableSizes.flatMap(seatsAt),
    gates: [
      {
        code: 'QUAI',
        name: 'Entrée du quai',
        zones: ['piste', ...tableCodes],
        accessPoints: ['Quai 1', 'Quai 2', 'Quai 3'],
      },
      { code: 'TERR', name: 'Entrée des terrasses', zones: tableCodes, accessPoints: ['Terrasses'] },
    ],
  };
}

function seatsAt(size: number, table: number): SeatPlan[] {
  const x = table < 5 ? 3 : 31;
  const y = 7 + (table % 5) * 4.5;
  return Array.from({ length: size }, (_, seat): SeatPlan => {
    const angle = (seat / size) * 2 * Math.PI;
    return {
      zone: tableCodes[table] ?? '',
      row: `T${table + 1}`,
      rowPosition: 0,
      number: String(seat + 1),
      numberPosition: seat,
      x: x + 1.1 * Math.cos(angle),
      y: y + 1.1 * Math.sin(angle),
      flags: ['table'],
      table: tableCodes[table] ?? '',
    };
  });
}
