import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inLocale, localeFrom, locales } from './text.ts';

/** Any UTF-16 at all, lone surrogates included; half of it ASCII. */
const anyText = (maxLength: number) =>
  fc
    .array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff)), { maxLength })
    .map((units) => units.map((unit) => String.fromCharCode(unit)).join(''));

describe('a text in several languages', () => {
  test('is told in the language asked for, else in French', () => {
    expect(inLocale({ fr: 'Un soir', en: 'An evening' }, 'en')).toBe('An evening');
    expect(inLocale({ fr: 'Un soir' }, 'en')).toBe('Un soir');
    expect(inLocale({ en: 'An evening' }, 'fr')).toBe('An evening');
    expect(inLocale({}, 'fr')).toBe('');
  });
});

describe('the language of a visitor', () => {
  test.each([
    ['en', 'en'],
    ['fr-CA,fr;q=0.9', 'fr'],
    ['en-GB,en;q=0.9,fr;q=0.8', 'en'],
    ['de-DE,de;q=0.9,en;q=0.5', 'en'],
    ['EN-us', 'en'],
    ['fr;q=0.3, en;q=0.8', 'en'],
    ['en;q=0.3, fr;q=0.8', 'fr'],
    ['en;q=0, de', 'fr'],
    ['en; q=0.5 , fr ;q=0.4', 'en'],
    ['frr', 'fr'],
    ['enm, en;q=0.1', 'en'],
    ['ar, *', 'fr'],
    ['', 'fr'],
    [undefined, 'fr'],
  ] as const)('%s is answered in %s', (header, locale) => {
    expect(localeFrom(header)).toBe(locale);
  });

  test('a language that only begins like one of ours is another language', () => {
    expect(localeFrom('frr, en;q=0.5')).toBe('en');
    expect(localeFrom('enm, fr;q=0.5')).toBe('fr');
  });

  test('is one of ours whatever a client sends', () => {
    fc.assert(
      fc.property(anyText(500), (header) => {
        expect(locales).toContain(localeFrom(header));
      }),
    );
  });
});
