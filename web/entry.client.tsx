import { isLocale } from '@tessera/contract/text';
import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { HydratedRouter } from 'react-router/dom';
import { type Catalogue, languageOf } from './languages/language.ts';

const { lang } = document.documentElement;
const locale = isLocale(lang) ? lang : 'fr';

async function catalogueOf(): Promise<Catalogue> {
  if (locale === 'en') return (await import('./languages/en.ts')).en;
  return (await import('./languages/fr.ts')).fr;
}

async function start(): Promise<void> {
  const language = languageOf(locale, await catalogueOf());
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <I18nextProvider i18n={language}>
          <HydratedRouter />
        </I18nextProvider>
      </StrictMode>,
    );
  });
}

await start();
