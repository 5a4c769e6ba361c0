import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveSecrets, randomToken, sameText } from './secrets.ts';

const secrets = deriveSecrets('a secret of at least thirty-two letters');
const others = deriveSecrets('another secret of at least thirty-two letters');
const id = fc.uuid();

describe('a capability', () => {
  test('opens its own object and no other, today and after a restart', () => {
    fc.assert(
      fc.property(id, id, (subject, other) => {
        const token = secrets.capability(subject);
        expect(token).toMatch(/^[\w-]{43}$/);
        expect(deriveSecrets('a secret of at least thirty-two letters').isCapability(subject, token)).toBe(true);
        expect(secrets.isCapability(other, token)).toBe(subject === other);
        expect(others.isCapability(subject, token)).toBe(false);
      }),
    );
  });

  test('is not opened by anything that only resembles it', () => {
    fc.assert(
      fc.property(id, fc.string({ unit: 'grapheme' }), fc.nat(42), (subject, text, at) => {
        const token = secrets.capability(subject);
        const changed = token.slice(0, at) + (token.charAt(at) === 'A' ? 'B' : 'A') + token.slice(at + 1);
        for (const wrong of [text, '', token.slice(1), `${token}=`, ` ${token}`, token.toLowerCase(), changed]) {
          expect(secrets.isCapability(subject, wrong)).toBe(wrong === token);
        }
      }),
    );
  });

  test('is no signature and no signature is one', () => {
    expect(secrets.sign('hold')).not.toBe(secrets.capability('hold').slice(0, 22));
  });
});

describe('a sealed value', () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

  test('opens where it was sealed, and looks different each time', () => {
    fc.assert(
      fc.property(bytes, fc.string({ unit: 'grapheme' }), (plain, place) => {
        const sealed = secrets.seal(plain, place);
        expect(secrets.open(sealed, place).equals(plain)).toBe(true);
        expect(secrets.seal(plain, place).equals(sealed)).toBe(false);
        if (plain.length >= 8) expect(sealed.includes(plain)).toBe(false);
      }),
    );
  });

  test('does not open elsewhere, under another secret, or with any bit changed', () => {
    const sealed = secrets.seal(Buffer.from('private key'), 'tickets.signing_key:1');
    expect(() => secrets.open(sealed, 'tickets.signing_key:2')).toThrow();
    expect(() => others.open(sealed, 'tickets.signing_key:1')).toThrow();
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => secrets.open(changed, 'tickets.signing_key:1')).toThrow();
    }
  });

  test('cut short does not open', () => {
    const sealed = secrets.seal(Buffer.from('private key'), 'here');
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => secrets.open(sealed.subarray(0, length), 'here')).toThrow();
    }
  });
});

describe('texts', () => {
  test('are the same exactly when they are, of any length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(sameText(a, b)).toBe(a === b);
        expect(sameText(a, `${a}`)).toBe(true);
      }),
    );
  });

  test('a token is 256 bits that never come again', () => {
    const tokens = Array.from({ length: 1_000 }, randomToken);
    expect(new Set(tokens).size).toBe(1_000);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });
});
