import { z } from 'zod';
import { Id, LocalText } from '../api/values.ts';
import { rotationKeyLength } from './rotating-code.ts';

/**
 * What a door without a network knows of the rights of a performance: 38 bytes each, so that 50,000 are under 2 MB, and
 * nothing that can be read without the ticket in hand. An entry is found by the first six bytes of
 * SHA-256("index" + salt + id of the access right) and hidden by SHA-256("mask" + salt + id); whoever has only the list has
 * neither, as ids are drawn.
 *
 * Bytes: "TL1" and a line feed; the length of the header (4, big-endian); the header, JSON; the entries, in the order of
 * their index: 6 bytes of index, 32 hidden.
 */
export const indexLength = 6;
const bodyLength = 32;
export const entryLength = indexLength + bodyLength;
const magic = 'TL1\n';

export const admissionListType = 'application/vnd.tessera.admission-list';

export const AccessRuleSchema = z.strictObject({
  products: z.array(z.string().max(40)).max(50).nullable(),
  zoneIds: z.array(Id).max(200).nullable(),
  gateIds: z.array(Id).max(200).nullable(),
  from: z.int().nullable().describe('Milliseconds since 1970; null: from when the ticket is valid'),
  until: z.int().nullable().describe('Milliseconds since 1970; null: until when the ticket is valid'),
});

export const AdmissionListHeader = z.object({
  performance: z.object({
    id: Id,
    number: z.int(),
    title: LocalText,
    venue: z.string(),
    doorsAt: z.int(),
    startsAt: z.int(),
    endsAt: z.int(),
    timeZone: z.string(),
  }),
  /** What to ask for the changes since. */
  version: z.string(),
  isWhole: z.boolean(),
  /** The server's clock when it was made, milliseconds since 1970. */
  madeAt: z.int(),
  salt: z.string().describe('base64url'),
  count: z.int(),
  policy: z.object({
    usesMax: z.int().nullable(),
    mayReturn: z.boolean(),
    passback: z.enum(['ignored', 'refused']),
    rotating: z.enum(['off', 'preferred', 'required']),
    rules: z.array(AccessRuleSchema),
  }),
  /** How doors without a network decide: by what they know; not at all; or only about tickets of their lane. */
  offline: z.enum(['by_list', 'not_at_all', 'by_lane']),
  /** A list older than this decides nothing any more. */
  staleAfterMs: z.int(),
  lanes: z.object({ count: z.int(), own: z.array(z.int()), names: z.array(z.string()) }).nullable(),
  /** Public keys of the codes: Ed25519, 32 bytes, base64url. */
  keys: z.array(z.object({ id: z.int(), key: z.string() })),
  zones: z.array(z.object({ id: Id, name: z.string() })),
  gates: z.array(z.object({ id: Id, name: z.string(), zoneIds: z.array(Id) })),
  accessPoints: z.array(z.object({ id: Id, name: z.string(), gateId: Id })),
  products: z.array(z.object({ code: z.string(), name: LocalText, check: LocalText.nullable() })),
  /** Pairs of instants between which rights are valid. */
  windows: z.array(z.tuple([z.int(), z.int()])),
});
export type AdmissionListHeader = z.infer<typeof AdmissionListHeader>;

/** Zone, product, window and access point by their place in the header's lists. */
export type ListedRight = {
  readonly state: 'issued' | 'suspended' | 'revoked' | 'replaced';
  readonly isUnpaid: boolean;
  readonly isBarred: boolean;
  readonly epoch: number;
  readonly zone: number;
  readonly product: number;
  readonly window: number;
  /** Stays so far, at most 255; of the last one: */
  readonly stayCount: number;
  readonly isInside: boolean;
  readonly lastAt: number;
  readonly lastZone: number;
  readonly lastAccessPoint: number;
  readonly rotationKey: Uint8Array;
};

const states = ['issued', 'suspended', 'revoked', 'replaced'] as const;

/** The 32 bytes of an entry, not hidden yet. Times are kept to the second. Throws RangeError for what does not fit. */
export function packRight(right: ListedRight): Uint8Array {
  const bytes = new Uint8Array(bodyLength);
  const view = new DataView(bytes.buffer);
  const flags = [right.isUnpaid, right.isBarred, right.isInside].reduce(
    (sum, isSet, bit) => sum | (isSet ? 4 << bit : 0),
    states.indexOf(right.state),
  );
  view.setUint8(0, flags);
  view.setUint16(1, within(right.epoch, 0xffff));
  view.setUint16(3, within(right.zone, 0xffff));
  view.setUint8(5, within(right.product, 0xff));
  view.setUint8(6, within(right.window, 0xff));
  view.setUint8(7, Math.min(right.stayCount, 0xff));
  view.setUint32(8, within(Math.floor(right.lastAt / 1000), 0xffffffff));
  view.setUint16(12, within(right.lastZone, 0xffff));
  view.setUint16(14, within(right.lastAccessPoint, 0xffff));
  if (right.rotationKey.length !== rotationKeyLength) throw new RangeError('not a rotation key');
  bytes.set(right.rotationKey, 16);
  return bytes;
}

