/** Languages of the shop. */
export const locales = ['fr', 'en'] as const;
export type Locale = (typeof locales)[number];

/** Words in several languages, as organisers write them. French is always there. */
export type LocalText = { fr: string; en?: string | undefined };

/** The text in the language asked for, else in French. */
export function inLocale(text: { readonly [locale in Locale]?: string | undefined }, locale: Locale): string {
  return text[locale] ?? text.fr ?? text.en ?? '';
}

/** The language of the shop a visitor likes best, by the weights of an Accept-Language header; French when none fits. */
export function localeFrom(acceptLanguage: string | undefined): Locale {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 200)
    .split(',')
    .map(readPreference)
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wanted.map(({ language }) => language).find(isLocale) ?? 'fr';
}

/** `en-GB;q=0.8` → en, 0.8. Without a weight it is 1, as RFC 9110 says; an unreadable one counts for nothing. */
function readPreference(part: string): { language: string; weight: number } {
  const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
  const [language = ''] = range.split('-');
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return { language, weight: weight === undefined ? 1 : Number(weight.slice(2)) };
}

export function isLocale(text: string): text is Locale {
  return locales.some((locale) => locale === text);
}
