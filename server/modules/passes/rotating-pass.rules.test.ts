import { isFresh, rotatingCode, rotationKeyLength, splitRotating } from '@tessera/contract/admission/rotating-code';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventTicketObject, shownByGoogle } from '../../testing/provider-fakes/wallets/google-schemas.ts';
import { googleObject } from './google-pass.rules.ts';
import type { PassWords } from './pass-words.rules.ts';

const words: PassWords = {
  ticketId: '019c0000-0000-7000-8000-000000000001',
  orderId: '019c0000-0000-7000-8000-000000000002',
  orderReference: 'ME-ABCD',
  serial: 'ME-ABCD-03',
  code: 'TS1:0123',
  isSuspended: false,
  rotationKey: '00'.repeat(rotationKeyLength),
  holder: 'Ada',
  zone: 'Parterre',
  row: null,
  number: null,
  tariff: { fr: 'Plein tarif' },
  gates: [],
  evening: {
    performanceId: '019c0000-0000-7000-8000-000000000003',
    organiser: 'Maison',
    title: { fr: 'Un soir' },
    category: 'concert',
    venue: 'Salle',
    address: '1 rue A',
    city: 'Tunis',
    point: null,
    doorsAt: '2026-10-25T17:00:00.000Z',
    startsAt: '2026-10-25T18:00:00.000Z',
    endsAt: '2026-10-25T20:00:00.000Z',
    timeZone: 'Africa/Tunis',
    rotating: 'required',
  },
};
const shownFor = (rotationKey: string, at: number, code = words.code) => {
  const there = EventTicketObject.parse(
    googleObject({ ...words, code, rotationKey }, { issuerId: '33', logoUrl: 'https://t.example/logo.png' }),
  );
  return shownByGoogle(there.rotatingBarcode ?? expect.fail('it does not change'), at);
};
const key = fc.uint8Array({ minLength: rotationKeyLength, maxLength: rotationKeyLength });
const instant = fc.integer({ min: 1_600_000_000_000, max: 4_000_000_000_000 });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('what the page shows is what Google shows, and doors take it for as long as they say', async () => {
  await fc.assert(
    fc.asyncProperty(key, instant, fc.integer({ min: 0, max: 120_000 }), async (bytes, at, laterMs) => {
      const shown = await rotatingCode(words.code ?? '', bytes, at);
      expect(shownFor(hex(bytes), at)).toBe(shown);
      const { text, digits = '' } = splitRotating(shown);
      expect(text).toBe(words.code);
      const steps = Math.floor((at + laterMs) / 15_000) - Math.floor(at / 15_000);
      expect(await isFresh(bytes, digits, at + laterMs)).toBe(steps <= 1);
      expect(await isFresh(bytes, digits, at + 45_000)).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('under another key, as after the code was replaced, the digits are others', async () => {
  const [before, after] = [new Uint8Array(rotationKeyLength), new Uint8Array(rotationKeyLength).fill(1)];
  const at = Date.UTC(2026, 9, 25, 18);
  const { digits = '' } = splitRotating(await rotatingCode('TS1:0123', before, at));
  expect(await isFresh(after, digits, at)).toBe(false);
  expect(shownFor(hex(after), at, 'TS1:0124')).not.toContain(digits);
});

test('Google has no code beside one that changes, and none at all of a suspended ticket', () => {
  const issuer = { issuerId: '33', logoUrl: 'https://t.example/logo.png' };
  expect(googleObject(words, issuer)).toMatchObject({ state: 'ACTIVE', barcode: null });
  expect(googleObject({ ...words, isSuspended: true }, issuer)).toMatchObject({
    state: 'INACTIVE',
    barcode: null,
    rotatingBarcode: null,
  });
});
