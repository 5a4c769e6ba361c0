import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeCookie, codeIn } from '../visit-code.ts';
import type { Offer, Performance } from '../wire.ts';
import { fieldsOf, forFewer, wishIn } from './wish.ts';

const offer = (tier: string, kind: Offer['tariff']['kind'], amountMinor: number): Offer => ({
  id: `${tier}-${kind}`,
  tier: { id: tier, code: tier, name: { fr: tier }, position: 1 },
  tariff: { id: kind, code: kind, name: { fr: kind }, condition: null, kind, quantityMin: kind === 'group' ? 5 : 1 },
  price: { amountMinor, currency: 'EUR' },
  feesIncluded: { amountMinor: 0, currency: 'EUR' },
  onSale: true,
  saleOpensAt: null,
  saleClosesAt: null,
  placesLeft: null,
  isHidden: false,
});
const zone = { code: 'z', name: 'Z', group: null, capacity: 9, remaining: 9 };
const hall = {
  placesPerOrderMax: 10,
  zones: [
    { ...zone, id: 'stalls', kind: 'seated', tier: 'gold' },
    { ...zone, id: 'pit', kind: 'standing', tier: 'floor' },
  ],
  offers: [
    offer('gold', 'full', 4500),
    offer('gold', 'group', 3500),
    offer('gold', 'child', 2000),
    offer('floor', 'full', 900),
  ],
} satisfies Partial<Performance> as unknown as Performance;

const formOf = (fields: Readonly<Record<string, string>>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
};
const anyFields = fc.record({
  seats: fc.constantFrom('', '11', '11,12,13'),
  zone: fc.constantFrom('', 'stalls', 'pit'),
  tier: fc.constantFrom('', 'gold', 'floor', 'any'),
  n: fc.integer({ min: 1, max: 10 }).map(String),
  together: fc.constantFrom('', '1'),
  'tariff:child': fc.integer({ min: 0, max: 3 }).map(String),
  total: fc.constantFrom('', '4500'),
});

test('the fields of a refused form ask for the very same once more', () => {
  fc.assert(
    fc.property(anyFields, (fields) => {
      const form = formOf({ ...fields, way: 'best', key: 'k', code: 'PRESS' });
      expect(wishIn(formOf(fieldsOf(form)), hall, 'PRESS')).toEqual(wishIn(form, hall, 'PRESS'));
    }),
  );
});

test('a wish for fewer has no more reduced tariffs than places', () => {
  fc.assert(
    fc.property(anyFields, fc.integer({ min: 1, max: 10 }), (fields, quantity) => {
      const { body } = wishIn(formOf({ ...forFewer(fields, quantity), seats: '' }), hall, '');
      const counted = (body.tariffs ?? []).reduce((total, tariff) => total + tariff.quantity, 0);
      expect(counted).toBeLessThanOrEqual(quantity);
      expect(body.best?.quantity ?? body.quantity).toBe(quantity);
    }),
  );
});

test('several best places are wanted together unless the form says otherwise; standing places are counted', () => {
  expect(wishIn(formOf({ n: '2', together: '1' }), hall, '').body).toEqual({ best: { quantity: 2, together: true } });
  expect(wishIn(formOf({ n: '2' }), hall, '').body).toEqual({ best: { quantity: 2 } });
  expect(wishIn(formOf({ n: '1', together: '1' }), hall, '').body).toEqual({ best: { quantity: 1 } });
  expect(wishIn(formOf({ n: '2', tier: 'floor', together: '1' }), hall, '').body).toEqual({ zone: 'pit', quantity: 2 });
});

test('a code goes with every way to ask', () => {
  for (const fields of [{ seats: '11' }, { zone: 'pit', n: '2' }, { n: '2' }])
    expect(wishIn(formOf(fields), hall, 'PRESS').body.code).toBe('PRESS');
  expect(wishIn(formOf({ n: '2' }), hall, '').body).not.toHaveProperty('code');
});

test('a code is kept for the pages of its date, whatever is written in it, and forgotten when it is taken back', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (code) => {
      const [pair = ''] = codeCookie('p1', code).split(';');
      expect(pair).toMatch(/^[\x21-\x7e]+$/);
      expect(codeIn(new Request('http://shop.test/', { headers: { cookie: `lang=fr; ${pair}` } }), 'p1')).toBe(code);
      expect(codeIn(new Request('http://shop.test/', { headers: { cookie: pair } }), 'p2')).toBe('');
    }),
  );
  expect(codeCookie('p1', 'PRESS')).toContain('Path=/e;');
  expect(codeCookie('p1', '')).toContain('Max-Age=0');
  expect(codeIn(new Request('http://shop.test/', { headers: { cookie: 'code-p1=%E0%A4%A' } }), 'p1')).toBe('');
});

test('the price that was shown goes along with the wish, and nothing that is no price', () => {
  const totals = ['9600', '0', '', '-1', '9.5', 'free'].map(
    (total) => wishIn(formOf({ n: '2', tier: 'gold', total }), hall, '').body.totalMaxMinor,
  );
  expect(totals).toEqual([9600, 0, undefined, undefined, undefined, undefined]);
});
