import { useMemo } from 'react';
import { useLanguage } from '../languages/use-language.ts';

/** Numbers as they are written in the visitor's language. */
export function useNumbers() {
  const { locale } = useLanguage();
  return useMemo(() => {
    const tag = locale === 'fr' ? 'fr-FR' : 'en-GB';
    const whole = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 });
    const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
    // Browsers and Node disagree on narrow and plain no-break spaces.
    const plain = (text: string) => text.replace(/[\u202f\u2009]/g, '\u00a0');
    return {
      whole: (number: number) => plain(whole.format(number)),
      share: (part: number) => plain(percent.format(part)),
    };
  }, [locale]);
}
