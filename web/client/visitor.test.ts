import { expect, test } from 'vitest';
import { localeOf, pathOnThisSite, themeOf } from './visitor.ts';

test('after signing in, a visitor is never sent to another site', () => {
  const traps = [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '\\\\evil.example',
    '',
    null,
    undefined,
  ];
  expect(traps.map((trap) => pathOnThisSite(trap, '/account'))).toEqual(traps.map(() => '/account'));
  expect(pathOnThisSite('/checkout/1?k=a%2Fb#you', '/account')).toBe('/checkout/1?k=a%2Fb#you');
});

test('the language is the one asked for, else the one kept, else the one the browser prefers, else French', () => {
  const page = (address: string, headers: Record<string, string> = {}) => new Request(address, { headers });
  const english = { 'accept-language': 'en-GB,en;q=0.9' };
  expect(localeOf(page('http://shop.test/?lang=fr', { ...english, cookie: 'lang=en' }))).toBe('fr');
  expect(localeOf(page('http://shop.test/', { ...english, cookie: 'theme=night; lang=fr' }))).toBe('fr');
  expect(localeOf(page('http://shop.test/?lang=xx', english))).toBe('en');
  expect(localeOf(page('http://shop.test/'))).toBe('fr');
});

test('an unknown theme is the night', () => {
  expect(themeOf(new Request('http://shop.test/', { headers: { cookie: 'theme=daylight' } }))).toBe('daylight');
  expect(themeOf(new Request('http://shop.test/', { headers: { cookie: 'theme="><script>' } }))).toBe('night');
});
