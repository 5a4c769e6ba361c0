import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { describe, expect, test } from 'vitest';
import { en } from '../languages/en.ts';
import { fr } from '../languages/fr.ts';
import { languageOf } from '../languages/language.ts';
import { RefusalBanner } from './refusal-banner.tsx';

const languages = { fr: languageOf('fr', fr), en: languageOf('en', en) };
const house = 'contact@house.example';

function shown(locale: 'fr' | 'en', facts: Readonly<Record<string, unknown>>): string {
  const problem = { code: 'ask_organiser' as const, status: 409, traceId: '', errors: [], facts };
  const banner = createElement(RefusalBanner, { problem });
  return renderToStaticMarkup(createElement(I18nextProvider, { i18n: languages[locale] }, banner));
}

describe('whoever may not come reads, in their language,', () => {
  test.each([
    ['fr', 'Cette commande ne peut pas être passée en ligne', `Écrivez à ${house}`],
    ['en', 'This order cannot be placed online', `Write to ${house}`],
  ] as const)('in %s, whom to write to, and no accusation', (locale, title, next) => {
    const words = shown(locale, { contact: house });
    expect(words).toContain(title);
    expect(words).toContain(next);
    expect(words).not.toMatch(/exclu|banni|liste|ban|black|violen/i);
    expect(shown(locale, {})).toContain(title);
  });

  test('and those who sell for the house the reason and the end', () => {
    const ban = { reason: 'violence', endsAt: '2027-03-01T23:59:59.000Z' };
    expect(shown('fr', { contact: house, ban })).toContain('exclue (violences), jusqu’au lun. 1 mars 2027.');
    expect(shown('en', { contact: house, ban })).toContain('may not come (violence), until Mon');
    expect(shown('en', { ban: { ...ban, endsAt: null } })).toContain('until the ban is lifted');
  });
});
