import type { Reply } from '@tessera/contract/api/operations';
import type { Ctx } from '../../platform/context.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Asked, Routes } from '../../platform/route.ts';
import { draftMapping } from './draft-mapping.ts';
import { drawMapping } from './draw-mapping.ts';
import { loadDrawing } from './plan.store.ts';
import { checkPlan, isPublishable } from './plan-check.rules.ts';
import {
  findVenue,
  findVersion,
  listVenues,
  listVersions,
  type VenueCard,
  type Version,
  type VersionCounts,
} from './versions.store.ts';

/** 60,000 seats with ids take about eight megabytes. */
const drawingBytesMax = 16 * 1024 * 1024;
const drawers = allow('agent', 'director');

export function venueRoutes(routes: Routes): void {
  routes.inTransaction('listVenues', drawers, async (ctx, { actor, authorise }) => {
    if (actor.kind !== 'account') throw new Refusal('not_signed_in');
    const own = actor.memberships.filter(({ role }) => role === 'agent' || role === 'director');
    const organiserIds = [...new Set(own.map(({ organiserId }) => organiserId))];
    for (const organiserId of organiserIds) authorise(ctx, { organiserId, known: true });
    return { items: (await listVenues(ctx, organiserIds)).map(describeVenue) };
  });

  routes.inTransaction('getVenue', drawers, async (ctx, { params, authorise }) => {
    const venue = await ownVenue(ctx, params.venueId, authorise);
    const versions = await listVersions(ctx, venue.id);
    const mappings = [...Map.groupBy(versions, ({ name }) => name)].map(([name, of]) => ({
      name,
      versions: of.map(describeVersion),
    }));
    return { ...describeVenue(venue), mappings };
  });

  routes.inTransaction('draftMapping', drawers, async (ctx, { params, body, authorise }) => {
    await ownVenue(ctx, params.venueId, authorise);
    return describeVersion(await draftMapping(ctx, params.venueId, body));
  });

  routes.inTransaction('getMapping', drawers, async (ctx, asked) => {
    const { id, venueId: venue, name, version, state, publishedAt, editNumber } = await ownVersion(ctx, asked);
    const drawing = await loadDrawing(ctx, id);
    if (!drawing) throw new Refusal('not_found');
    const told = publishedAt?.toISOString() ?? null;
    return { id, venue, name, version, state, publishedAt: told, stamp: editNumber, ...drawing };
  });

  routes.inTransaction(
    'drawMapping',
    drawers,
    async (ctx, asked) => {
      const { id } = await ownVersion(ctx, asked);
      return { id, ...(await drawMapping(ctx, id, asked.body)) };
    },
    { bodyBytesMax: drawingBytesMax },
  );

  routes.inTransaction('checkMapping', drawers, async (ctx, asked) => {
    const { id } = await ownVersion(ctx, asked);
    const drawing = await loadDrawing(ctx, id);
    if (!drawing) throw new Refusal('not_found');
    const problems = checkPlan(drawing);
    return {
      isPublishable: isPublishable(problems),
      items: problems.map(({ places, ...problem }) => ({ ...problem, places: [...places] })),
    };
  });
}

async function ownVenue(ctx: Ctx, venueId: string, authorise: Asked<'getVenue'>['authorise']): Promise<VenueCard> {
  const venue = await findVenue(ctx, venueId);
  if (!venue) throw new Refusal('not_found');
  authorise(ctx, { organiserId: venue.organiserId });
  return venue;
}

async function ownVersion(
  ctx: Ctx,
  { params, authorise }: Pick<Asked<'getMapping'>, 'params' | 'authorise'>,
): Promise<Version> {
  const version = await findVersion(ctx, params.mappingId);
  if (!version) throw new Refusal('not_found');
  authorise(ctx, { organiserId: version.organiserId });
  return version;
}

function describeVenue({ organiserId: _, ...venue }: VenueCard): Reply<'listVenues'>['items'][number] {
  return venue;
}

function describeVersion(found: VersionCounts): Reply<'draftMapping'> {
  const { id, name, version, state, seats, standing, publishedAt } = found;
  return { id, name, version, state, seats, standing, publishedAt: publishedAt?.toISOString() ?? null };
}
