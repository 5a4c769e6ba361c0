import { encodeChanges, packStates, toBase64Url } from '@tessera/contract/seating/seat-states';
import { type PackedBody, packedBody } from '../../platform/packed-body.ts';
import type { SeatBoard } from './seat-board.ts';
import { changedSeats, remainingPlaces } from './seat-states.rules.ts';

/** What everybody was told of a performance, and at which number of the telling. */
export type Frame = {
  readonly epoch: string;
  readonly sequence: number;
  readonly isLive: boolean;
  readonly seatMap: string;
  readonly packed: PackedBody;
};
export type SeatFeed = {
  readonly frame: () => Frame;
  /** Everything, for somebody who knows nothing. */
  readonly opening: () => string;
  /** What changed since the last cut, as events; empty when nothing did. The frame moves on. */
  readonly cut: () => string;
};

const brotliQuality = 5;
/** Changes that take more than this, and more than everything, are told as everything. */
const changesBytesMax = 4_096;

/**
 * The story of one board in numbered events: a snapshot, then changes, each number one more than that before. Where the
 * states cannot be told as changes another epoch begins.
 */
export function openSeatFeed(board: SeatBoard, addressOf: (board: SeatBoard) => string): SeatFeed {
  let told = tellAnew(board, addressOf);
  let frame: Frame = frameOf(told);

  const snapshot = (): string => event('snapshot', toBase64Url(told.packed), `${told.epoch}.${told.sequence}`);
  const zones = (remaining: Readonly<Record<string, number>>): string =>
    Object.keys(remaining).length === 0 ? '' : event('zones', JSON.stringify(remaining));
  const reset = (): string => event('reset', told.address);
  const liveness = (): string => event(told.isLive ? 'live' : 'stale', '');

  const cutStates = (): string => {
    const changes = changedSeats(told.states, board.states);
    if (changes.length === 0) return '';
    const states = board.states.slice();
    told = { ...told, states, packed: packStates(states), sequence: told.sequence + 1 };
    const encoded = encodeChanges(changes);
    if (encoded.length > Math.max(told.packed.length, changesBytesMax)) return snapshot();
    return event('changes', toBase64Url(encoded), `${told.epoch}.${told.sequence}`);
  };
  const cutZones = (): string => {
    const remaining = remainingPlaces(board);
    const changed = Object.entries(remaining).filter(([zone, left]) => told.remaining[zone] !== left);
    told = { ...told, remaining };
    return zones(Object.fromEntries(changed));
  };
  const cutLiveness = (): string => {
    if (told.isLive === board.isLive) return '';
    told = { ...told, isLive: board.isLive };
    return liveness();
  };
  const beginAnew = (): string => {
    told = tellAnew(board, addressOf);
    return `${reset()}${snapshot()}${zones(told.remaining)}${liveness()}`;
  };
  return {
    frame: () => frame,
    opening: () => `${reset()}${snapshot()}${zones(told.remaining)}${told.isLive ? '' : liveness()}`,
    cut: () => {
      const text = told.era === board.era ? `${cutStates()}${cutZones()}${cutLiveness()}` : beginAnew();
      if (text !== '') frame = frameOf(told, frame);
      return text;
    },
  };
}

type Told = ReturnType<typeof tellAnew>;

function tellAnew(board: SeatBoard, addressOf: (board: SeatBoard) => string) {
  const states = board.states.slice();
  return {
    era: board.era,
    address: addressOf(board),
    epoch: crypto.randomUUID().slice(0, 8),
    sequence: 0,
    states,
    packed: packStates(states),
    remaining: remainingPlaces(board),
    isLive: board.isLive,
  };
}

function frameOf({ epoch, sequence, isLive, packed, address }: Told, before?: Frame): Frame {
  const isSame = before?.epoch === epoch && before.sequence === sequence;
  return {
    epoch,
    sequence,
    isLive,
    seatMap: address,
    packed: isSame ? before.packed : packedBody(packed, brotliQuality),
  };
}

function event(name: string, text: string, id?: string): string {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${text}\n\n`;
}
