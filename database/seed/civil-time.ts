const dayMilliseconds = 86_400_000;

/** The instant when clocks in `timeZone` show `time` (HH:MM), so many days after the civil date `today` (YYYY-MM-DD). */
export function instantAt(today: string, days: number, time: string, timeZone: string): Date {
  const wall = Date.parse(`${today}T${time}:00Z`) + days * dayMilliseconds;
  const guess = wall - offsetAt(wall, timeZone);
  return new Date(wall - offsetAt(guess, timeZone));
}

/** Milliseconds that the zone's clocks are ahead of UTC; the instant falls on a whole second. */
function offsetAt(instant: number, timeZone: string): number {
  // The Swedish form of a date is that of ISO 8601.
  const shown = new Date(instant).toLocaleString('sv-SE', { timeZone });
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - instant;
}
