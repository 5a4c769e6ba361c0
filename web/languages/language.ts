import type { Locale } from '@tessera/contract/text';
import { createInstance, type i18n } from 'i18next';
import type { fr } from './fr.ts';

export type Catalogue = { readonly [key in keyof typeof fr]: string };

/** The words of one language. The instance never changes its language, so requests can share it. */
export function languageOf(locale: Locale, catalogue: Catalogue): i18n {
  const language = createInstance({
    lng: locale,
    resources: { [locale]: { translation: catalogue } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  void language.init();
  return language;
}
