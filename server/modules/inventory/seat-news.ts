import { broadcast } from '../../platform/broadcast.ts';
import type { Ctx } from '../../platform/context.ts';

/** 0 available, 1 held, 2 sold, 3 off, 4 held and off when its time is over. */
export type SeatCode = 0 | 1 | 2 | 3 | 4;
export type SeatChange = {
  readonly ordinal: number;
  readonly state: SeatCode;
  /** By the database's clock; 0 unless held. */
  readonly heldUntilMs: number;
  /** That of the seat's row after the change: of two changes, the one with the higher number is the newer. */
  readonly changeNumber: number;
};
export type ZoneChange = {
  readonly zoneId: string;
  readonly used: number;
  readonly allocated: number;
  readonly capacity: number;
  readonly changeNumber: number;
};
export type SeatNews = {
  readonly performanceId: string;
  readonly seats: readonly SeatChange[];
  readonly zones: readonly ZoneChange[];
  /** Everything may have changed, the chart too: read it again. */
  readonly isReset?: true;
};

export const seatNewsChannel = 'seats';

// So that a payload stays below what a notification carries: at most 38 bytes a seat, 100 a zone.
const seatsPerPayload = 190;
const zonesPerPayload = 70;
const performanceIdLength = 36;

/** Tells the boards of every node what this transaction changes, if and when it commits. */
export async function tellSeats(ctx: Ctx, news: SeatNews): Promise<void> {
  await broadcast(ctx, seatNewsChannel, writeSeatNews(news));
}

/** Short enough to be broadcast each; a reset says everything, so nothing is said beside it. */
export function writeSeatNews({ performanceId, seats, zones, isReset }: SeatNews): string[] {
  if (isReset) return [`${performanceId}!`];
  const seatParts = chunks(seats, seatsPerPayload).map((part) => {
    const deadlines = [...new Set(part.map(({ heldUntilMs }) => heldUntilMs))];
    const flat = part.flatMap((seat) => [
      seat.ordinal,
      seat.state,
      deadlines.indexOf(seat.heldUntilMs),
      seat.changeNumber,
    ]);
    return `${performanceId}s${JSON.stringify([deadlines, flat])}`;
  });
  const zoneParts = chunks(zones, zonesPerPayload).map((part) => {
    const rows = part.map(({ zoneId, ...zone }) => [
      zoneId,
      zone.used,
      zone.allocated,
      zone.capacity,
      zone.changeNumber,
    ]);
    return `${performanceId}z${JSON.stringify(rows)}`;
  });
  return [...seatParts, ...zoneParts];
}

/** Cheap, so that news of performances nobody looks at here cost nothing. */
export function performanceOfNews(payload: string): string {
  return payload.slice(0, performanceIdLength);
}

export function readSeatNews(payload: string): SeatNews {
  const performanceId = performanceOfNews(payload);
  const kind = payload[performanceIdLength];
  const rest = payload.slice(performanceIdLength + 1);
  if (kind === '!') return { performanceId, seats: [], zones: [], isReset: true };
  if (kind === 's') return { performanceId, seats: readSeats(rest), zones: [] };
  const rows: [string, number, number, number, number][] = JSON.parse(rest);
  const zones = rows.map(([zoneId, used, allocated, capacity, changeNumber]) => ({
    zoneId,
    used,
    allocated,
    capacity,
    changeNumber,
  }));
  return { performanceId, seats: [], zones };
}

function readSeats(text: string): SeatChange[] {
  const [deadlines, flat]: [number[], number[]] = JSON.parse(text);
  return chunks(flat, 4).map(([ordinal = 0, state = 0, deadline = 0, changeNumber = 0]) => ({
    ordinal,
    state: state as SeatCode,
    heldUntilMs: deadlines[deadline] ?? 0,
    changeNumber,
  }));
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
