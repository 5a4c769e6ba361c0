/** The instant of a wall clock's time (2026-05-01T20:00) in a time zone; undefined for what is no time. */
export function instantAt(wall: string, timeZone: string): string | undefined {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // How far the zone is ahead depends on the instant; the second look is right except in the hour that is left out in spring.
  const first = asUtc - aheadAt(asUtc, timeZone);
  return new Date(asUtc - aheadAt(first, timeZone)).toISOString();
}

function aheadAt(at: number, timeZone: string): number {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;
}
