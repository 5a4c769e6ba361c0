import type { Reply } from '@tessera/contract/api/operations';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { describeEntryFigures } from '../access-control/index.ts';
import type { Performance } from '../catalogue/index.ts';
import { findOrganiser } from '../identity/index.ts';
import { listIncidentFacts } from '../incidents/index.ts';
import { entryViewed } from './announcements.ts';
import { type OpenAccess, shareOpenAccess } from './store.ts';
import { extendViewing, saveViewing } from './viewing.store.ts';

const incidentsMax = 200;

/** What an authority sees of a performance, and that it saw it. Throws access_not_open. */
export async function lookAtEntry(ctx: Ctx, performance: Performance): Promise<Reply<'getAuthorityEntry'>> {
  const access = await expectOpenAccess(ctx, performance.id);
  await keepLook(ctx, access, performance);
  return describeEntry(ctx, access, performance);
}

/** Throws access_not_open: before it starts, once it is over, or as soon as it is revoked. */
export async function expectOpenAccess(ctx: Ctx, performanceId: string): Promise<OpenAccess> {
  const { actor } = ctx;
  const access = actor.kind === 'account' && (await shareOpenAccess(ctx, actor.accountId, performanceId));
  if (!access) throw new Refusal('access_not_open');
  return access;
}

export async function describeEntry(
  ctx: Ctx,
  access: OpenAccess,
  performance: Performance,
): Promise<Reply<'getAuthorityEntry'>> {
  return {
    organiser: (await findOrganiser(ctx, performance.organiserId))?.name ?? '',
    accessEndsAt: access.endsAt.toISOString(),
    figures: await describeEntryFigures(ctx, performance),
    incidents: await listIncidentFacts(ctx, performance.id, incidentsMax),
  };
}

async function keepLook(ctx: Ctx, access: OpenAccess, performance: Performance): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'account') throw new Refusal('access_not_open');
  const { accountId, sessionId, address } = actor;
  const viewing = {
    ...{ accountId, sessionId, address, accessId: access.id },
    ...{ organiserId: performance.organiserId, performanceId: performance.id, kind: 'screen' as const },
  };
  if (await extendViewing(ctx, viewing)) return;
  await announce(ctx, entryViewed(await saveViewing(ctx, viewing), viewing));
}
