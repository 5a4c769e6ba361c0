import { formatDate } from '@tessera/contract/dates';
import { inLocale, type Locale, type LocalText } from '@tessera/contract/text';
import { createContext, useContext } from 'react';
import { en } from './en.ts';
import { fr, type Words } from './fr.ts';

const words: Readonly<Record<Locale, Words>> = { fr, en };
const tags = { fr: 'fr-FR', en: 'en-GB' } as const;

export type Speech = {
  readonly words: Words;
  readonly locale: Locale;
  readonly text: (text: LocalText) => string;
  /** Hour and minute where the performance is. */
  readonly time: (at: number, timeZone?: string) => string;
  readonly day: (at: number, timeZone: string) => string;
};

export function speechOf(locale: Locale): Speech {
  const told = (at: number, style: Intl.DateTimeFormatOptions) => formatDate(new Date(at), tags[locale], style);
  return {
    words: words[locale],
    locale,
    text: (text) => inLocale(text, locale),
    time: (at, timeZone) => told(at, { hour: '2-digit', minute: '2-digit', ...(timeZone ? { timeZone } : {}) }),
    day: (at, timeZone) =>
      told(at, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone }),
  };
}

export const SpeechContext = createContext<Speech>(speechOf('fr'));

export function useSpeech(): Speech {
  return useContext(SpeechContext);
}
