import { readCursor, writeCursor } from '../../platform/cursor.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { SeatMaps } from '../inventory/index.ts';
import type { CodeTries } from '../pricing/index.ts';
import { describeEventCard, describePerformance, describePerformanceCard } from './describe.ts';
import { describeQuote } from './describe-quote.ts';
import type { StockBoard } from './stock-board.ts';
import { findEvent, listEvents, listPerformances } from './store.ts';

type Ground = {
  readonly stock: StockBoard;
  readonly seatMaps: Pick<SeatMaps, 'of'>;
  /** Requests with a code that one address may make. */
  readonly codesPerMinute: number;
  readonly codeTries: CodeTries;
};

export function shopRoutes(routes: Routes, ground: Ground): void {
  const { stock } = ground;
  performanceRoutes(routes, ground);
  routes.inTransaction('listEvents', allow('anyone'), async (ctx, { query }) => {
    const { cursor, limit, available, ...filter } = query;
    const after = cursor === undefined ? undefined : readCursor(ctx, 'events', cursor);
    const events = await listEvents(ctx, { ...filter, after, limit: limit + 1 });
    const page = events.slice(0, limit);
    const performances = await listPerformances(
      ctx,
      page.map(({ id }) => id),
    );
    const counts = await stock.counts(ctx);
    const cards = page.map((event) => {
      const own = performances.filter(({ eventId }) => eventId === event.id);
      return describeEventCard(
        event,
        own.map((row) => describePerformanceCard(row, counts.get(row.id), ctx.now)),
        ctx.now,
      );
    });
    const last = page.at(-1);
    const next =
      events.length > limit && last ? writeCursor(ctx, 'events', { at: last.sortAt.toISOString(), id: last.id }) : null;
    const items = available === 'true' ? cards.filter(({ sale }) => sale === 'open') : cards;
    return { items, next };
  });

  routes.inTransaction('getEvent', allow('anyone'), async (ctx, { params }) => {
    const event = await findEvent(ctx, params.slug);
    if (!event) throw new Refusal('not_found');
    const performances = await listPerformances(ctx, [event.id]);
    const counts = await stock.counts(ctx);
    const { id, slug, title, summary, description, category, poster, refundRule, ageMinimum } = event;
    const organiser = { slug: event.organiserSlug, name: event.organiserName, legalName: event.organiserLegalName };
    const cards = performances.map((row) => describePerformanceCard(row, counts.get(row.id), ctx.now));
    return {
      id,
      slug,
      title,
      summary,
      description,
      category,
      poster,
      refundRule,
      ageMinimum,
      organiser,
      performances: cards,
    };
  });
}

function performanceRoutes(routes: Routes, { seatMaps, codesPerMinute: perMinute, codeTries }: Ground): void {
  const guesses = { perMinute, countedWith: ['code', 'promo'] };
  routes.inTransaction(
    'getPerformance',
    allow('anyone'),
    (ctx, { params: { performanceId }, query: { code }, request }) =>
      codeTries({ address: request.ip, performanceId, code, wrong: 'code_unknown' }, () =>
        describePerformance(ctx, performanceId, code, seatMaps),
      ),
    guesses,
  );

  routes.inTransaction(
    'getQuote',
    allow('anyone'),
    (ctx, { params: { performanceId }, query, request }) => {
      const by = { address: request.ip, performanceId };
      return codeTries({ ...by, code: query.code, wrong: 'code_unknown' }, () =>
        codeTries({ ...by, code: query.promo, wrong: 'promo_unknown' }, () => describeQuote(ctx, performanceId, query)),
      );
    },
    guesses,
  );
}
