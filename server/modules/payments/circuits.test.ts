import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { callPromptly } from './circuits.ts';
import { type PaymentProvider, ProviderDown } from './providers/provider.ts';

const aProvider = () => ({ name: 'acme' }) as PaymentProvider;
const fail = (afterMs: number) => async (): Promise<never> => {
  await pause(afterMs);
  throw new ProviderDown('acme', 'time-out');
};

test('buyers wait in vain for a silent provider five times and then no more; another provider is not concerned', async () => {
  const silent = aProvider();
  const calls = Array.from({ length: 5 }, () => callPromptly(silent, fail(1_050)).catch(() => 'waited'));
  expect(await Promise.all(calls)).toEqual(Array(5).fill('waited'));
  let isCalled = false;
  const next = callPromptly(silent, async () => {
    isCalled = true;
  });
  await expect(next).rejects.toBeInstanceOf(ProviderDown);
  expect(isCalled).toBe(false);
  expect(await callPromptly(aProvider(), async () => 'answer')).toBe('answer');
});

test('a provider that says no at once is asked however often', async () => {
  const prompt = aProvider();
  for (let turn = 0; turn < 20; turn += 1)
    await expect(callPromptly(prompt, fail(0))).rejects.toBeInstanceOf(ProviderDown);
  expect(await callPromptly(prompt, async () => 'answer')).toBe('answer');
});
