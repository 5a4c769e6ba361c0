import {
  type AdmissionListHeader,
  entryLength,
  hashedFor,
  indexLength,
  type ListedRight,
  masked,
  packRight,
} from '@tessera/contract/admission/admission-list';
import { rotationKeyLength } from '@tessera/contract/admission/rotating-code';
import { bytesToSign, encodeTicketCode } from '@tessera/contract/ticket-code';
import { uuidV7 } from '../reading/uuid-v7.ts';
import type { OpenedList } from './merge-changes.ts';

export const listMadeAt = Date.parse('2026-06-01T18:00:00Z');
export const zoneId = '11111111-1111-4111-8111-111111111111';
const otherZoneId = '22222222-2222-4222-8222-222222222222';
const gateId = '33333333-3333-4333-8333-333333333333';
const otherGateId = '44444444-4444-4444-8444-444444444444';
export const accessPointId = '55555555-5555-4555-8555-555555555555';
const salt = new Uint8Array(16).fill(7);
const base64Url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const digest = async (bytes: Uint8Array) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)));

/** An organiser who signs tickets and lists them, as the server does. */
export async function organiser() {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const key = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return {
    key,
    async codeOf(accessRightId: string, { epoch = 1, performanceNumber = 7, signingKeyId = 4 } = {}): Promise<string> {
      const bytes = Uint8Array.from(bytesToSign({ signingKeyId, performanceNumber, accessRightId, epoch }));
      return encodeTicketCode(bytes, new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, bytes)));
    },
    async list(
      rights: Readonly<Record<string, Partial<ListedRight>>>,
      header: Partial<AdmissionListHeader> = {},
    ): Promise<OpenedList> {
      const entries = await Promise.all(Object.entries(rights).map(([id, right]) => entryOf(id, right)));
      entries.sort(Buffer.compare);
      return {
        header: { ...headerOf(key), count: entries.length, ...header },
        entries: Uint8Array.from(entries.flatMap((entry) => [...entry])),
      };
    },
  };
}

/** The id of a right that was issued an hour before the list was made. */
export const issuedBefore = (): string => uuidV7(listMadeAt - 3_600_000);

export const rotationKey = new Uint8Array(rotationKeyLength).fill(9);

async function entryOf(id: string, right: Partial<ListedRight>): Promise<Uint8Array> {
  const packed = packRight({
    state: 'issued',
    isUnpaid: false,
    isBarred: false,
    epoch: 1,
    zone: 0,
    product: 0,
    window: 0,
    stayCount: 0,
    isInside: false,
    lastAt: 0,
    lastZone: 0,
    lastAccessPoint: 0,
    rotationKey,
    ...right,
  });
  const entry = new Uint8Array(entryLength);
  entry.set((await digest(hashedFor('index', salt, id))).subarray(0, indexLength));
  entry.set(masked(packed, await digest(hashedFor('mask', salt, id))), indexLength);
  return entry;
}

function headerOf(key: Uint8Array): AdmissionListHeader {
  return {
    performance: {
      id: '66666666-6666-4666-8666-666666666666',
      number: 7,
      title: { fr: 'La Grande Veillée', en: 'The Long Night' },
      venue: 'Théâtre des Arcades',
      doorsAt: listMadeAt,
      startsAt: listMadeAt + 3_600_000,
      endsAt: listMadeAt + 4 * 3_600_000,
      timeZone: 'Europe/Paris',
    },
    version: '1',
    isWhole: true,
    madeAt: listMadeAt,
    salt: base64Url(salt),
    count: 0,
    policy: { usesMax: 1, mayReturn: false, passback: 'ignored', rotating: 'preferred', rules: [] },
    offline: 'by_list',
    staleAfterMs: 2 * 3_600_000,
    lanes: null,
    keys: [{ id: 4, key: base64Url(key) }],
    zones: [
      { id: zoneId, name: 'Parterre' },
      { id: otherZoneId, name: 'Balcon' },
    ],
    gates: [
      { id: gateId, name: 'Porte A', zoneIds: [zoneId] },
      { id: otherGateId, name: 'Porte D', zoneIds: [otherZoneId] },
    ],
    accessPoints: [{ id: accessPointId, name: 'A1', gateId }],
    products: [
      { code: 'full', name: { fr: 'Plein tarif' }, check: null },
      { code: 'student', name: { fr: 'Étudiant' }, check: { fr: 'Carte d’étudiant' } },
    ],
    windows: [[listMadeAt, listMadeAt + 5 * 3_600_000]],
  };
}
