import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesToSign, decodeTicketCode, encodeTicketCode, type TicketCode } from './ticket-code.ts';

const ticketCode: fc.Arbitrary<TicketCode> = fc.record({
  signingKeyId: fc.nat(0xffffffff),
  performanceNumber: fc.nat(0xffffffff),
  accessRightId: fc.uuid(),
  epoch: fc.nat(0xffff),
});
/** Any UTF-16 at all, lone surrogates included; half of it ASCII. */
const anyText = (maxLength: number) =>
  fc
    .array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff)), { maxLength })
    .map((units) => units.map((unit) => String.fromCharCode(unit)).join(''));
const signature = fc.uint8Array({ minLength: 64, maxLength: 64 });
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const example: TicketCode = {
  signingKeyId: 7,
  performanceNumber: 1234,
  accessRightId: '0198c0de-cafe-7bad-8bee-0123456789ab',
  epoch: 1,
};
const exampleText = encodeTicketCode(bytesToSign(example), new Uint8Array(64).fill(0xa5));

describe('a ticket code', () => {
  test('says again what was put into it, byte for byte', () => {
    fc.assert(
      fc.property(ticketCode, signature, (code, signed) => {
        const bytes = bytesToSign(code);
        const decoded = decodeTicketCode(encodeTicketCode(bytes, signed));
        expect(decoded).toEqual({ ok: true, code, signedBytes: bytes, signature: signed });
      }),
    );
  });

  test('stays in the alphanumeric mode of QR codes and is 150 letters long', () => {
    fc.assert(
      fc.property(ticketCode, signature, (code, signed) => {
        expect(encodeTicketCode(bytesToSign(code), signed)).toMatch(/^TS1:[0-9A-HJKMNP-TV-Z]{146}$/);
      }),
    );
  });

  test('keeps the layout that scanners in the field read', () => {
    expect(Buffer.from(bytesToSign(example)).toString('hex')).toBe(
      ['01', '00000007', '000004d2', '0198c0decafe7bad8bee0123456789ab', '0001'].join(''),
    );
    expect(exampleText.slice(0, 24)).toBe('TS1:0400000700009MG1K30D');
  });

  test('has one text: every other text of the same length is another code or none', () => {
    fc.assert(
      fc.property(ticketCode, signature, fc.nat(145), fc.constantFrom(...alphabet), (code, signed, at, letter) => {
        const text = encodeTicketCode(bytesToSign(code), signed);
        const other = text.slice(0, 4 + at) + letter + text.slice(5 + at);
        const decoded = decodeTicketCode(other);
        if (other === text) return;
        if (decoded.ok) {
          expect([...decoded.signedBytes, ...decoded.signature]).not.toEqual([...bytesToSign(code), ...signed]);
        }
      }),
    );
    // The last letter carries three bits; with the other two set it would be a second text of the same bytes.
    const last = alphabet.indexOf(exampleText.slice(-1));
    for (const spare of [1, 2, 3]) {
      expect(decodeTicketCode(exampleText.slice(0, -1) + alphabet.charAt(last | spare))).toEqual({
        ok: false,
        problem: 'not_a_ticket_code',
      });
    }
  });

  test('may come in lower case and with blanks around it, as some scanners send it', () => {
    expect(decodeTicketCode(` ${exampleText.toLowerCase()}\r\n`)).toEqual(decodeTicketCode(exampleText));
  });

  test('of a later version is told from what is no ticket at all', () => {
    expect(decodeTicketCode(exampleText.replace('TS1:', 'TS2:'))).toEqual({ ok: false, problem: 'unknown_version' });
    expect(decodeTicketCode(`TS1:08${exampleText.slice(6)}`)).toEqual({ ok: false, problem: 'unknown_version' });
    for (const other of ['', 'https://example.org/', '4006381333931', 'TS1:', `X${exampleText.slice(1)}`]) {
      expect(decodeTicketCode(other)).toEqual({ ok: false, problem: 'not_a_ticket_code' });
    }
  });
});

