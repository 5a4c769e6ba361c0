import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFresh, rotatingCode, rotationKeyLength, rotationStepMs, splitRotating } from './rotating-code.ts';

const code = 'TS1:0400000700009MG1K30D';
const key = fc.uint8Array({ minLength: rotationKeyLength, maxLength: rotationKeyLength });
const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });
const digitsOf = async (bytes: Uint8Array, at: number) =>
  splitRotating(await rotatingCode(code, bytes, at)).digits ?? expect.fail('no digits');

describe('the digits', () => {
  // RFC 6238, appendix B: SHA-1, eight digits, a key of twenty bytes; steps there are of 30 s, and so are counted here.
  test.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('are those of RFC 6238 at %i s', async (seconds, digits) => {
    const step = Math.floor(seconds / 30);
    expect(await digitsOf(new TextEncoder().encode('12345678901234567890'), step * rotationStepMs)).toBe(digits);
  });

  test('stay the same for a step and differ between tickets and between steps', async () => {
    await fc.assert(
      fc.asyncProperty(key, key, fc.nat(200_000_000), fc.nat(rotationStepMs - 1), async (own, other, step, within) => {
        const shown = await digitsOf(own, step * rotationStepMs);
        expect(shown).toMatch(/^\d{8}$/);
        expect(await digitsOf(own, step * rotationStepMs + within)).toBe(shown);
        // One in a hundred million would be the same by chance.
        expect(await digitsOf(own, (step + 1) * rotationStepMs)).not.toBe(shown);
        if (own.join() !== other.join()) expect(await digitsOf(other, step * rotationStepMs)).not.toBe(shown);
      }),
    );
  });

  test('are fresh in their step, the one before and the one after, and in no other', async () => {
    await fc.assert(
      fc.asyncProperty(key, instant, fc.integer({ min: -6, max: 6 }), async (own, at, steps) => {
        const shown = await digitsOf(own, at);
        const later = Math.floor(at / rotationStepMs) + steps;
        if (later < 0) return;
        for (const moment of [later * rotationStepMs, (later + 1) * rotationStepMs - 1])
          expect(await isFresh(own, shown, moment)).toBe(Math.abs(steps) <= 1);
      }),
    );
  });

  test('of another ticket, and anything else that may stand there, are not fresh and never an error', async () => {
    await fc.assert(
      fc.asyncProperty(key, fc.oneof(fc.string(), fc.stringMatching(/^\d{8}$/)), instant, async (own, text, at) => {
        const around = await Promise.all(
          [-1, 0, 1].map((steps) => digitsOf(own, Math.max(0, at + steps * rotationStepMs))),
        );
        expect(await isFresh(own, text, at)).toBe(around.includes(text));
      }),
    );
  });
});

describe('a code that was read', () => {
  test('is split into the code and the digits it was made of, blanks after it left out', async () => {
    await fc.assert(
      fc.asyncProperty(key, instant, fc.constantFrom('', ' ', '\r\n'), async (own, at, blank) => {
        const shown = await rotatingCode(code, own, at);
        expect(splitRotating(shown + blank)).toEqual({ text: code, digits: await digitsOf(own, at) });
      }),
    );
  });

  test('without digits is itself', () => {
    for (const scanned of [
      code,
      `${code}.`,
      `${code}.1234567`,
      `${code}.123456789`,
      `${code}.1234567a`,
      '.12345678',
      '',
    ])
      expect(splitRotating(scanned)).toEqual({ text: scanned, digits: undefined });
  });

  test('of any letters is split without an error, and nothing of it is lost', () => {
    const units = fc.array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff), fc.constant(46)), { maxLength: 3_000 });
    const text = units.map((all) => all.map((unit) => String.fromCharCode(unit)).join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((any) => `${any}.12345678`),
        ),
        (scanned) => {
          const split = splitRotating(scanned);
          expect(split.digits === undefined ? split.text : `${split.text}.${split.digits}`).toBe(
            split.digits === undefined ? scanned : scanned.trimEnd(),
          );
        },
      ),
    );
  });
});
