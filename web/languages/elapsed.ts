import type { Locale } from '@tessera/contract/text';

const steps = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const;

/** How long ago something was: "3 minutes ago". What is less than a minute ago, or to come by a clock that is wrong, is now. */
export function formatElapsed(at: string, now: number, locale: Locale): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  const [size, unit] = steps.find(([length]) => seconds >= length) ?? [1, 'second'];
  const count = unit === 'second' ? 0 : -Math.floor(seconds / size);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: unit === 'second' ? 'auto' : 'always' });
  return format.format(count, unit).replace(/[\u202f\u2009\u00a0]/g, ' ');
}