describe('whatever is scanned', () => {
  test('is judged without an error, up to five kilobytes of any letters', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText(5_000),
          fc.array(fc.constantFrom(...alphabet), { maxLength: 5_000 }).map((all) => all.join('')),
        ),
        (scanned) => {
          expect(decodeTicketCode(scanned).ok).toBe(false);
          expect(decodeTicketCode(`TS1:${scanned}`)).toHaveProperty('ok');
        },
      ),
    );
  });

  test('is judged without an error when it is a code with letters changed, lost, doubled or added', () => {
    const letter = fc.oneof(fc.constantFrom(...alphabet), anyText(2));
    const change = fc.record({ at: fc.nat(150), removed: fc.nat(3), added: fc.array(letter, { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const scanned = changes.reduce(
          (text, { at, removed, added }) => text.slice(0, at) + added.join('') + text.slice(at + removed),
          exampleText,
        );
        const decoded = decodeTicketCode(scanned);
        // What still decodes is the text of its own bytes, give or take the case: nothing was guessed.
        if (decoded.ok) {
          expect(encodeTicketCode(decoded.signedBytes, decoded.signature)).toBe(scanned.trim().toUpperCase());
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('signing', () => {
  test('bytes that changed in any bit no longer bear the signature', async () => {
    const pair = generateKeyPairSync('ed25519');
    const bytes = bytesToSign(example);
    const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
    const publicKey = await crypto.subtle.importKey('spki', new Uint8Array(spki), 'Ed25519', false, ['verify']);
    const text = encodeTicketCode(bytes, sign(null, bytes, pair.privateKey));
    const decoded = decodeTicketCode(text);
    if (!decoded.ok) throw new Error(decoded.problem);
    const isGood = (signed: Uint8Array) =>
      crypto.subtle.verify('Ed25519', publicKey, new Uint8Array(decoded.signature), new Uint8Array(signed));
    expect(await isGood(decoded.signedBytes)).toBe(true);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = decoded.signedBytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(await isGood(changed)).toBe(false);
    }
  });

  test('a code with letters changed, lost, doubled, swapped or cut off is nobody’s: of 4,000 none is good', () => {
    const pair = generateKeyPairSync('ed25519');
    const genuine = fc.sample(ticketCode, 50).map((code) => {
      const bytes = bytesToSign(code);
      return encodeTicketCode(bytes, sign(null, bytes, pair.privateKey));
    });
    const isGood = (text: string) => {
      const decoded = decodeTicketCode(text);
      return decoded.ok && verify(null, decoded.signedBytes, pair.publicKey, decoded.signature);
    };
    expect(genuine.every(isGood)).toBe(true);
    const place = fc.nat(149);
    const changed = fc.oneof(
      fc.tuple(place, fc.constantFrom(...alphabet)).map(
        ([at, letter]) =>
          (text: string) =>
            text.slice(0, at) + letter + text.slice(at + 1),
      ),
      fc.tuple(place, place).map(
        ([from, to]) =>
          (text: string) =>
            text.slice(0, from) + text.slice(to),
      ),
      // The head of one ticket and the tail of another.
      fc.tuple(place, fc.constantFrom(...genuine)).map(
        ([at, other]) =>
          (text: string) =>
            text.slice(0, at) + other.slice(at),
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...genuine), fc.array(changed, { minLength: 1, maxLength: 3 }), (text, changes) => {
        const scanned = changes.reduce((now, change) => change(now), text);
        expect(isGood(scanned)).toBe(genuine.includes(scanned));
      }),
      { numRuns: 4_000 },
    );
  });

  test.each([
    { ...example, signingKeyId: 2 ** 32 },
    { ...example, signingKeyId: -1 },
    { ...example, performanceNumber: 1.5 },
    { ...example, performanceNumber: 2 ** 32 },
    { ...example, epoch: 0x10000 },
    { ...example, epoch: Number.NaN },
    { ...example, accessRightId: 'not a uuid' },
    { ...example, accessRightId: `${example.accessRightId}00` },
  ])(
    'an id that does not fit is refused rather than cut: $signingKeyId $performanceNumber $accessRightId $epoch',
    (code) => {
      expect(() => bytesToSign(code)).toThrow(RangeError);
    },
  );

  test('a signature of the wrong length never becomes a code', () => {
    for (const length of [0, 63, 65]) {
      expect(() => encodeTicketCode(bytesToSign(example), new Uint8Array(length))).toThrow(RangeError);
    }
    expect(() => encodeTicketCode(new Uint8Array(26), new Uint8Array(64))).toThrow(RangeError);
  });
});
