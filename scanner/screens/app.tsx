import { isLocale, type Locale, localeFrom } from '@tessera/contract/text';
import { SunMoon } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Scanner } from '../shift/scanner.ts';
import { SpeechContext, speechOf } from '../words/use-words.tsx';
import { EnrolScreen } from './enrol-screen.tsx';
import { ScanScreen } from './scan-screen.tsx';
import { StartScreen } from './start-screen.tsx';
import { ScannerContext } from './use-scanner.ts';

type Theme = 'night' | 'daylight';

/** The screen of what is to be done next: pair, begin, scan. */
export function App({ scanner }: { scanner: Scanner }) {
  const { phase } = useSyncExternalStore(scanner.subscribe, scanner.state);
  const [locale, setLocale] = useState<Locale>(() => {
    const kept = localStorage.getItem('tessera.scanner.language') ?? '';
    return isLocale(kept) ? kept : localeFrom(navigator.languages.join(','));
  });
  const [theme, setTheme] = useState<Theme>(() =>
    localStorage.getItem('tessera.scanner.theme') === 'daylight' ? 'daylight' : 'night',
  );
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dataset.theme = theme;
    localStorage.setItem('tessera.scanner.language', locale);
    localStorage.setItem('tessera.scanner.theme', theme);
  }, [locale, theme]);
  const preferences = (
    <Preferences
      locale={locale}
      setLocale={setLocale}
      turnTheme={() => setTheme(theme === 'night' ? 'daylight' : 'night')}
    />
  );
  return (
    <ScannerContext value={scanner}>
      <SpeechContext value={speechOf(locale)}>
        {phase === 'unenrolled' ? <EnrolScreen preferences={preferences} /> : null}
        {phase === 'free' ? <StartScreen preferences={preferences} /> : null}
        {phase === 'working' ? <ScanScreen /> : null}
      </SpeechContext>
    </ScannerContext>
  );
}

function Preferences({
  locale,
  setLocale,
  turnTheme,
}: {
  locale: Locale;
  setLocale: (locale: Locale) => void;
  turnTheme: () => void;
}) {
  const { words } = speechOf(locale);
  const small = 'min-h-12 min-w-12 rounded-m border border-line-strong bg-raised px-3 font-semibold';
  return (
    <div className="flex gap-2">
      <button type="button" className={small} onClick={turnTheme}>
        <SunMoon aria-hidden="true" className="mx-auto size-6" />
        <span className="sr-only">{words.theme}</span>
      </button>
      <button type="button" className={small} onClick={() => setLocale(locale === 'fr' ? 'en' : 'fr')}>
        <span className="sr-only">{words.language} </span>
        {locale === 'fr' ? 'EN' : 'FR'}
      </button>
    </div>
  );
}
