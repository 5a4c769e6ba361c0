import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usualTerms } from '../../testing/trial-stock.ts';
import { decideReplacement, tariffWishes } from './replacement.rules.ts';

const seat = (seatId: number | null) => ({ seatId });
const max = 4;
const facts = (decision: ReturnType<typeof decideReplacement>) => (decision.ok ? {} : decision.facts);

describe('a hold', () => {
  test('gives back what it has and takes what it has not', () => {
    expect(decideReplacement([seat(1), seat(2)], [2], [3, 4], max)).toEqual({ ok: true, kept: [seat(1)] });
    expect(facts(decideReplacement([seat(1)], [7], [1], max))).toEqual({
      errors: [
        { pointer: '/body/release/0', code: 'not_held' },
        { pointer: '/body/seats/0', code: 'held_already' },
      ],
    });
  });

  test('keeps at least one place, and no more than one order may have', () => {
    expect(facts(decideReplacement([seat(1)], [1], [], max))).toEqual({
      errors: [{ pointer: '/body/release', code: 'nothing_left' }],
    });
    expect(decideReplacement([seat(1), seat(2), seat(3)], [], [4, 5], max)).toEqual({
      ok: false,
      code: 'too_many_places',
      facts: { max },
    });
    expect(decideReplacement([seat(1), seat(2), seat(3)], [1], [4, 5], max)).toMatchObject({ ok: true });
  });

  test('keeps its standing places, and does not give them back as seats', () => {
    expect(decideReplacement([seat(null), seat(1)], [1], [2], max)).toEqual({ ok: true, kept: [seat(null)] });
  });

  test('has afterwards what it kept and what it took, in their order, and nothing else', () => {
    const anySeats = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 6 });
    fc.assert(
      fc.property(anySeats, anySeats, anySeats, (held, release, taken) => {
        const decision = decideReplacement(held.map(seat), release, taken, max);
        const kept = held.filter((id) => !release.includes(id));
        const isMeant = release.every((id) => held.includes(id)) && !taken.some((id) => held.includes(id));
        const count = kept.length + taken.length;
        expect(decision.ok).toBe(isMeant && count > 0 && count <= max);
        if (decision.ok) expect(decision.kept).toEqual(kept.map(seat));
        else expect(decision.code).toBe(isMeant && count > 0 ? 'too_many_places' : 'invalid');
      }),
      { numRuns: 500 },
    );
  });
});

describe('the tariffs of places that stay', () => {
  const { offers } = usualTerms;

  test('are those that were chosen, in the order of the places; new places are asked at the full price', () => {
    expect(tariffWishes(offers, ['stalls reduced', 'stalls full', undefined])).toEqual([
      { tariff: 'reduced', quantity: 1 },
      { tariff: 'full', quantity: 1 },
      { tariff: 'full', quantity: 1 },
    ]);
  });

  test('that nobody chose are asked of the rules again', () => {
    const [first] = offers;
    if (!first) throw new Error('there are no offers');
    const group = { ...first, id: 'group', tariffId: 'group', tariffKind: 'group' as const };
    expect(tariffWishes([...offers, group], ['group'])).toEqual([{ tariff: 'full', quantity: 1 }]);
  });
});
