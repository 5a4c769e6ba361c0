import { formatDate } from '@tessera/contract/dates';
import type { Locale } from '@tessera/contract/text';

export type MomentStyle = 'day' | 'long-day' | 'short-day' | 'short-date' | 'time' | 'clock' | 'day-time';

const tags = { fr: 'fr-FR', en: 'en-GB' } as const;

const styles: Record<MomentStyle, Intl.DateTimeFormatOptions> = {
  day: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  'long-day': { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  'short-day': { day: 'numeric', month: 'short' },
  'short-date': { day: 'numeric', month: 'short', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  'day-time': { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
};

export function formatMoment(instant: string, timeZone: string, style: MomentStyle, locale: Locale): string {
  return formatDate(new Date(instant), tags[locale], { ...styles[style], timeZone });
}

/** An instant in the visitor's own time zone; for the browser only. */
export function formatClock(at: number, locale: Locale): string {
  return formatDate(new Date(at), tags[locale], styles.clock);
}

/** 547 → "9:07" */
export function formatCountdown(seconds: number): string {
  const left = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
}
