import type { Reply } from '@tessera/contract/api/operations';
import { localeFrom } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { readCursor, writeCursor } from '../../platform/cursor.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { describeEntryOf } from '../access-control/index.ts';
import { findPerformance, listUpcoming, type Performance } from '../catalogue/index.ts';
import { findOrganiser, listPeople } from '../identity/index.ts';
import { grantAccess, revokeAccess } from './grant-access.ts';
import { describeEntry, expectOpenAccess, lookAtEntry } from './look-at-entry.ts';
import { findReport, newReportId } from './report.store.ts';
import { reportPdf } from './report-pdf.ts';
import { accessState } from './rules.ts';
import { describeReport, signReport } from './sign-report.ts';
import { type AccessRow, findAccess, listAccesses, listOpen, lockAccess } from './store.ts';
import { listViewings, type ViewingRow } from './viewing.store.ts';

const whoGrants = allow('director', 'admin');
const shownMax = 200;
const upcomingMax = 500;

type Ground = { readonly inTransaction: InTransaction; readonly publicUrl: string };

export function authorityRoutes(routes: Routes, ground: Ground): void {
  accessRoutes(routes);
  viewingRoutes(routes);
  reportRoutes(routes, ground);

  routes.inTransaction('listOpenAccesses', allow('account'), async (ctx, { actor }) => {
    if (actor.kind !== 'account') throw new Refusal('not_signed_in');
    const own = actor.memberships.filter(({ role }) => role === 'authority').map(({ organiserId }) => organiserId);
    const items = [];
    for (const { performanceId, organiser, endsAt } of await listOpen(ctx, actor.accountId, own)) {
      const performance = await describeEntryOf(ctx, await expectPerformance(ctx, performanceId));
      items.push({ performance, organiser, endsAt: endsAt.toISOString() });
    }
    return { items };
  });

  routes.inTransaction('getAuthorityEntry', allow('authority'), async (ctx, { params, authorise }) => {
    const performance = await expectPerformance(ctx, params.performanceId);
    authorise(ctx, { organiserId: performance.organiserId });
    return lookAtEntry(ctx, performance);
  });
}

function accessRoutes(routes: Routes): void {
  routes.inTransaction('listAuthorityAccesses', whoGrants, async (ctx, { params, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    await expectOrganiser(ctx, organiserId);
    const people = await listPeople(ctx, organiserId, 'authority');
    const upcoming = await listUpcoming(ctx, organiserId, upcomingMax);
    return {
      items: (await listAccesses(ctx, organiserId, shownMax)).map((access) => describeAccess(ctx, access)),
      people: people.map(({ accountId: account, name, email }) => ({ account, name, email })),
      performances: upcoming.map(({ performanceId: id, title, startsAt, timeZone }) => {
        return { id, title, startsAt: startsAt.toISOString(), timeZone };
      }),
    };
  });

  routes.inTransaction('grantAuthorityAccess', whoGrants, async (ctx, { params, body, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    await expectOrganiser(ctx, organiserId);
    const { account: accountId, performance: performanceId, day } = body;
    const times = { startsAt: new Date(body.startsAt), endsAt: new Date(body.endsAt) };
    const id = await grantAccess(ctx, { organiserId, accountId, performanceId, day, ...times });
    return describeAccess(ctx, await found(findAccess(ctx, id)));
  });

  routes.inTransaction('revokeAuthorityAccess', whoGrants, async (ctx, { params, authorise }) => {
    const access = await found(lockAccess(ctx, params.accessId));
    authorise(ctx, { organiserId: access.organiserId });
    await revokeAccess(ctx, access);
    return describeAccess(ctx, await found(findAccess(ctx, access.id)));
  });
}

function viewingRoutes(routes: Routes): void {
  routes.inTransaction('listAuthorityViews', whoGrants, async (ctx, { params, query, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    await expectOrganiser(ctx, organiserId);
    const list = `authority-views:${organiserId}`;
    const before = query.cursor === undefined ? undefined : readCursor(ctx, list, query.cursor);
    const rows = await listViewings(ctx, organiserId, { beforeId: before?.id ?? null, limit: query.limit + 1 });
    const page = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? page.at(-1) : undefined;
    const next = last ? writeCursor(ctx, list, { at: last.startedAt.toISOString(), id: last.id }) : null;
    return { items: page.map(describeViewing), next };
  });
}

function reportRoutes(routes: Routes, { inTransaction, publicUrl }: Ground): void {
  routes.outside(
    'getAuthorityReport',
    allow('authority'),
    async ({ params, query, actor, traceId, request, reply, authorise }) => {
      const seen = await inTransaction(actor, async (ctx) => {
        const performance = await expectPerformance(ctx, params.performanceId);
        authorise(ctx, { organiserId: performance.organiserId });
        const access = await expectOpenAccess(ctx, performance.id);
        const entry = await describeEntry(ctx, access, performance);
        return { performance, entry, id: await newReportId(ctx), madeAt: ctx.now };
      });
      const locale = query.locale ?? localeFrom(request.headers['accept-language']);
      const { id, madeAt } = seen;
      const pdf = await reportPdf({ ...seen.entry, madeAt, address: `${publicUrl}/reports/${id}` }, locale);
      const sign = (ctx: Ctx) => signReport(ctx, seen.performance, { id, madeAt, pdf });
      await inTransaction(actor, sign, { traceId });
      return reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="${locale === 'fr' ? 'rapport' : 'report'}-${id}.pdf"`)
        .header('cache-control', 'no-store')
        .send(pdf);
    },
  );

  // Whoever was given the PDF has its id, which cannot be guessed.
  routes.inTransaction('getSignedReport', allow('anyone'), async (ctx, { params }) => {
    const report = await findReport(ctx, params.reportId);
    if (!report) throw new Refusal('not_found');
    return describeReport(ctx, report);
  });
}

async function expectPerformance(ctx: Ctx, performanceId: string): Promise<Performance> {
  const performance = await findPerformance(ctx, performanceId);
  if (!performance) throw new Refusal('not_found');
  return performance;
}

async function expectOrganiser(ctx: Ctx, organiserId: string): Promise<void> {
  if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
}

async function found(row: Promise<AccessRow | undefined>): Promise<AccessRow> {
  const access = await row;
  if (!access) throw new Refusal('not_found');
  return access;
}

function describeAccess(ctx: Ctx, access: AccessRow): Reply<'grantAuthorityAccess'> {
  const { id, accountId: account, name, email, performance, day } = access;
  return {
    ...{ id, account, name, email, day },
    performance: performance && { ...performance, startsAt: new Date(performance.startsAt).toISOString() },
    startsAt: access.startsAt.toISOString(),
    endsAt: access.endsAt.toISOString(),
    state: accessState(access, ctx.now),
    grantedAt: access.grantedAt.toISOString(),
    revokedAt: access.revokedAt?.toISOString() ?? null,
  };
}

function describeViewing(row: ViewingRow): Reply<'listAuthorityViews'>['items'][number] {
  const { id, kind, name, address, performance, startedAt, lastAt, times } = row;
  return {
    ...{ id, kind, name, address, times },
    performance: { ...performance, startsAt: new Date(performance.startsAt).toISOString() },
    startedAt: startedAt.toISOString(),
    lastAt: lastAt.toISOString(),
  };
}
