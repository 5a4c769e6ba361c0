import { expect, test } from 'vitest';
import { afterCall, type CallOutcome, type Connection } from './connection.ts';

const online: Connection = { mode: 'online', since: 0, cleanCalls: 0 };
const clean: CallOutcome = { kind: 'answered', tookMs: 90 };
const slow: CallOutcome = { kind: 'answered', tookMs: 900 };
const failed: CallOutcome = { kind: 'failed' };
const after = (...outcomes: readonly CallOutcome[]) =>
  outcomes.reduce((connection, outcome, number) => afterCall(connection, outcome, number + 1), online);

test('one failed call makes the device decide by itself', () => {
  expect(after(clean, failed)).toEqual({ mode: 'offline', since: 2, cleanCalls: 0 });
});

test('five quick answers in a row bring the server back, four do not', () => {
  expect(after(failed, clean, clean, clean, clean).mode).toBe('offline');
  expect(after(failed, clean, clean, clean, clean, clean)).toEqual({ mode: 'online', since: 6, cleanCalls: 5 });
});

test('a slow or lost answer in between starts the count again', () => {
  expect(after(failed, clean, clean, slow, clean, clean, clean, clean).mode).toBe('offline');
  expect(after(failed, clean, clean, clean, clean, failed, clean).mode).toBe('offline');
  expect(after(failed, clean, failed).since).toBe(1);
});

test('a slow answer alone changes nothing', () => {
  expect(after(slow, slow).mode).toBe('online');
});
