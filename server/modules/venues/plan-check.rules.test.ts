import { zoneDepthMax } from '@tessera/contract/api/venues';
import { buildChart } from '@tessera/contract/seating/chart';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Drawing,
  type DrawnSeat,
  type DrawnZone,
  findContradictions,
  seatsInOrder,
  zonesInTreeOrder,
} from './plan.rules.ts';
import { checkPlan, isPublishable, seatDistanceMetres } from './plan-check.rules.ts';

const seat = (number: string, position: number, more: Partial<DrawnSeat> = {}): DrawnSeat => ({
  number,
  position,
  x: 2 + position,
  y: 5,
  ...more,
});
const row = (label: string, position: number, seats: DrawnSeat[]) => ({ label, position, seats });
const seated = (code: string, more: Partial<DrawnZone> = {}): DrawnZone => ({
  code,
  name: code,
  kind: 'seated',
  rows: [row('A', 0, [seat('1', 0), seat('2', 1)])],
  ...more,
});
const hall = (more: Partial<Drawing> = {}): Drawing => ({
  width: 20,
  height: 20,
  focus: { x: 10, y: 0 },
  zones: [seated('salle')],
  gates: [{ code: 'A', name: 'Porte A', zones: ['salle'], accessPoints: [{ name: 'A1' }] }],
  ...more,
});
const withSeats = (...seats: DrawnSeat[]): Drawing =>
  hall({ zones: [seated('salle', { rows: [row('A', 0, seats)] })] });
const checked = (drawing: Drawing) =>
  checkPlan(drawing).map(({ code, severity, count }) => `${severity} ${code} ${count}`);
const contradictions = (drawing: Drawing) => findContradictions(drawing).map(({ code }) => code);

describe('a plan that is well has no problem', () => {
  test('with seats, tables, companions, a floor, groups in groups', () => {
    const drawing = hall({
      zones: [
        { code: 'tribune', name: 'Tribune', kind: 'group' },
        { code: 'haut', name: 'Haut', kind: 'group', parent: 'tribune' },
        seated('loges', {
          parent: 'haut',
          tables: [{ label: 'T1', soldWhole: true }],
          rows: [
            row('A', 0, [
              seat('1', 0, { flags: ['wheelchair'] }),
              seat('2', 1, { flags: ['companion'], companionOf: { row: 'A', number: '1' } }),
              seat('3', 2, { table: 'T1', flags: ['table'] }),
            ]),
          ],
        }),
        { code: 'fosse', name: 'Fosse', kind: 'standing', capacity: 10 },
      ],
      gates: [{ code: 'A', name: 'Porte A', zones: ['tribune', 'fosse'], accessPoints: [] }],
    });
    expect(contradictions(drawing)).toEqual([]);
    expect(checked(drawing)).toEqual([]);
  });
});

describe('what stands against publishing', () => {
  test.each<[string, Drawing]>([
    ['error no_focal_point 1', hall({ focus: null })],
    ['error no_places 1', hall({ zones: [], gates: [] })],
    ['error duplicate_label 1', withSeats(seat('1', 0), seat('1', 1))],
    ['error duplicate_seat_position 1', withSeats(seat('1', 0), seat('2', 0, { x: 9 }))],
    [
      'error duplicate_row_position 1',
      hall({ zones: [seated('salle', { rows: [row('A', 0, [seat('1', 0)]), row('B', 0, [seat('1', 4)])] })] }),
    ],
    ['error seat_outside_plan 2', withSeats(seat('1', 0, { x: -0.1 }), seat('2', 1, { y: 20.1 }))],
    ['error seats_overlap 1', withSeats(seat('1', 0), seat('2', 1, { x: 2.1 }))],
    ['error companion_without_wheelchair 1', withSeats(seat('1', 0), seat('2', 1, { flags: ['companion'] }))],
    [
      'error companion_without_wheelchair 1',
      withSeats(seat('1', 0), seat('2', 1, { flags: ['companion'], companionOf: { row: 'A', number: '1' } })),
    ],
    [
      'error standing_without_capacity 1',
      hall({ zones: [{ code: 'salle', name: 'Fosse', kind: 'standing', capacity: 0 }] }),
    ],
  ])('%s', (problem, drawing) => {
    expect(contradictions(drawing)).toEqual([]);
    expect(checked(drawing)).toEqual([problem]);
    expect(isPublishable(checkPlan(drawing))).toBe(false);
  });
});

