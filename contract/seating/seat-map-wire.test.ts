import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildChart, type Chart, type ChartFlag, type ChartZone, chartFlags, type PlottedSeat } from './chart.ts';
import { decodeSeatMap, encodeSeatMap, SeatMapError } from './seat-map-wire.ts';

const label = fc.oneof(
  fc.string({ maxLength: 6, unit: 'binary' }),
  fc.nat(40).map(String),
  fc.constantFrom('A', 'Z', '07'),
);
const centimetres = fc.integer({ min: -2_000_000, max: 2_000_000 });

const zone = (index: number): fc.Arbitrary<ChartZone> =>
  fc.record({
    id: fc.oneof(fc.uuid(), label),
    code: label,
    name: label,
    kind: fc.constantFrom('group', 'seated', 'standing'),
    parent: index === 0 ? fc.constant(null) : fc.option(fc.nat(index - 1)),
    capacity: fc.nat(50_000),
  });

const row = fc.record({
  zone: fc.nat(3),
  label,
  first: fc.integer({ min: -5, max: 5 }),
  numbers: fc.oneof(
    fc.record({ start: fc.nat(30), step: fc.integer({ min: -1, max: 3 }) }),
    fc.array(label, { minLength: 12, maxLength: 12 }),
  ),
  seats: fc.array(
    fc.record({
      gap: fc.integer({ min: 1, max: 3 }),
      x: centimetres,
      y: centimetres,
      flags: fc.subarray<ChartFlag>([...chartFlags]),
      table: fc.option(fc.nat(1)),
      isCompanion: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  ),
});

const anyChart: fc.Arbitrary<Chart> = fc
  .record({
    zones: fc.tuple(zone(0), zone(1), zone(2), zone(3)),
    rows: fc.array(row, { maxLength: 8 }),
    firstId: fc.integer({ min: 0, max: 2 ** 50 }),
    idStep: fc.constantFrom(1, 1, 7),
    isDescending: fc.boolean(),
    size: fc.tuple(centimetres, centimetres, centimetres, centimetres),
  })
  .map(({ zones, rows, firstId, idStep, isDescending, size: [width, height, x, y] }) => {
    const count = rows.reduce((sum, { seats }) => sum + seats.length, 0);
    const idAt = (ordinal: number): number => firstId + (isDescending ? count - ordinal : ordinal) * idStep;
    const seats: PlottedSeat[] = [];
    rows.forEach(({ numbers, ...plan }, rowPosition) => {
      let position = plan.first;
      plan.seats.forEach((seat, index) => {
        position += seat.gap;
        const number = Array.isArray(numbers) ? (numbers[index] ?? '') : String(numbers.start + index * numbers.step);
        const companionOf = seat.isCompanion && seats.length > 0 ? idAt(0) : null;
        const where = { row: plan.label, rowPosition, number, position, x: seat.x / 100, y: seat.y / 100 };
        seats.push({
          id: idAt(seats.length),
          zone: plan.zone,
          ...where,
          flags: seat.flags,
          table: seat.table,
          companionOf,
        });
      });
    });
    const frame = { width: width / 100, height: height / 100, focus: { x: x / 100, y: y / 100 } };
    const tables = [
      { label: 'T1', isSoldWhole: true },
      { label: '', isSoldWhole: false },
    ];
    return buildChart({ ...frame, zones, tables, seats });
  });

describe('a seat map', () => {
  test('comes out of its bytes as it went in, for any chart', () => {
    fc.assert(
      fc.property(anyChart, (chart) => {
        expect(decodeSeatMap(encodeSeatMap(chart))).toEqual(chart);
      }),
      { numRuns: 500 },
    );
  });

  test('has its coordinates rounded to the centimetre, and then stays as it is', () => {
    const plotted = { zone: 0, row: 'A', rowPosition: 1, flags: [], table: null, companionOf: null };
    const zones: ChartZone[] = [{ id: 'z', code: 'z', name: 'Z', kind: 'seated', parent: null, capacity: 0 }];
    const seats = [{ ...plotted, id: 1, number: '1', position: 1, x: 1.23456, y: -0.004 }];
    const chart = buildChart({ width: 10, height: 10, focus: { x: 5, y: 0 }, zones, tables: [], seats });
    const once = decodeSeatMap(encodeSeatMap(chart));
    expect([...once.x, ...once.y]).toEqual([Math.fround(1.23), 0]);
    expect(encodeSeatMap(once)).toEqual(encodeSeatMap(chart));
  });

  test('is refused in one way, whatever the bytes are', () => {
    const decode = (bytes: Uint8Array): void => {
      try {
        decodeSeatMap(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(SeatMapError);
      }
    };
    const signed = fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.from([0x54, 0x53, 0x4d, 1, ...bytes]));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 50 }), decode));
    fc.assert(fc.property(signed, decode), { numRuns: 3_000 });
    const damaged = fc.tuple(anyChart, fc.nat(), fc.nat(255), fc.nat());
    fc.assert(
      fc.property(damaged, ([chart, at, value, cut]) => {
        const bytes = encodeSeatMap(chart);
        decode(bytes.map((byte, index) => (index === at % bytes.length ? value : byte)));
        expect(() => decodeSeatMap(bytes.subarray(0, cut % bytes.length))).toThrow(SeatMapError);
        expect(() => decodeSeatMap(Uint8Array.from([...bytes, 0]))).toThrow(SeatMapError);
      }),
      { numRuns: 1_000 },
    );
  });

  test('spends a few bytes on a row that follows a rule, and no more on one numbered by twos', () => {
    const sizeOf = (step: number, seatCount: number): number => {
      const zones: ChartZone[] = [{ id: 'z', code: 'z', name: 'Z', kind: 'seated', parent: null, capacity: 0 }];
      const seats = Array.from({ length: seatCount }, (_, index): PlottedSeat => {
        const where = { zone: 0, row: 'A', rowPosition: 1, position: index, x: index / 2, y: 3 };
        return { id: index + 1, ...where, number: String(1 + index * step), flags: [], table: null, companionOf: null };
      });
      return encodeSeatMap(buildChart({ width: 1, height: 1, focus: { x: 0, y: 0 }, zones, tables: [], seats })).length;
    };
    // Two bytes a seat for where it is; nothing else grows with the row but the length of two counts.
    expect(sizeOf(1, 100) - sizeOf(1, 50)).toBeLessThan(2 * 50 + 4);
    expect(sizeOf(2, 100)).toBe(sizeOf(1, 100));
  });

  test('of a chart that cannot be is not written', () => {
    const zones: ChartZone[] = [{ id: 'z', code: 'z', name: 'Z', kind: 'seated', parent: null, capacity: 0 }];
    const seat = {
      zone: 0,
      row: 'A',
      rowPosition: 1,
      number: '1',
      position: 1,
      flags: [],
      table: null,
      companionOf: null,
    };
    const chartWith = (odd: { id?: number; x?: number }): Chart =>
      buildChart({
        width: 1,
        height: 1,
        focus: { x: 0, y: 0 },
        zones,
        tables: [],
        seats: [{ ...seat, id: 1, x: 0, y: 0, ...odd }],
      });
    for (const odd of [{ id: 1.5 }, { id: -1 }, { id: 2 ** 52 }, { x: Number.NaN }, { x: Number.POSITIVE_INFINITY }]) {
      expect(() => encodeSeatMap(chartWith(odd)), JSON.stringify(odd)).toThrow(RangeError);
    }
  });
});
