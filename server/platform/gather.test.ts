import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { aside, gather, inTurns } from './gather.ts';
import { Refusal } from './refusal.ts';

describe('what is asked while others are answered', () => {
  test('is answered together, each with its own answer', async () => {
    const batches: number[][] = [];
    const double = gather(async (asked: readonly number[]) => {
      batches.push([...asked]);
      await pause(5);
      return asked.map((number) => number * 2);
    });
    const first = [double(1), double(2)];
    await pause(1);
    const later = [3, 4, 5].map(double);
    expect(await Promise.all([...first, ...later])).toEqual([2, 4, 6, 8, 10]);
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  test('is refused alone where it is', async () => {
    const ask = gather(async (asked: readonly string[]) =>
      asked.map((word) => (word === 'bad' ? new Refusal('not_found') : word)),
    );
    const [good, bad] = await Promise.allSettled([ask('good'), ask('bad')]);
    expect(good).toEqual({ status: 'fulfilled', value: 'good' });
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } });
  });

  test('is not spoilt by one that fails', async () => {
    const ask = gather(async (asked: readonly string[]) => {
      if (asked.includes('broken')) throw new Error('broken');
      return asked;
    });
    const ended = await Promise.allSettled(['a', 'broken', 'b'].map(ask));
    expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('does not wait for one that was put aside, which is asked again by itself', async () => {
    let release = () => {};
    const free = new Promise<void>((resolve) => {
      release = resolve;
    });
    const ask = gather(async (asked: readonly string[], { isAlone }) => {
      if (isAlone) await free;
      return asked.map((word) => (word === 'locked' && !isAlone ? aside : word));
    });
    const locked = ask('locked');
    expect(await Promise.all([ask('a'), ask('b')])).toEqual(['a', 'b']);
    expect(await ask('c')).toBe('c');
    release();
    expect(await locked).toBe('locked');
  });

  test('is refused as contended when it is put aside by itself too', async () => {
    const ask = gather(async (asked: readonly string[]) => asked.map(() => aside));
    await expect(ask('locked')).rejects.toMatchObject({ code: 'contended' });
  });
});

test('those who share a mark come in turns, and are answered in the order in which they asked', async () => {
  const turns: string[][] = [];
  const answers = await inTurns(
    ['a1', 'b1', 'a2', 'c1', 'a3', 'b2'],
    (word) => [word.slice(0, 1)],
    async (turn) => {
      turns.push([...turn]);
      return turn.map((word) => word.toUpperCase());
    },
  );
  expect(answers).toEqual(['A1', 'B1', 'A2', 'C1', 'A3', 'B2']);
  expect(turns).toEqual([['a1', 'b1', 'c1'], ['a2', 'b2'], ['a3']]);
});
