import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { laneOf } from './lanes.ts';

/** Ids of version 7, all of one millisecond: nothing but what is drawn tells them apart. */
const drawnIds = Array.from({ length: 40_000 }, (_, number) => {
  const hex = createHash('sha256').update(`right ${number}`).digest('hex');
  return `0198c0de-cafe-7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
});

test.each([1, 2, 3, 7, 20, 100])('%i lanes get about as many tickets each', (count) => {
  const tickets = new Array<number>(count).fill(0);
  for (const id of drawnIds) {
    const lane = laneOf(id, count);
    tickets[lane] = (tickets[lane] ?? expect.fail(`there is no lane ${lane}`)) + 1;
  }
  const fair = drawnIds.length / count;
  // Five standard deviations: the ids are fixed, so this holds or does not.
  for (const own of tickets) expect(Math.abs(own - fair)).toBeLessThanOrEqual(5 * Math.sqrt(fair));
});

test('a ticket has one lane, however its id is written, and it is one of them', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.integer({ min: 1, max: 100 }), (id, count) => {
      const lane = laneOf(id, count);
      expect(Number.isInteger(lane) && lane >= 0 && lane < count).toBe(true);
      expect(laneOf(id.toUpperCase(), count)).toBe(lane);
    }),
  );
});

test('the lanes are those that devices in the field know', () => {
  expect(laneOf('0198c0de-cafe-7bad-8bee-00000000000a', 3)).toBe(1);
  expect(laneOf('0198c0de-cafe-7bad-8bee-ffffffffffff', 20)).toBe(Number((2n ** 48n - 1n) % 20n));
});
