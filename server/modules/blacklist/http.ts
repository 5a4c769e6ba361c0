import type { Reply } from '@tessera/contract/api/operations';
import type { Ctx } from '../../platform/context.ts';
import { readCursor, writeCursor } from '../../platform/cursor.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { listUpcoming, type Upcoming } from '../catalogue/index.ts';
import { findOrganiser } from '../identity/index.ts';
import { personKey } from '../inventory/index.ts';
import { addBan } from './add-ban.ts';
import { changeBanEnd } from './change-ban-end.ts';
import { liftBan } from './lift-ban.ts';
import { type Ban, findBan, listBans, listBansOf, lockBan } from './store.ts';
import { openLifting, openWords } from './words.ts';

// Agents are told the reason when they sell to somebody who is banned; nobody else needs a list of persons.
const whoever = allow('director', 'admin');
const foundMax = 100;
const scopesMax = 1_000;

export function blacklistRoutes(routes: Routes): void {
  listRoutes(routes);

  routes.inTransaction('addBan', whoever, async (ctx, { params, body, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    await expectOrganiser(ctx, organiserId);
    const { event: eventId, performance: performanceId, startsAt, endsAt, ...wish } = body;
    const scope = { organiserId, eventId, performanceId };
    const id = await addBan(ctx, { ...wish, ...scope, startsAt: instantOf(startsAt), endsAt: instantOf(endsAt) });
    return describeBan(ctx, await found(findBan(ctx, id)));
  });

  routes.inTransaction('changeBanEnd', whoever, async (ctx, { params, body, authorise }) => {
    const ban = await found(lockBan(ctx, params.banId));
    authorise(ctx, { organiserId: ban.organiserId });
    await changeBanEnd(ctx, ban, instantOf(body.endsAt));
    return describeBan(ctx, await found(findBan(ctx, ban.id)));
  });

  routes.inTransaction('liftBan', whoever, async (ctx, { params, body, authorise }) => {
    const ban = await found(lockBan(ctx, params.banId));
    authorise(ctx, { organiserId: ban.organiserId });
    await liftBan(ctx, ban, body.note);
    return describeBan(ctx, await found(findBan(ctx, ban.id)));
  });
}

function listRoutes(routes: Routes): void {
  routes.inTransaction('listBans', whoever, async (ctx, { params, query, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    await expectOrganiser(ctx, organiserId);
    const list = `bans:${organiserId}:${query.show}`;
    const before = query.cursor === undefined ? undefined : readCursor(ctx, list, query.cursor);
    const asked = { isOver: query.show === 'over', beforeId: before?.id ?? null, limit: query.limit + 1 };
    const rows = await listBans(ctx, organiserId, asked);
    const page = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? page.at(-1) : undefined;
    const next = last ? writeCursor(ctx, list, { at: last.madeAt.toISOString(), id: last.id }) : null;
    return { items: page.map((ban) => describeBan(ctx, ban)), next };
  });

  routes.inTransaction('listBanScopes', whoever, async (ctx, { params, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    await expectOrganiser(ctx, organiserId);
    const byEvent = Map.groupBy(await listUpcoming(ctx, organiserId, scopesMax), ({ eventId }) => eventId);
    return { items: [...byEvent.values()].flatMap(describeScopes) };
  });

  routes.inTransaction('lookUpBans', whoever, async (ctx, { params, body, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    await expectOrganiser(ctx, organiserId);
    const bans = await listBansOf(ctx, organiserId, personKey(ctx, body.email), foundMax);
    return { items: bans.map((ban) => describeBan(ctx, ban)) };
  });
}

async function expectOrganiser(ctx: Ctx, organiserId: string): Promise<void> {
  if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
}

async function found(ban: Promise<Ban | undefined>): Promise<Ban> {
  const known = await ban;
  if (!known) throw new Refusal('not_found');
  return known;
}

function instantOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

function describeBan(ctx: Ctx, ban: Ban): Reply<'addBan'> {
  const { id, reason, state, event, performanceId, performanceStartsAt, timeZone, madeBy } = ban;
  const { liftedAt, liftedBy, liftingSealed } = ban;
  return {
    id,
    ...openWords(ctx, id, ban.wordsSealed),
    reason,
    state,
    event,
    performance:
      performanceId && performanceStartsAt && timeZone
        ? { id: performanceId, startsAt: performanceStartsAt.toISOString(), timeZone }
        : null,
    startsAt: ban.startsAt.toISOString(),
    endsAt: ban.endsAt?.toISOString() ?? null,
    madeBy,
    madeAt: ban.madeAt.toISOString(),
    lifted:
      liftedAt && liftingSealed
        ? { at: liftedAt.toISOString(), by: liftedBy, note: openLifting(ctx, id, liftingSealed) }
        : null,
  };
}

function describeScopes(scopes: readonly Upcoming[]): Reply<'listBanScopes'>['items'] {
  const [first] = scopes;
  if (!first) return [];
  const performances = scopes.map(({ performanceId, startsAt, timeZone }) => {
    return { id: performanceId, startsAt: startsAt.toISOString(), timeZone };
  });
  return [{ event: { id: first.eventId, title: first.title }, performances }];
}
