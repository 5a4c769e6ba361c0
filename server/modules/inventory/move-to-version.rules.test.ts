import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Change,
  changeOf,
  countMove,
  findObstacles,
  type MovingSeat,
  type Standing,
} from './move-to-version.rules.ts';

const place: Standing = { zoneId: 'z', zone: 'Parterre', row: 'A', number: '1', x: 10, y: 10 };
const seat = (more: Partial<MovingSeat> = {}): MovingSeat => ({
  id: '1',
  claim: 'free',
  before: place,
  after: place,
  ...more,
});
const codes = (seats: MovingSeat[], relabel = false) => findObstacles(seats, [], { relabel }).map(({ code }) => code);

describe('a seat’s way from one version to the other', () => {
  test.each<[Change, Partial<MovingSeat>]>([
    ['same', {}],
    ['moved', { after: { ...place, x: 10.6, y: 10.8 } }],
    ['moved', { after: { ...place, x: 11 } }],
    ['movedFurther', { after: { ...place, x: 11.1 } }],
    ['relabelled', { after: { ...place, number: '2' } }],
    ['relabelled', { after: { ...place, row: 'B', x: 50 } }],
    ['relabelled', { after: { ...place, zone: 'Orchestre' } }],
    ['rezoned', { after: { ...place, zoneId: 'other', number: '2' } }],
    ['removed', { after: undefined }],
    ['added', { before: undefined }],
  ])('is called %s', (change, more) => {
    expect(changeOf(seat(more))).toBe(change);
  });
});

describe('what stands against a move', () => {
  test('is every seat that somebody has and the version has not, with its words and its state', () => {
    const obstacles = findObstacles(
      [
        seat({ after: undefined }),
        seat({ id: '2', claim: 'sold', after: undefined }),
        seat({ id: '3', claim: 'held', after: undefined }),
        seat({ id: '4', claim: 'allocated', after: undefined }),
      ],
      [],
      { relabel: true },
    );
    const words = { zone: 'Parterre', row: 'A', number: '1' };
    expect(obstacles).toEqual([
      {
        code: 'live_seats_removed',
        count: 3,
        seats: [
          { id: '2', ...words, state: 'sold' },
          { id: '3', ...words, state: 'held' },
          { id: '4', ...words, state: 'allocated' },
        ],
      },
    ]);
  });

  test('are other words on what was sold or is held, unless they are wanted; set aside seats bear no words yet', () => {
    const after = { ...place, number: '2' };
    for (const claim of ['sold', 'held'] as const) {
      expect(codes([seat({ claim, after })])).toEqual(['live_seats_relabelled']);
      expect(codes([seat({ claim, after })], true)).toEqual([]);
    }
    for (const claim of ['free', 'allocated'] as const) expect(codes([seat({ claim, after })])).toEqual([]);
    expect(codes([seat({ claim: 'sold', after: { ...place, x: 90 } })])).toEqual([]);
    expect(codes([seat({ claim: 'sold', after: { ...place, zoneId: 'other', zone: 'Balcon' } })])).toEqual([
      'live_seats_relabelled',
    ]);
  });

  test('is a standing zone that holds fewer than it has let in, to the place', () => {
    const zone = (used: number, capacity: number) =>
      findObstacles([], [{ id: 'z', name: 'Fosse', used, capacity }], { relabel: false });
    expect(zone(10, 10)).toEqual([]);
    expect(zone(0, 0)).toEqual([]);
    expect(zone(11, 10)).toEqual([
      { code: 'live_capacity', zones: [{ zone: 'z', name: 'Fosse', capacity: 10, used: 11 }] },
    ]);
  });

  test('is told of two hundred seats at most, and counted of all', () => {
    const seats = Array.from({ length: 300 }, (_, id) => seat({ id: String(id), claim: 'sold', after: undefined }));
    const [obstacle] = findObstacles(seats, [], { relabel: false });
    expect(obstacle).toMatchObject({ count: 300 });
    expect(obstacle && 'seats' in obstacle && obstacle.seats).toHaveLength(200);
  });
});

test('every seat is counted once, whatever becomes of it', () => {
  const standing = fc.record({
    zoneId: fc.constantFrom('z', 'y'),
    zone: fc.constantFrom('Parterre', 'Balcon'),
    row: fc.constantFrom('A', 'B'),
    number: fc.constantFrom('1', '2'),
    x: fc.double({ min: 0, max: 3, noNaN: true }),
    y: fc.constant(0),
  });
  const seats = fc.record({
    id: fc.uuid(),
    claim: fc.constantFrom('free' as const, 'held' as const, 'sold' as const, 'allocated' as const),
    before: fc.option(standing, { nil: undefined }),
    after: fc.option(standing, { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(seats), (moving) => {
      const counts = Object.values(countMove(moving)).flatMap((claims) => Object.values(claims));
      expect(counts.reduce((total, count) => total + count, 0)).toBe(moving.length);
      const isLost = moving.some(({ claim, after }) => claim !== 'free' && !after);
      expect(codes(moving, true)).toEqual(isLost ? ['live_seats_removed'] : []);
    }),
  );
});
