/** Languages of the shop. */
export const locales = ['fr', 'en'] as const;
export type Locale = (typeof locales)[number];

/** Words in several languages, as organisers write them. French is always there. */
export type LocalText = { fr: string; en?: string | undefined };

/** The text in the language asked for, else in French. */
export function inLocale(text: { readonly [locale in Locale]?: string | undefined }, locale: Locale): string {
  return text[locale] ?? text.fr ?? text.en ?? '';
}

/** The best language of the shop for an Accept-Language header; French when none fits. */
export function localeFrom(acceptLanguage: string | undefined): Locale {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 200)
    .split(',')
    .map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.find(isLocale) ?? 'fr';
}

export function isLocale(text: string): text is Locale {
  return locales.some((locale) => locale === text);
}
