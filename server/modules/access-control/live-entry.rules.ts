/** How many came in, or left, within the last minutes. */
export type Flow = { readonly last1: number; readonly last5: number; readonly last15: number };

const minuteMs = 60_000;
const flowMinutes = 5;
/** Nobody plans by what is further away than this. */
const foreseenMinutesMax = 12 * 60;

/** Who comes in a minute: by the last five minutes, or the last fifteen where nobody came in those. */
export function flowPerMinute({ last5, last15 }: Flow): number {
  return last5 > 0 ? last5 / flowMinutes : last15 / 15;
}

/** When so many more are through at this flow; null: never, or it happened already, or too far away to be told. */
export function predictWhen(now: number, missing: number, perMinute: number): number | null {
  if (missing <= 0 || perMinute <= 0) return null;
  const minutes = missing / perMinute;
  return minutes > foreseenMinutesMax ? null : now + Math.ceil(minutes) * minuteMs;
}

/** When everybody with a ticket is in, should all come. */
export function predictEverybodyIn(
  now: number,
  { tickets, arrived, flow }: { readonly tickets: number; readonly arrived: number; readonly flow: Flow },
): number | null {
  return predictWhen(now, tickets - arrived, flowPerMinute(flow));
}

/** When a zone has as many inside as it may, should those who leave and those who come go on as in the last five minutes. */
export function predictFull(
  now: number,
  zone: { readonly inside: number; readonly placesMax: number | null; readonly in5: number; readonly out5: number },
): number | null {
  if (zone.placesMax === null) return null;
  return predictWhen(now, zone.placesMax - zone.inside, (zone.in5 - zone.out5) / flowMinutes);
}

type Minute = { readonly at: number; readonly in: number; readonly out: number };

/** Every minute of the last hour, the one that is running included, also those in which nothing happened. */
export function fillMinutes(now: number, counted: readonly Minute[], minutes = 60): Minute[] {
  const byMinute = new Map(counted.map((minute) => [minute.at, minute]));
  const last = Math.floor(now / minuteMs) * minuteMs;
  return Array.from({ length: minutes }, (_, index) => {
    const at = last - (minutes - 1 - index) * minuteMs;
    return byMinute.get(at) ?? { at, in: 0, out: 0 };
  });
}

const silentAfterMs = 2 * minuteMs;

/** Whether a device in a shift should have given a sign of life. */
export function isSilent(now: number, { lastSeenAt, startedAt }: { lastSeenAt: number | null; startedAt: number }) {
  return now - Math.max(lastSeenAt ?? 0, startedAt) > silentAfterMs;
}

/** Who came in in all, and how many of them lately. */
export type Entries = Flow & { readonly admitted: number };

export const noEntries: Entries = { admitted: 0, last1: 0, last5: 0, last15: 0 };

export function addEntries(a: Entries, b: Entries): Entries {
  return {
    admitted: a.admitted + b.admitted,
    last1: a.last1 + b.last1,
    last5: a.last5 + b.last5,
    last15: a.last15 + b.last15,
  };
}