describe('what should be looked at and may be published', () => {
  test.each<[string, Drawing]>([
    ['warning wheelchair_without_companion 1', withSeats(seat('1', 0, { flags: ['wheelchair'] }))],
    [
      'warning seated_without_seats 1',
      hall({ zones: [seated('salle'), seated('vide', { rows: [], parent: undefined })], gates: [] }),
    ],
    [
      'warning table_without_seats 1',
      hall({ zones: [seated('salle', { tables: [{ label: 'T1', soldWhole: false }] })] }),
    ],
    [
      'warning zone_without_gate 1',
      hall({ zones: [seated('salle'), { code: 'fosse', name: 'Fosse', kind: 'standing', capacity: 5 }] }),
    ],
  ])('%s', (problem, drawing) => {
    expect(checked(drawing)).toEqual([problem]);
    expect(isPublishable(checkPlan(drawing))).toBe(true);
  });
});

test('the places of a problem are named, a hundred of them, and all are counted', () => {
  const seats = Array.from({ length: 150 }, (_, position) =>
    seat(String(position + 1), position, { x: 30, y: position }),
  );
  const [problem] = checkPlan(hall({ height: 200, zones: [seated('salle', { rows: [row('A', 0, seats)] })] }));
  expect([problem?.code, problem?.count, problem?.places.length]).toEqual(['seat_outside_plan', 150, 100]);
  expect(problem?.places[0]).toEqual({ zone: 'salle', row: 'A', number: '1', seat: null });
});

describe('what not even a draft can hold', () => {
  const id = '0198c0de-cafe-7bad-8bee-0123456789ab';
  test.each<[string, Drawing]>([
    ['duplicate_zone_code', hall({ zones: [seated('salle'), seated('salle')] })],
    [
      'duplicate_gate_code',
      hall({ gates: ['A', 'A'].map((code) => ({ code, name: code, zones: [], accessPoints: [] })) }),
    ],
    [
      'duplicate_access_point',
      hall({ gates: [{ code: 'A', name: 'A', zones: [], accessPoints: [{ name: 'A1' }, { name: 'A1' }] }] }),
    ],
    ['unknown_zone', hall({ gates: [{ code: 'A', name: 'A', zones: ['nulle-part'], accessPoints: [] }] })],
    ['unknown_zone', hall({ zones: [seated('salle', { parent: 'nulle-part' })] })],
    ['zone_outside_group', hall({ zones: [seated('salle'), seated('dedans', { parent: 'salle' })] })],
    [
      'seats_outside_seated_zone',
      hall({ zones: [{ code: 'salle', name: 'Salle', kind: 'group', rows: [row('A', 0, [seat('1', 0)])] }] }),
    ],
    ['duplicate_id', hall({ zones: [seated('salle', { id }), seated('balcon', { id })] })],
    ['duplicate_id', withSeats(seat('1', 0, { id: '7' }), seat('2', 1, { id: '7' }))],
    ['unknown_table', withSeats(seat('1', 0, { table: 'T9' }))],
    ['unknown_wheelchair_place', withSeats(seat('1', 0, { companionOf: { row: 'A', number: '9' } }))],
    ['unknown_wheelchair_place', withSeats(seat('1', 0, { companionOf: { row: 'A', number: '1' } }))],
    [
      'duplicate_table_label',
      hall({
        zones: [seated('salle', { tables: [1, 2].map(() => ({ label: 'T1', soldWhole: true })) })],
      }),
    ],
  ])('%s', (code, drawing) => {
    expect(contradictions(drawing)).toEqual([code]);
  });

  test('groups that hold each other, however many there are in the circle', () => {
    for (const length of [1, 2, 5]) {
      const zones = Array.from({ length }, (_, index) => ({
        code: `g${index}`,
        name: `G${index}`,
        kind: 'group' as const,
        parent: `g${(index + 1) % length}`,
      }));
      const inside = { code: 'dedans', name: 'Dedans', kind: 'group' as const, parent: 'g0' };
      expect(contradictions(hall({ zones: [...zones, inside], gates: [] }))).toEqual(zones.map(() => 'zone_in_itself'));
    }
  });
});

