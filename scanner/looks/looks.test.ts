import { refusalReasons } from '@tessera/contract/admission/question';
import { describe, expect, test } from 'vitest';
import { type Look, lookOfRefusal, looks } from './looks.ts';

type Triple = readonly [number, number, number];
const names = Object.keys(looks) as Look[];

function linear(hex: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const times = (matrix: readonly Triple[], [a, b, c]: Triple): Triple =>
  matrix.map(([x, y, z]) => x * a + y * b + z * c) as unknown as Triple;
const clipped = (colour: Triple): Triple => colour.map((part) => Math.min(1, Math.max(0, part))) as unknown as Triple;

function oklab(colour: Triple): Triple {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour,
  ).map(Math.cbrt) as unknown as Triple;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}

/** Machado, Oliveira, Fernandes 2009, full severity. */
const sights: Readonly<Record<string, readonly Triple[]>> = {
  'normal sight': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function luminance(hex: string): number {
  const [red, green, blue] = linear(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test.each(names)('the ink of %s can be read at 7 to 1', (name) => {
  const [dark = 0, light = 0] = [luminance(looks[name].background), luminance(looks[name].ink)].sort((a, b) => a - b);
  expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(7);
});

// Whoever stands by must not see the difference between these two.
const alike = (name: Look) => (name === 'hold' ? 'unsure' : name);

describe.each(Object.entries(sights))('under %s', (_, sight) => {
  const seen = new Map(names.map((name) => [name, oklab(clipped(times(sight, linear(looks[name].background))))]));
  const pairs = names.flatMap((name, at) => names.slice(at + 1).map((other) => [name, other] as const));

  test.each(pairs.filter(([name, other]) => alike(name) !== alike(other)))('%s and %s differ', (name, other) => {
    const [a, b] = [seen.get(name) ?? [0, 0, 0], seen.get(other) ?? [0, 0, 0]];
    expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThanOrEqual(0.07);
  });
});

test('looks that differ sound and vibrate differently, and every refusal has one', () => {
  const signals = names.filter((name) => name !== 'hold').map((name) => JSON.stringify(looks[name].tones));
  expect(new Set(signals).size).toBe(signals.length);
  const felt = names.filter((name) => name !== 'hold').map((name) => JSON.stringify(looks[name].vibration));
  expect(new Set(felt).size).toBe(felt.length);
  expect(refusalReasons.map(lookOfRefusal)).not.toContain('granted');
  expect(lookOfRefusal('a reason of a later release')).toBe('denied');
});

test('of somebody who may not come the screen tells no more than of a doubt', () => {
  expect(lookOfRefusal('barred')).toBe('hold');
  expect([looks.hold.background, looks.hold.ink]).toEqual([looks.unsure.background, looks.unsure.ink]);
});
