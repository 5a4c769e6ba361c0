/** What an input of type datetime-local shows for an instant, in the time zone of a venue. */
export function localTimeOf(at: number, timeZone: string): string {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/**
 * The instant of what was typed, in milliseconds since 1970; undefined when it is no time. Of an hour that comes twice it is the
 * first; one that the clocks skip is taken an hour later, as clocks there would show it.
 */
export function instantOf(typed: string, timeZone: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(typed)) return undefined;
  const asUtc = Date.parse(`${typed.slice(0, 16)}:00.000Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const guesses = [asUtc - dayMs, asUtc + dayMs].map((near) => asUtc - aheadOfUtc(near, timeZone));
  const shown = guesses.filter((guess) => localTimeOf(guess, timeZone) === typed.slice(0, 16));
  return shown.length > 0 ? Math.min(...shown) : Math.max(...guesses);
}

const dayMs = 86_400_000;

function aheadOfUtc(at: number, timeZone: string): number {
  const minute = Math.floor(at / 60_000) * 60_000;
  return Date.parse(`${localTimeOf(minute, timeZone)}:00.000Z`) - minute;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}