export function unpackRight(bytes: Uint8Array): ListedRight {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint8(0);
  return {
    state: states[flags & 3] ?? 'revoked',
    isUnpaid: (flags & 4) !== 0,
    isBarred: (flags & 8) !== 0,
    isInside: (flags & 16) !== 0,
    epoch: view.getUint16(1),
    zone: view.getUint16(3),
    product: view.getUint8(5),
    window: view.getUint8(6),
    stayCount: view.getUint8(7),
    lastAt: view.getUint32(8) * 1000,
    lastZone: view.getUint16(12),
    lastAccessPoint: view.getUint16(14),
    rotationKey: bytes.slice(16, bodyLength),
  };
}

/** What is hashed with SHA-256 for the index and the mask of an entry. */
export function hashedFor(purpose: 'index' | 'mask', salt: Uint8Array, accessRightId: string): Uint8Array {
  const words = new TextEncoder().encode(purpose);
  const id = new TextEncoder().encode(accessRightId.toLowerCase());
  const bytes = new Uint8Array(words.length + salt.length + id.length);
  bytes.set(words, 0);
  bytes.set(salt, words.length);
  bytes.set(id, words.length + salt.length);
  return bytes;
}

/** Hides, and shows again. */
export function masked(bytes: Uint8Array, mask: Uint8Array): Uint8Array {
  return bytes.map((byte, at) => byte ^ (mask[at] ?? 0));
}

/** The whole message. The entries come in the order of their bytes, each of entryLength. */
export function writeAdmissionList(header: AdmissionListHeader, entries: Uint8Array): Uint8Array {
  const words = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(magic.length + 4 + words.length + entries.length);
  bytes.set(new TextEncoder().encode(magic), 0);
  new DataView(bytes.buffer).setUint32(magic.length, words.length);
  bytes.set(words, magic.length + 4);
  bytes.set(entries, magic.length + 4 + words.length);
  return bytes;
}

/** Throws when the bytes are not such a list. */
export function readAdmissionList(bytes: Uint8Array): { header: AdmissionListHeader; entries: Uint8Array } {
  const text = new TextDecoder().decode(bytes.subarray(0, magic.length));
  if (text !== magic || bytes.length < magic.length + 4) throw new RangeError('not an admission list');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(magic.length);
  const from = magic.length + 4;
  const header = AdmissionListHeader.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(from, from + length))));
  const entries = bytes.subarray(from + length);
  if (entries.length !== header.count * entryLength) throw new RangeError('the admission list is cut off');
  return { header, entries };
}

/** The hidden bytes of an entry, found by halving; undefined: the list does not have it. */
export function findEntry(entries: Uint8Array, index: Uint8Array): Uint8Array | undefined {
  let low = 0;
  let high = entries.length / entryLength - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = middle * entryLength;
    const order = compare(entries, at, index);
    if (order === 0) return entries.subarray(at + indexLength, at + entryLength);
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

/** The entries with changes to them: each replaces the one of its right or comes in between, in the order of their bytes. */
export function mergeEntries(entries: Uint8Array, changes: Uint8Array): Uint8Array {
  const merged = new Uint8Array(entries.length + changes.length);
  let written = 0;
  let old = 0;
  let fresh = 0;
  while (old < entries.length || fresh < changes.length) {
    const order = compareAt(entries, old, changes, fresh);
    const [source, at] = order < 0 ? [entries, old] : [changes, fresh];
    merged.set(source.subarray(at, at + entryLength), written);
    written += entryLength;
    if (order <= 0) old += entryLength;
    if (order >= 0) fresh += entryLength;
  }
  return merged.slice(0, written);
}

/** Below zero: the entry of the first list comes next; zero: both are of one right. A list at its end comes last. */
function compareAt(first: Uint8Array, at: number, second: Uint8Array, other: number): number {
  if (at >= first.length) return 1;
  if (other >= second.length) return -1;
  for (let place = 0; place < indexLength; place += 1) {
    const difference = (first[at + place] ?? 0) - (second[other + place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compare(entries: Uint8Array, at: number, index: Uint8Array): number {
  for (let place = 0; place < indexLength; place += 1) {
    const difference = (entries[at + place] ?? 0) - (index[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function within(value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max) throw new RangeError(`${value} does not fit the list`);
  return value;
}
