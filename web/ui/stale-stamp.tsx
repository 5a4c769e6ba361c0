import { useEffect, useState } from 'react';
import { formatClock } from '../languages/moments.ts';
import { useLanguage } from '../languages/use-language.ts';
import { classes } from './classes.ts';

type Words = (time: string) => string;

/** When live numbers were last true; amber at twice the expected interval, grey and "paused" at five times. */
export function StaleStamp({
  asOf,
  everySeconds,
  words,
  pausedWords,
}: {
  asOf: number;
  everySeconds: number;
  words: Words;
  pausedWords: Words;
}) {
  const { locale } = useLanguage();
  const [now, setNow] = useState(0);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  if (now === 0 || asOf === 0) return <span data-testid="stale" className="min-h-5" />;
  const age = (now - asOf) / 1000;
  const paused = age > everySeconds * 5;
  return (
    <span
      data-testid="stale"
      className={classes(
        'figures min-h-5',
        paused ? 'text-subtle' : age > everySeconds * 2 ? 'text-warning' : 'text-muted',
      )}
    >
      {paused ? pausedWords(formatClock(asOf, locale)) : words(formatClock(asOf, locale))}
    </span>
  );
}
