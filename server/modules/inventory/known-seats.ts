import type { Chart } from '@tessera/contract/seating/chart';
import { isCorrected, isNewer, type KnownSeat, knownState, shownState } from './seat-board.rules.ts';
import type { Stock, StockSeat } from './seat-board.store.ts';
import type { SeatNews, ZoneChange } from './seat-news.ts';

/** What a node knows of the places of one performance. Instants are the database's, in milliseconds. */
export type KnownSeats = {
  /** By ordinal, as everybody sees them: 0 available, 1 held, 2 sold, 3 off. One array for good, written here only. */
  readonly states: Uint8Array;
  readonly zones: ReadonlyMap<string, ZoneChange>;
  /** Takes over what is newer than what is known. Says whether anything was. */
  readonly apply: (news: Pick<SeatNews, 'seats' | 'zones'>, nowMs: number) => boolean;
  /** Takes over what a reading of these seats and zones knows better. */
  readonly correct: (stock: Pick<Stock, 'seats' | 'zones'>, nowMs: number) => boolean;
  /** Ordinals that were not read with what is taken, and yet are known to be taken: freed untold, or taken just now. */
  readonly missingFrom: (taken: readonly StockSeat[]) => number[];
  /** Seats whose time is over become available, or off. Says whether any did. */
  readonly expire: (nowMs: number) => boolean;
};

/** `all`: a reading of every seat of the stock; places of the chart that have none are off. */
export function rememberSeats(chart: Chart, all: Stock, nowMs: number): KnownSeats {
  const isClosed = closedSeats(chart, all.closedZones);
  const rows = openRows(chart.seatCount, nowMs);
  const zones = new Map(all.zones.map((zone) => [zone.zoneId, zone]));
  const isOfChart = ({ ordinal }: { readonly ordinal: number }): boolean => ordinal < chart.seatCount;
  const fromStock = (row: StockSeat): SeatRow => ({
    ...row,
    state: knownState(row.state, row.isAllocated || isClosed[row.ordinal] === 1),
  });
  const takeOver = (better: readonly SeatRow[], betterZones: readonly ZoneChange[], atMs: number): boolean => {
    for (const seat of better) rows.put(seat, atMs);
    for (const zone of betterZones) zones.set(zone.zoneId, zone);
    return better.length > 0 || betterZones.length > 0;
  };
  takeOver(all.seats.filter(isOfChart).map(fromStock), [], nowMs);

  return {
    states: rows.states,
    zones,
    apply: (news, atMs) => {
      const newer = news.seats
        .filter((seat) => isOfChart(seat) && isNewer(seat, rows.at(seat.ordinal)))
        .map((seat) =>
          isClosed[seat.ordinal] === 1 && seat.state < 2 ? { ...seat, state: knownState(seat.state, true) } : seat,
        );
      return takeOver(
        newer,
        news.zones.filter((zone) => isNewer(zone, zones.get(zone.zoneId) ?? unknown)),
        atMs,
      );
    },
    correct: (stock, atMs) => {
      const better = stock.seats.filter(isOfChart).map(fromStock);
      return takeOver(
        better.filter((seat) => isCorrected(seat, rows.at(seat.ordinal))),
        stock.zones.filter((zone) => isZoneCorrected(zone, zones.get(zone.zoneId))),
        atMs,
      );
    },
    missingFrom: (taken) => {
      const isRead = new Uint8Array(chart.seatCount);
      for (const { ordinal } of taken) isRead[ordinal] = 1;
      return rows.takenBut(
        (ordinal) => isRead[ordinal] === 1,
        (ordinal) => isClosed[ordinal] === 1,
      );
    },
    expire: rows.expire,
  };
}

type SeatRow = KnownSeat & { readonly ordinal: number };
const unknown = { changeNumber: -1 };

function isZoneCorrected(read: ZoneChange, known: ZoneChange | undefined): boolean {
  if (!known || read.changeNumber !== known.changeNumber) return isNewer(read, known ?? unknown);
  return read.used !== known.used || read.allocated !== known.allocated || read.capacity !== known.capacity;
}

function openRows(seatCount: number, nowMs: number) {
  const isStocked = new Uint8Array(seatCount);
  const known = new Uint8Array(seatCount).fill(3);
  const heldUntilMs = new Float64Array(seatCount);
  const changeNumbers = new Uint32Array(seatCount);
  const states = new Uint8Array(seatCount).fill(3);
  const deadlines = openDeadlines(nowMs);
  const at = (ordinal: number): KnownSeat => ({
    state: known[ordinal] ?? 3,
    heldUntilMs: heldUntilMs[ordinal] ?? 0,
    changeNumber: isStocked[ordinal] === 1 ? (changeNumbers[ordinal] ?? 0) : -1,
  });
  const show = (ordinal: number, atMs: number): void => {
    states[ordinal] = shownState(known[ordinal] ?? 3, heldUntilMs[ordinal] ?? 0, atMs);
  };
  return {
    states,
    at,
    put: (seat: SeatRow, atMs: number): void => {
      isStocked[seat.ordinal] = 1;
      known[seat.ordinal] = seat.state;
      heldUntilMs[seat.ordinal] = seat.heldUntilMs;
      changeNumbers[seat.ordinal] = seat.changeNumber;
      show(seat.ordinal, atMs);
      if (states[seat.ordinal] === 1) deadlines.add(seat.ordinal, seat.heldUntilMs);
    },
    takenBut: (isRead: (ordinal: number) => boolean, isClosed: (ordinal: number) => boolean): number[] => {
      const found: number[] = [];
      known.forEach((state, ordinal) => {
        const whenFree = isStocked[ordinal] === 1 && !isClosed(ordinal) ? 0 : 3;
        if (state !== whenFree && !isRead(ordinal)) found.push(ordinal);
      });
      return found;
    },
    expire: (atMs: number): boolean => {
      const before = deadlines.takeDue(atMs).map((ordinal) => [ordinal, states[ordinal]] as const);
      for (const [ordinal] of before) show(ordinal, atMs);
      return before.some(([ordinal, state]) => states[ordinal] !== state);
    },
  };
}

function closedSeats(chart: Chart, closedZones: readonly string[]): Uint8Array {
  const closed = new Uint8Array(chart.seatCount);
  for (const { zone, first, count } of chart.rows) {
    if (closedZones.includes(chart.zones[zone]?.id ?? '')) closed.fill(1, first, first + count);
  }
  return closed;
}

const slotMilliseconds = 50;

/** Ordinals by the slot of time after which they are due; what is put off or cancelled stays in its old slot and is looked at in vain. */
function openDeadlines(nowMs: number) {
  const slots = new Map<number, number[]>();
  let taken = slotOf(nowMs);
  return {
    add: (ordinal: number, atMs: number): void => {
      const slot = Math.max(slotOf(atMs), taken + 1);
      const due = slots.get(slot);
      if (due) due.push(ordinal);
      else slots.set(slot, [ordinal]);
    },
    takeDue: (atMs: number): number[] => {
      const found: number[] = [];
      // Slots are few (minutes of them); after a long sleep they are fewer than the instants slept through.
      const last = slotOf(atMs) - 1;
      for (const slot of [...slots.keys()].filter((candidate) => candidate <= last)) {
        found.push(...(slots.get(slot) ?? []));
        slots.delete(slot);
      }
      taken = Math.max(taken, last);
      return found;
    },
  };
}

function slotOf(ms: number): number {
  return Math.floor(ms / slotMilliseconds);
}
