import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedBytes } from './bytes.ts';
import {
  decodeChanges,
  encodeChanges,
  type FollowedSeats,
  followSeats,
  fromBase64Url,
  packStates,
  toBase64Url,
  unpackStates,
} from './seat-states.ts';

const states = fc.uint8Array({ max: 3, maxLength: 300 });
const changes = fc
  .uniqueArray(fc.record({ ordinal: fc.nat(60_000), state: fc.nat(3) }), { selector: ({ ordinal }) => ordinal })
  .map((list) => list.sort((a, b) => a.ordinal - b.ordinal));

describe('packed states', () => {
  test('take two bits a seat, and come out as they went in, off where no seat is', () => {
    fc.assert(
      fc.property(states, (before) => {
        const packed = packStates(before);
        expect(packed.length).toBe(Math.ceil(before.length / 4));
        const after = unpackStates(packed);
        expect([...after.subarray(0, before.length)]).toEqual([...before]);
        expect([...after.subarray(before.length)].every((state) => state === 3)).toBe(true);
      }),
    );
  });

  test('have the first seat of a byte in its low bits', () => {
    expect([...packStates(Uint8Array.from([0, 1, 2, 3, 1]))]).toEqual([0b11_10_01_00, 0b11_11_11_01]);
  });
});

describe('changes', () => {
  test('come out as they went in', () => {
    fc.assert(
      fc.property(changes, (list) => {
        expect(decodeChanges(encodeChanges(list))).toEqual(list);
      }),
    );
  });

  test('take at most two bytes each when a hundred seats of 45,000 change', () => {
    const hundred = fc
      .uniqueArray(fc.record({ ordinal: fc.nat(44_999), state: fc.nat(3) }), {
        selector: ({ ordinal }) => ordinal,
        minLength: 100,
        maxLength: 250,
      })
      .map((list) => list.sort((a, b) => a.ordinal - b.ordinal));
    // A far seat takes three; they are few, as a hundred gaps share 45,000 seats.
    fc.assert(
      fc.property(hundred, (list) => {
        expect(encodeChanges(list).length).toBeLessThanOrEqual(2 * list.length + 11);
      }),
    );
  });

  test('that are cut off are refused', () => {
    expect(() => decodeChanges(Uint8Array.from([0x80]))).toThrow(MalformedBytes);
  });
});

test('base64url goes both ways as everybody writes it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    }),
  );
  for (const odd of ['=', 'a', 'é', 'ab+/']) expect(() => fromBase64Url(odd), odd).toThrow(MalformedBytes);
});

describe('who follows seats', () => {
  const snapshot = (list: number[], id = 'e1.5') => ({
    name: 'snapshot',
    id,
    data: toBase64Url(packStates(Uint8Array.from(list))),
  });
  const change = (id: string, ordinal: number, state: number) => ({
    name: 'changes',
    id,
    data: toBase64Url(encodeChanges([{ ordinal, state }])),
  });
  const after = (...events: { name: string; id: string; data: string }[]): FollowedSeats | 'gap' => {
    let known: FollowedSeats | undefined;
    for (const event of events) {
      const next = followSeats(known, event);
      if (next === 'gap') return next;
      known = next;
    }
    return known ?? 'gap';
  };

  test('knows the states after a snapshot and every change in its order', () => {
    const known = after(snapshot([0, 0, 2, 0]), change('e1.6', 1, 1), change('e1.7', 3, 2));
    expect(known).toMatchObject({ epoch: 'e1', sequence: 7, isLive: true, changed: [3] });
    expect(known !== 'gap' && [...known.states]).toEqual([0, 1, 2, 2]);
  });

  test('does not change what it knew before', () => {
    const before = after(snapshot([0, 0, 0, 0]));
    if (before === 'gap') throw new Error('there is a snapshot');
    followSeats(before, change('e1.6', 1, 1));
    expect([...before.states]).toEqual([0, 0, 0, 0]);
  });

  test('hears of a gap when a number is left out, the epoch is another, or nothing came before', () => {
    expect(after(snapshot([0, 0, 0, 0]), change('e1.7', 1, 1))).toBe('gap');
    expect(after(snapshot([0, 0, 0, 0]), change('e2.6', 1, 1))).toBe('gap');
    expect(after(change('e1.6', 1, 1))).toBe('gap');
  });

  test('hears of a gap when an event makes no sense', () => {
    const odd = [
      { name: 'changes', id: 'e1.6', data: '*' },
      { name: 'changes', id: 'e1.6', data: toBase64Url(Uint8Array.from([0x80])) },
      change('e1.6', 4, 1),
      { name: 'changes', id: 'x', data: '' },
      { name: 'zones', id: '', data: '{' },
      { name: 'snapshot', id: 'e1', data: '' },
    ];
    for (const event of odd) expect(after(snapshot([0, 0, 0, 0]), event), JSON.stringify(event)).toBe('gap');
  });

  test('takes no notice of what it knows already, nor of events it does not know', () => {
    const known = after(snapshot([0, 0, 0, 0]), change('e1.6', 1, 1));
    expect(after(snapshot([0, 0, 0, 0]), change('e1.6', 1, 1), change('e1.6', 2, 2))).toEqual(known);
    expect(after(snapshot([0, 0, 0, 0]), change('e1.6', 1, 1), { name: 'weather', id: '', data: 'rain' })).toEqual(
      known,
    );
  });

  test('takes a new snapshot for the truth, of whatever epoch', () => {
    const known = after(snapshot([0, 0, 0, 0]), snapshot([2, 2, 2, 2], 'e9.0'));
    expect(known).toMatchObject({ epoch: 'e9', sequence: 0, changed: undefined });
  });

  test('knows when what it shows may be wrong, and when it is right again', () => {
    const stale = { name: 'stale', id: '', data: '' };
    expect(after(snapshot([0, 0, 0, 0]), stale)).toMatchObject({ isLive: false });
    expect(after(snapshot([0, 0, 0, 0]), stale, change('e1.6', 0, 1))).toMatchObject({ isLive: false });
    expect(after(snapshot([0, 0, 0, 0]), stale, { name: 'live', id: '', data: '' })).toMatchObject({ isLive: true });
  });

  test('keeps the places left of each standing zone', () => {
    const zones = (data: string) => ({ name: 'zones', id: '', data });
    const known = after(snapshot([0, 0, 0, 0]), zones('{"a":5,"b":2}'), zones('{"b":1}'));
    expect(known).toMatchObject({ remaining: { a: 5, b: 1 } });
  });

  test('hears that the seats are drawn on another map, and does not take the old states for live', () => {
    const known = after(snapshot([0, 0, 0, 0]), { name: 'reset', id: '', data: 'another-map' });
    expect(known).toMatchObject({ isLive: false, seatMap: 'another-map' });
  });
});
