import { hash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import {
  type AdmissionListHeader,
  entryLength,
  hashedFor,
  indexLength,
  masked,
  mergeEntries,
  packRight,
  writeAdmissionList,
} from '@tessera/contract/admission/admission-list';
import { rotationKeyLength } from '@tessera/contract/admission/rotating-code';
import { type Actor, system } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { rotationKey } from '../tickets/index.ts';
import { type ListedRow, listChangedRights, listRights, readVersion } from './list.store.ts';
import { type ListGround, readListGround } from './list-ground.ts';

export type AdmissionLists = {
  /** The whole list, or what changed since a version of it. Throws not_found. */
  readonly of: (actor: Actor, performanceId: string, since: string | undefined) => Promise<Uint8Array>;
};

type Made = { readonly version: string; readonly madeAt: Date; readonly entries: Uint8Array };
type Kept<Thing> = { readonly thing: Promise<Thing>; readonly at: number };

/** Of a performance that nobody asks about any more. */
const wholeKeptMs = 3_600_000;
const groundKeptMs = 1_000;
const keptMax = 20;
/** The server answers others in between. */
const entriesATurn = 1_000;
const noKey = new Uint8Array(rotationKeyLength);

export function openAdmissionLists(inTransaction: InTransaction): AdmissionLists {
  const grounds = new Map<string, Kept<ListGround>>();
  const wholes = new Map<string, Kept<Made>>();
  const asServer = <Thing>(read: (ctx: Ctx) => Promise<Thing>) => inTransaction(system('admission-list'), read);

  const groundOf = (performanceId: string) =>
    kept(grounds, performanceId, groundKeptMs, () => asServer((ctx) => readListGround(ctx, performanceId)));
  const make = async (ground: ListGround, read: (ctx: Ctx) => Promise<ListedRow[]>): Promise<Made> => {
    const { version, madeAt, rights } = await asServer(async (ctx) => {
      const known = await readVersion(ctx);
      const rows = ground.policy.offline === 'not_at_all' ? [] : await read(ctx);
      const keyOf = (row: ListedRow) => (ground.rotating === 'off' ? noKey : rotationKey(ctx, row.id, row.epoch));
      return { ...known, rights: { rows, keyOf } };
    });
    return { version: `${version}.${ground.form}`, madeAt, entries: await packAll(ground, rights) };
  };

  /** Made once; whoever asks later is given it with what has changed since, which is kept in its place. */
  const wholeOf = async (performanceId: string, ground: ListGround, changes: (version: string) => Promise<Made>) => {
    const key = `${performanceId}.${ground.form}`;
    const known = await kept(wholes, key, wholeKeptMs, () => make(ground, (ctx) => listRights(ctx, performanceId)));
    const since = await changes(known.version.split('.')[0] ?? '');
    const whole = { ...since, entries: mergeEntries(known.entries, since.entries) };
    wholes.set(key, { thing: Promise.resolve(whole), at: performance.now() });
    return whole;
  };

  const tryOnce = async (actor: Actor, performanceId: string, since: string | undefined): Promise<Uint8Array> => {
    const ground = await groundOf(performanceId);
    const [from, form] = (since ?? '').split('.');
    const isKnown = from !== undefined && form === ground.form;
    const changes = (version: string) => make(ground, (ctx) => listChangedRights(ctx, performanceId, version));
    const made = from !== undefined && isKnown ? await changes(from) : await wholeOf(performanceId, ground, changes);
    return writeAdmissionList(headerOf(actor, ground, made, !isKnown), made.entries);
  };

  return {
    of: async (actor, performanceId, since) => {
      try {
        return await tryOnce(actor, performanceId, since);
      } catch (error) {
        // A right of a kind that came up since the ground was read.
        if (!(error instanceof StrangeRight)) throw error;
        grounds.delete(performanceId);
        return tryOnce(actor, performanceId, since);
      }
    },
  };
}

/** A right that refers to what the ground of its list does not have. */
class StrangeRight extends Error {}

function headerOf(
  actor: Actor,
  ground: ListGround,
  { version, madeAt, entries }: Made,
  isWhole: boolean,
): AdmissionListHeader {
  const { words, policy, rotating, lanes, salt } = ground;
  const own = lanes.filter(({ deviceId }) => actor.kind === 'device' && deviceId === actor.deviceId);
  return {
    ...words,
    version,
    isWhole,
    madeAt: madeAt.getTime(),
    salt: salt.toString('base64url'),
    count: entries.length / entryLength,
    policy: {
      usesMax: policy.usesMax,
      mayReturn: policy.mayReturn,
      passback: policy.passback,
      rotating,
      rules: policy.rules.map((rule) => ({
        ...rule,
        products: rule.products && [...rule.products],
        zoneIds: rule.zoneIds && [...rule.zoneIds],
        gateIds: rule.gateIds && [...rule.gateIds],
      })),
    },
    offline: policy.offline,
    staleAfterMs: policy.staleAfterMinutes * 60_000,
    lanes:
      lanes.length === 0
        ? null
        : { count: lanes.length, own: own.map(({ number }) => number), names: lanes.map(({ name }) => name) },
  };
}

type Rights = { readonly rows: readonly ListedRow[]; readonly keyOf: (row: ListedRow) => Uint8Array };

async function packAll(ground: ListGround, { rows, keyOf }: Rights): Promise<Uint8Array> {
  const placeOf = placesOf(ground);
  const packed: Buffer[] = [];
  for (const [number, row] of rows.entries()) {
    if (number % entriesATurn === entriesATurn - 1) await turn();
    const bytes = packRight({
      state: row.state,
      isUnpaid: row.isUnpaid,
      isBarred: ground.barred.has(row.id),
      epoch: row.epoch,
      ...placeOf(row),
      stayCount: row.stayCount,
      isInside: row.isInside,
      lastAt: row.lastAt?.getTime() ?? 0,
      rotationKey: keyOf(row),
    });
    const index = hash('sha256', hashedFor('index', ground.salt, row.id), 'buffer').subarray(0, indexLength);
    const mask = hash('sha256', hashedFor('mask', ground.salt, row.id), 'buffer');
    packed.push(Buffer.concat([index, masked(bytes, mask)]));
  }
  await turn();
  return Buffer.concat(packed.sort(Buffer.compare));
}

function placesOf({ words: { zones, accessPoints, products, windows } }: ListGround) {
  const zoneAt = new Map(zones.map(({ id }, place) => [id, place]));
  const pointAt = new Map(accessPoints.map(({ id }, place) => [id, place]));
  const productAt = new Map(products.map(({ code }, place) => [code, place]));
  const windowAt = new Map(windows.map(([from, until], place) => [`${from} ${until}`, place]));
  const known = (place: number | undefined): number => {
    if (place === undefined) throw new StrangeRight();
    return place;
  };
  return (row: ListedRow) => ({
    zone: known(zoneAt.get(row.zoneId)),
    product: known(productAt.get(row.product)),
    window: known(windowAt.get(`${row.validFrom.getTime()} ${row.validUntil.getTime()}`)),
    // Where somebody came in may be gone from the plan by now.
    lastZone: zoneAt.get(row.lastZoneId ?? row.zoneId) ?? 0,
    lastAccessPoint: pointAt.get(row.lastAccessPointId ?? '') ?? 0xffff,
  });
}

/** Made once while it is young, for all who ask. What failed is not kept. */
function kept<Thing>(
  things: Map<string, Kept<Thing>>,
  key: string,
  forMs: number,
  make: () => Promise<Thing>,
): Promise<Thing> {
  const known = things.get(key);
  if (known && performance.now() - known.at < forMs) return known.thing;
  if (things.size >= keptMax) things.clear();
  const thing = make();
  things.set(key, { thing, at: performance.now() });
  thing.catch(() => things.delete(key));
  return thing;
}
