import { seatStates } from '@tessera/contract/api/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packStates } from './seat-states.rules.ts';

const seat = fc.record({ ordinal: fc.nat(500), state: fc.constantFrom(...seatStates) });
const seats = fc.uniqueArray(seat, { selector: ({ ordinal }) => ordinal, maxLength: 300 });

/** As the API documents it: two bits a seat, four seats a byte, the first in the low bits; 0 available, 1 held, 2 sold, 3 off. */
function stateAt(packed: Uint8Array, ordinal: number): string | undefined {
  return seatStates[((packed[Math.floor(ordinal / 4)] ?? 0) / 4 ** (ordinal % 4)) & 3];
}

describe('packed seat states', () => {
  test('say of every seat what it is, and off of every seat that is not listed', () => {
    fc.assert(
      fc.property(seats, (listed) => {
        const packed = packStates(listed);
        const known = new Map(listed.map(({ ordinal, state }) => [ordinal, state]));
        for (let ordinal = 0; ordinal < packed.length * 4; ordinal += 1) {
          expect(stateAt(packed, ordinal)).toBe(known.get(ordinal) ?? 'off');
        }
        for (const ordinal of known.keys()) expect(ordinal).toBeLessThan(packed.length * 4);
      }),
    );
  });

  test('take no more bytes than the last seat needs, in whatever order the seats come', () => {
    fc.assert(
      fc.property(seats, (listed) => {
        const packed = packStates(listed);
        expect(packed.length).toBe(Math.ceil((Math.max(-1, ...listed.map(({ ordinal }) => ordinal)) + 1) / 4));
        expect(packStates([...listed].reverse())).toEqual(packed);
      }),
    );
  });

  test('have the first seat of a byte in its low bits', () => {
    const states = ['available', 'held', 'sold', 'off', 'held'] as const;
    expect([...packStates(states.map((state, ordinal) => ({ ordinal, state })))]).toEqual([
      0b11_10_01_00, 0b11_11_11_01,
    ]);
  });
});
