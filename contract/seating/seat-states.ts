import { MalformedBytes, openReader, openWriter } from './bytes.ts';

/** What everybody sees of a seat, in the order of its code. */
export const shownStates = ['available', 'held', 'sold', 'off'] as const;
export type StateChange = { readonly ordinal: number; readonly state: number };

/** Two bits a seat in ordinal order, the first seat of a byte in its low bits; what is left of the last byte is off. */
export function packStates(states: Uint8Array): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(Math.ceil(states.length / 4)).fill(0b11111111);
  for (let index = 0; index < packed.length; index += 1) {
    const at = index * 4;
    packed[index] =
      (states[at] ?? 3) | ((states[at + 1] ?? 3) << 2) | ((states[at + 2] ?? 3) << 4) | ((states[at + 3] ?? 3) << 6);
  }
  return packed;
}

/** Four states a byte: up to three more than there are seats, which are off. */
export function unpackStates(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const states = new Uint8Array(packed.length * 4);
  for (let ordinal = 0; ordinal < states.length; ordinal += 1) {
    states[ordinal] = ((packed[ordinal >> 2] ?? 0) >> ((ordinal & 3) * 2)) & 3;
  }
  return states;
}

/** Changes in the order of their ordinals, each as one number: the seats skipped, times four, plus the state. */
export function encodeChanges(changes: readonly StateChange[]): Uint8Array<ArrayBuffer> {
  const out = openWriter();
  let next = 0;
  for (const { ordinal, state } of changes) {
    out.varint((ordinal - next) * 4 + state);
    next = ordinal + 1;
  }
  return out.finish();
}

/** Throws MalformedBytes. */
export function decodeChanges(bytes: Uint8Array): StateChange[] {
  const from = openReader(bytes);
  const changes: StateChange[] = [];
  let next = 0;
  while (!from.isAtEnd()) {
    const value = from.varint();
    const ordinal = next + Math.floor(value / 4);
    changes.push({ ordinal, state: value % 4 });
    next = ordinal + 1;
  }
  return changes;
}

/** One event of the live stream, as it comes over the wire. */
export type SeatEvent = { readonly name: string; readonly id: string; readonly data: string };

/** What a follower knows of a performance. Never changed: each event gives another. */
export type FollowedSeats = {
  readonly epoch: string;
  readonly sequence: number;
  /** By ordinal: 0 available, 1 held, 2 sold, 3 off. */
  readonly states: Uint8Array;
  /** Ordinals the last event changed; undefined: it told everything anew. */
  readonly changed: readonly number[] | undefined;
  /** Whether this is how things are, as far as anybody can know. */
  readonly isLive: boolean;
  /** Places left of standing zones, by zone. */
  readonly remaining: Readonly<Record<string, number>>;
  /** Address of the seat map whose ordinals these are; undefined: not told. */
  readonly seatMap: string | undefined;
};

/**
 * What is known after the next event. 'gap': something was missed or makes no sense, so connect again, which begins with
 * everything. Events of names nobody knows yet change nothing.
 */
export function followSeats(known: FollowedSeats | undefined, event: SeatEvent): FollowedSeats | 'gap' {
  try {
    if (event.name === 'snapshot') return afterSnapshot(known, event);
    if (event.name === 'reset') return { ...(known ?? nothing), changed: [], isLive: false, seatMap: event.data };
    if (known === undefined) return 'gap';
    switch (event.name) {
      case 'changes':
        return afterChanges(known, event);
      case 'zones':
        return { ...known, changed: [], remaining: { ...known.remaining, ...readRemaining(event.data) } };
      case 'stale':
        return { ...known, changed: [], isLive: false };
      case 'live':
        return { ...known, changed: [], isLive: true };
      default:
        return known;
    }
  } catch (error) {
    if (error instanceof MalformedBytes) return 'gap';
    throw error;
  }
}

const nothing: FollowedSeats = {
  epoch: '',
  sequence: 0,
  states: new Uint8Array(),
  changed: undefined,
  isLive: false,
  remaining: {},
  seatMap: undefined,
};

/** A snapshot is live until the next event says that it is not. */
function afterSnapshot(known: FollowedSeats | undefined, { id, data }: SeatEvent): FollowedSeats {
  return {
    ...readId(id),
    states: unpackStates(fromBase64Url(data)),
    changed: undefined,
    isLive: true,
    remaining: known?.remaining ?? {},
    seatMap: known?.seatMap,
  };
}

function afterChanges(known: FollowedSeats, { id, data }: SeatEvent): FollowedSeats | 'gap' {
  const { epoch, sequence } = readId(id);
  if (epoch !== known.epoch || sequence > known.sequence + 1) return 'gap';
  if (sequence <= known.sequence) return known;
  const changes = decodeChanges(fromBase64Url(data));
  const states = known.states.slice();
  for (const { ordinal, state } of changes) {
    if (ordinal >= states.length) return 'gap';
    states[ordinal] = state;
  }
  return { ...known, sequence, states, changed: changes.map(({ ordinal }) => ordinal) };
}

function readId(id: string): { epoch: string; sequence: number } {
  const parts = /^([\w-]{1,40})\.(\d{1,15})$/.exec(id);
  if (!parts) throw new MalformedBytes('an event without its number');
  return { epoch: parts[1] ?? '', sequence: Number(parts[2]) };
}

function readRemaining(text: string): Record<string, number> {
  let zones: unknown;
  try {
    zones = JSON.parse(text);
  } catch {
    throw new MalformedBytes('zones that are not JSON');
  }
  if (typeof zones !== 'object' || zones === null) throw new MalformedBytes('zones that are none');
  return Object.fromEntries(
    Object.entries(zones).filter((entry): entry is [string, number] => Number.isInteger(entry[1])),
  );
}

export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Throws MalformedBytes. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(text)) throw new MalformedBytes('not base64url');
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  } catch {
    throw new MalformedBytes('not base64url');
  }
}
