import { beforeEach, expect, test } from 'vitest';
import { Refusal } from '../../platform/refusal.ts';
import { type CodeTries, openCodeTries } from './code-tries.ts';

let now = 0;
let tries: CodeTries;
beforeEach(() => {
  now = 0;
  tries = openCodeTries(() => now);
});

const right = async () => 'opened';
const refused = (code: 'code_unknown' | 'sold_out') => async () => {
  throw new Refusal(code);
};
const ask = (code: string | undefined, answer: () => Promise<string>, { address = 'a', performanceId = 'p' } = {}) =>
  tries({ address, performanceId, code, wrong: 'code_unknown' }, answer).catch((error: unknown) =>
    error instanceof Refusal ? error.code : error,
  );
const guess = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1)
    expect(await ask(`WRONG${index}`, refused('code_unknown'))).toBe('code_unknown');
};

test('twenty wrong codes are told to be wrong, then no code is looked at for ten minutes, the right one neither', async () => {
  await guess(20);
  expect(await ask('WRONG20', refused('code_unknown'))).toBe('too_many_codes');
  expect(await ask('RIGHT', right)).toBe('too_many_codes');
  expect(await ask(undefined, right)).toBe('opened');
  expect(await ask('RIGHT', right, { address: 'b' })).toBe('opened');
  expect(await ask('RIGHT', right, { performanceId: 'q' })).toBe('opened');
  now = 599_999;
  expect(await ask('RIGHT', right)).toBe('too_many_codes');
  now = 600_000;
  expect(await ask('RIGHT', right)).toBe('opened');
});

test('a right code never counts, nor does one tried before or one that something else stands in the way of', async () => {
  await guess(19);
  for (let time = 0; time < 30; time += 1) {
    expect(await ask('RIGHT', right)).toBe('opened');
    expect(await ask('WRONG3', refused('code_unknown'))).toBe('code_unknown');
    expect(await ask(`OTHER${time}`, refused('sold_out'))).toBe('sold_out');
  }
  expect(await ask('WRONG19', refused('code_unknown'))).toBe('code_unknown');
  expect(await ask('RIGHT', right)).toBe('too_many_codes');
});

test('what stands in the way of a wrong code does not make it count less', async () => {
  await guess(20);
  for (let index = 0; index < 20; index += 1) expect(await ask(`WRONG${index}`, refused('sold_out'))).toBe('sold_out');
  expect(await ask('WRONG20', refused('code_unknown'))).toBe('too_many_codes');
});

test('a hundred at once are no more than twenty', async () => {
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => ask(`WRONG${index}`, refused('code_unknown'))),
  );
  expect(answers.filter((answer) => answer === 'code_unknown')).toHaveLength(20);
});
