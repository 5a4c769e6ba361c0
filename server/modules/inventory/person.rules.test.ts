import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainAddress } from './person.rules.ts';

test('the many ways to write one address are one', () => {
  for (const written of ['Lina.Amari@Example.org', ' lina.amari@example.org ', 'lina.amari+opera@example.org']) {
    expect(plainAddress(written)).toBe('lina.amari@example.org');
  }
  for (const written of ['lina.amari@gmail.com', 'linaamari+a+b@GMAIL.com', 'l.i.n.a.amari@googlemail.com']) {
    expect(plainAddress(written)).toBe('linaamari@gmail.com');
  }
});

test('two people are not one: dots count where the provider counts them, and so does the domain', () => {
  expect(plainAddress('lina.amari@example.org')).not.toBe(plainAddress('linaamari@example.org'));
  expect(plainAddress('lina@example.org')).not.toBe(plainAddress('lina@example.com'));
});

const letters = fc.stringMatching(/^[a-zA-Z0-9]{1,10}$/);
const anyBox = fc.array(letters, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'));
const anyDomain = fc.constantFrom('example.org', 'Example.org', 'gmail.com', 'googlemail.com', 'GMAIL.com');

test('the plain form of an address is its own plain form, whatever its case and whatever follows a plus', () => {
  fc.assert(
    fc.property(anyBox, anyDomain, letters, (box, domain, tag) => {
      const plain = plainAddress(`${box}@${domain}`);
      expect(plainAddress(plain)).toBe(plain);
      expect(plainAddress(`${box}+${tag}@${domain}`)).toBe(plain);
      expect(plainAddress(`${box.toUpperCase()}@${domain.toUpperCase()}`)).toBe(plain);
      expect(plain).toMatch(/^[a-z0-9.]+@[a-z.]+$/);
    }),
  );
});
