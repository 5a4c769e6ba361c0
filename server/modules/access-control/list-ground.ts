import { createHash } from 'node:crypto';
import type { AdmissionListHeader } from '@tessera/contract/admission/admission-list';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { listBanned } from '../blacklist/index.ts';
import { findPerformance, type Performance } from '../catalogue/index.ts';
import { listPublicKeys } from '../tickets/index.ts';
import { findMapping, gatesByZone, listAccessPoints, listZones } from '../venues/index.ts';
import { listProducts, listWindows } from './list.store.ts';
import { findPolicy, type Lane, listLanes, type StoredPolicy } from './policy.store.ts';

type Words = Pick<
  AdmissionListHeader,
  'performance' | 'keys' | 'zones' | 'gates' | 'accessPoints' | 'products' | 'windows'
>;

/** What the entries of a list refer to, and what is said of the performance. */
export type ListGround = {
  readonly words: Words;
  readonly rotating: Performance['rotating'];
  readonly policy: StoredPolicy;
  readonly lanes: readonly Lane[];
  /** Rights whose persons may not come. */
  readonly barred: ReadonlySet<string>;
  readonly salt: Buffer;
  /** Changes of a list made on another form mean nothing on this one. */
  readonly form: string;
};

/** Throws not_found. */
export async function readListGround(ctx: Ctx, performanceId: string): Promise<ListGround> {
  const performance = await findPerformance(ctx, performanceId);
  const mapping = performance && (await findMapping(ctx, performance.mappingId));
  if (!performance || !mapping) throw new Refusal('not_found');
  const policy = await findPolicy(ctx, performanceId);
  const words: Words = {
    performance: {
      id: performance.id,
      number: performance.number,
      title: performance.event.title,
      venue: mapping.venue.name,
      doorsAt: performance.doorsAt.getTime(),
      startsAt: performance.startsAt.getTime(),
      endsAt: performance.endsAt.getTime(),
      timeZone: performance.timeZone,
    },
    keys: (await listPublicKeys(ctx, performance.organiserId)).map(({ id, key }) => ({
      id,
      key: key.toString('base64url'),
    })),
    ...(await readDoors(ctx, performance)),
    // A right that was not bought has no product.
    products: [
      ...(await listProducts(ctx, performanceId)),
      { code: '', name: { fr: 'Billet', en: 'Ticket' }, check: null },
    ],
    windows: (await listWindows(ctx, performanceId)).map(({ from, until }) => [from.getTime(), until.getTime()]),
  };
  const barred = new Set((await listBanned(ctx, performanceId)).map(({ accessRightId }) => accessRightId));
  const ground = { words, rotating: performance.rotating, policy, barred };
  return {
    ...ground,
    lanes: policy.offline === 'by_lane' ? await listLanes(ctx, performanceId) : [],
    salt: ctx.secrets.fingerprint('admission-list', performanceId).subarray(0, 16),
    form: formOf(ground),
  };
}

async function readDoors(ctx: Ctx, performance: Performance): Promise<Pick<Words, 'zones' | 'gates' | 'accessPoints'>> {
  const zones = await listZones(ctx, performance.mappingId);
  const serving = await gatesByZone(ctx, performance);
  const points = (await listAccessPoints(ctx, [performance.organiserId])).filter(({ mappingIds }) =>
    mappingIds.includes(performance.mappingId),
  );
  const gates = new Map(points.map(({ gateId, gateName }) => [gateId, gateName]));
  const servedBy = (gateId: string) =>
    [...serving].flatMap(([zoneId, those]) => (those.some(({ id }) => id === gateId) ? [zoneId] : []));
  return {
    zones: zones.map(({ id, name }) => ({ id, name })),
    gates: [...gates].map(([id, name]) => ({ id, name, zoneIds: servedBy(id) })),
    accessPoints: points.map(({ id, name, gateId }) => ({ id, name, gateId })),
  };
}

function formOf({
  words,
  rotating,
  policy,
  barred,
}: Pick<ListGround, 'words' | 'rotating' | 'policy' | 'barred'>): string {
  const { zones, accessPoints, products, windows } = words;
  const places = [zones, accessPoints].map((those) => those.map(({ id }) => id));
  const facts = [places, products.map(({ code }) => code), windows, [...barred].sort()];
  const form = JSON.stringify([...facts, rotating === 'off', policy.offline === 'not_at_all']);
  return createHash('sha256').update(form).digest('base64url').slice(0, 12);
}
