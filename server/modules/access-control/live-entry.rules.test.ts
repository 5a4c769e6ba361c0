import { describe, expect, test } from 'vitest';
import {
  fillMinutes,
  flowPerMinute,
  isSilent,
  predictEverybodyIn,
  predictFull,
  predictWhen,
} from './live-entry.rules.ts';

const now = Date.parse('2026-05-01T18:30:20.000Z');
const minutes = (count: number) => count * 60_000;

describe('the flow', () => {
  test('is that of the last five minutes, and of the last fifteen when nobody came in those', () => {
    expect(flowPerMinute({ last1: 50, last5: 100, last15: 900 })).toBe(20);
    expect(flowPerMinute({ last1: 0, last5: 0, last15: 30 })).toBe(2);
    expect(flowPerMinute({ last1: 0, last5: 0, last15: 0 })).toBe(0);
  });
});

describe('when everybody is in', () => {
  const flow = { last1: 0, last5: 100, last15: 300 };

  test('is told to the minute that has to begin for the last of them', () => {
    expect(predictEverybodyIn(now, { tickets: 1_010, arrived: 500, flow })).toBe(now + minutes(26));
  });

  test('is not told when all are in, when nobody comes, or when it is further away than half a day', () => {
    expect(predictEverybodyIn(now, { tickets: 500, arrived: 500, flow })).toBeNull();
    expect(predictEverybodyIn(now, { tickets: 0, arrived: 0, flow })).toBeNull();
    expect(predictEverybodyIn(now, { tickets: 9, arrived: 0, flow: { last1: 0, last5: 0, last15: 0 } })).toBeNull();
    expect(predictWhen(now, 721, 1)).toBeNull();
    expect(predictWhen(now, 720, 1)).toBe(now + minutes(720));
  });
});

describe('when a zone is full', () => {
  test('counts those who leave against those who come', () => {
    expect(predictFull(now, { inside: 900, placesMax: 1_000, in5: 60, out5: 10 })).toBe(now + minutes(10));
    expect(predictFull(now, { inside: 900, placesMax: 1_000, in5: 10, out5: 10 })).toBeNull();
  });

  test('is not told of a zone without a limit, nor of one that is full', () => {
    expect(predictFull(now, { inside: 900, placesMax: null, in5: 60, out5: 0 })).toBeNull();
    expect(predictFull(now, { inside: 1_003, placesMax: 1_000, in5: 60, out5: 0 })).toBeNull();
  });
});

test('the chart has every minute of the hour once, the running one last, with nothing where nothing happened', () => {
  const at = Date.parse('2026-05-01T18:12:00.000Z');
  const filled = fillMinutes(now, [{ at, in: 7, out: 2 }]);
  expect(filled).toHaveLength(60);
  expect(filled[0]?.at).toBe(Date.parse('2026-05-01T17:31:00.000Z'));
  expect(filled.at(-1)).toEqual({ at: Date.parse('2026-05-01T18:30:00.000Z'), in: 0, out: 0 });
  expect(filled.filter((minute) => minute.in + minute.out > 0)).toEqual([{ at, in: 7, out: 2 }]);
});

test('a device is silent after two minutes without a sign of life, and has two minutes to give its first', () => {
  expect(isSilent(now, { lastSeenAt: now - minutes(2), startedAt: now - minutes(90) })).toBe(false);
  expect(isSilent(now, { lastSeenAt: now - minutes(2) - 1, startedAt: now - minutes(90) })).toBe(true);
  expect(isSilent(now, { lastSeenAt: null, startedAt: now - minutes(1) })).toBe(false);
  expect(isSilent(now, { lastSeenAt: null, startedAt: now - minutes(3) })).toBe(true);
});