test('groups in groups in groups, but not without end', () => {
  const tower = (levels: number): Drawing => {
    const groups = Array.from({ length: levels }, (_, level) => ({
      code: `g${level}`,
      name: 'G',
      kind: 'group' as const,
      ...(level === 0 ? {} : { parent: `g${level - 1}` }),
    }));
    return hall({ zones: [...groups, seated('salle', { parent: `g${levels - 1}` })] });
  };
  expect(contradictions(tower(zoneDepthMax))).toEqual([]);
  expect(contradictions(tower(zoneDepthMax + 1))).toEqual(['zone_too_deep']);
});

describe('ordinals', () => {
  /** A tree of zones of any depth with rows and seats in any order of drawing. */
  const drawings = fc
    .array(fc.record({ group: fc.nat(3), rows: fc.uniqueArray(fc.nat(9), { maxLength: 4 }), seats: fc.nat(4) }), {
      minLength: 1,
      maxLength: 6,
    })
    .map((zones): DrawnZone[] => [
      { code: 'g0', name: 'G', kind: 'group' },
      { code: 'g1', name: 'G', kind: 'group', parent: 'g0' },
      { code: 'g2', name: 'G', kind: 'group', parent: 'g1' },
      ...zones.map(
        ({ group, rows, seats }, index): DrawnZone => ({
          code: `z${index}`,
          name: `Z${index}`,
          kind: 'seated',
          ...(group === 3 ? {} : { parent: `g${group}` }),
          rows: rows.map((position) =>
            row(
              String(position),
              position,
              Array.from({ length: seats + 1 }, (_, n) => seat(String(n), (n * 7) % (seats + 2))),
            ),
          ),
        }),
      ),
    ]);

  test('count zones as the tree is read, their rows from front to back, and seats along the row', () => {
    fc.assert(
      fc.property(drawings, (zones) => {
        const tree = zonesInTreeOrder(zones);
        expect(new Set(tree)).toEqual(new Set(zones));
        for (const [index, zone] of tree.entries()) {
          if (zone.parent === undefined) continue;
          const parent = tree.findIndex(({ code }) => code === zone.parent);
          expect(parent).toBeLessThan(index);
          // Nothing stands between a group and what it holds but other parts of the group.
          const between = tree.slice(parent + 1, index);
          expect(between.every((one) => chainOf(one, tree).includes(zone.parent ?? ''))).toBe(true);
        }
        const seats = seatsInOrder(zones);
        const chart = buildChart({
          width: 1,
          height: 1,
          focus: { x: 0, y: 0 },
          tables: [],
          zones: [],
          seats: seats.map((placed, id) => ({
            id,
            zone: tree.indexOf(placed.zone),
            row: placed.row.label,
            rowPosition: placed.row.position,
            number: placed.seat.number,
            position: placed.seat.position,
            x: 0,
            y: 0,
            flags: [],
            table: null,
            companionOf: null,
          })),
        });
        expect(chart.seatCount).toBe(seats.length);
        const keys = chart.rows.map(({ zone, position }) => zone * 100 + position);
        expect(keys).toEqual(keys.toSorted((a, b) => a - b));
      }),
    );
  });

  const chainOf = (zone: DrawnZone, zones: readonly DrawnZone[]): string[] => {
    const parent = zones.find(({ code }) => code === zone.parent);
    return parent ? [parent.code, ...chainOf(parent, zones)] : [];
  };
});

test('two seats overlap exactly when they are closer than twenty centimetres, wherever they are', () => {
  const centimetres = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(fc.array(fc.tuple(centimetres, centimetres), { minLength: 1, maxLength: 30 }), (points) => {
      const seats = points.map(([x, y], index) => seat(String(index), index, { x: x / 100, y: y / 100 }));
      const isClose = points.map(([x, y], index) =>
        points
          .slice(0, index)
          .some(([otherX, otherY]) => Math.hypot(x - otherX, y - otherY) < seatDistanceMetres * 100),
      );
      const found = checkPlan(withSeats(...seats)).find(({ code }) => code === 'seats_overlap');
      expect(found?.count ?? 0).toBe(isClose.filter(Boolean).length);
    }),
  );
});
