import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { gather } from './gather.ts';
import { Refusal } from './refusal.ts';

test('what arrives while others are answered is answered together, each with its own answer', async () => {
  const batches: number[][] = [];
  const double = gather(
    async (asked: readonly number[]) => {
      batches.push([...asked]);
      await pause(5);
      return asked.map((number) => number * 2);
    },
    { batchMax: 3, serversMax: 1 },
  );
  const first = [double(1), double(2)];
  await pause(1);
  const later = [3, 4, 5, 6].map(double);
  expect(await Promise.all([...first, ...later])).toEqual([2, 4, 6, 8, 10, 12]);
  expect(batches).toEqual([[1, 2], [3, 4, 5], [6]]);
});

test('a refusal is thrown to the one it is given to', async () => {
  const ask = gather(
    async (asked: readonly string[]) => asked.map((word) => (word === 'bad' ? new Refusal('not_found') : word)),
    { batchMax: 10, serversMax: 1 },
  );
  const [good, bad] = await Promise.allSettled([ask('good'), ask('bad')]);
  expect(good).toEqual({ status: 'fulfilled', value: 'good' });
  expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } });
});

test('one that fails spoils nothing for those beside it', async () => {
  const ask = gather(
    async (asked: readonly string[]) => {
      if (asked.includes('broken')) throw new Error('broken');
      return asked;
    },
    { batchMax: 10, serversMax: 1 },
  );
  const ended = await Promise.allSettled(['a', 'broken', 'b'].map(ask));
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
