import { formatMoney, type Money } from '@tessera/contract/money';
import { inLocale, isLocale, type Locale, type LocalText } from '@tessera/contract/text';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment, type MomentStyle } from './moments.ts';

export type Language = {
  readonly t: TFunction;
  readonly locale: Locale;
  /** What the organiser wrote, in the visitor's language where there is one. */
  readonly text: (words: LocalizedWords) => string;
  readonly price: (amount: Money) => string;
  /** An instant in the time zone of the event. */
  readonly moment: (instant: string, timeZone: string, style: MomentStyle) => string;
};

/** A LocalText as the API sends it. */
export type LocalizedWords = LocalText | { readonly fr: string; readonly en?: string | undefined };

export function useLanguage(): Language {
  const { t, i18n } = useTranslation();
  const locale = isLocale(i18n.language) ? i18n.language : 'fr';
  return useMemo(
    () => ({
      t,
      locale,
      text: (words) => inLocale(withoutGaps(words), locale),
      price: (amount) => plainSpaces(formatMoney(amount, locale)),
      moment: (instant, timeZone, style) => plainSpaces(formatMoment(instant, timeZone, style, locale)),
    }),
    [t, locale],
  );
}

function withoutGaps({ fr, en }: LocalizedWords): LocalText {
  return en === undefined ? { fr } : { fr, en };
}

/** Browsers and Node disagree on narrow and plain no-break spaces; a page made by one must suit the other. */
function plainSpaces(text: string): string {
  return text.replace(/[\u202f\u2009]/g, '\u00a0');
}
