import type { LocalText } from '@tessera/contract/text';

/** Where and when a performance is, as its passes say it. Instants are ISO 8601. */
export type EveningWords = {
  readonly performanceId: string;
  readonly organiser: string;
  readonly title: LocalText;
  readonly category: string;
  readonly venue: string;
  readonly address: string;
  readonly city: string;
  readonly point: { readonly latitude: number; readonly longitude: number } | null;
  readonly doorsAt: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly timeZone: string;
  /** Whether codes that change are let in, beside others or alone. */
  readonly rotating: 'off' | 'preferred' | 'required';
};

/** What a pass says of one ticket. code null: the ticket is void. */
export type PassWords = {
  readonly ticketId: string;
  readonly orderId: string;
  readonly orderReference: string;
  readonly serial: string;
  readonly code: string | null;
  readonly isSuspended: boolean;
  /** Of the digits that change, in hexadecimal digits; null where codes do not. */
  readonly rotationKey: string | null;
  readonly holder: string;
  readonly zone: string;
  readonly row: string | null;
  readonly number: string | null;
  readonly tariff: LocalText;
  readonly gates: readonly string[];
  readonly evening: EveningWords;
};

/** Whether nobody is let in by it, for ever or for now. */
export function isIdle({ code, isSuspended }: PassWords): boolean {
  return code === null || isSuspended;
}

/** For how long after the end of a performance its passes still lie among those that can be used. */
const hoursAfterEnd = 6;

export function expiryOf({ endsAt, timeZone }: EveningWords): string {
  return zonedInstant(new Date(Date.parse(endsAt) + hoursAfterEnd * 3_600_000).toISOString(), timeZone);
}

/** An instant as the clocks of a place show it, with their distance from UTC: 2026-06-20T20:00:00+02:00. */
export function zonedInstant(iso: string, timeZone: string): string {
  const at = new Date(iso);
  const parts = new Map(
    zoned(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  const offset = /[+-]\d\d:\d\d/.exec(part('timeZoneName'))?.[0] ?? '+00:00';
  const day = `${part('year')}-${part('month')}-${part('day')}`;
  return `${day}T${part('hour')}:${part('minute')}:${part('second')}${offset}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function zoned(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  formats.set(timeZone, format);
  return format;
}
