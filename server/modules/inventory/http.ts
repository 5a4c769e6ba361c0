import type { Ctx } from '../../platform/context.ts';
import { allow, type Guarded } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Asked, Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { closeSale, findPerformance } from '../catalogue/index.ts';
import type { CodeTries } from '../pricing/index.ts';
import { applyPromoCode, removePromoCode } from './apply-promo-code.ts';
import { extendHold, releaseHold } from './change-hold.ts';
import { describeHold } from './describe-hold.ts';
import type { HoldDesk } from './hold-desk.ts';
import { openSale } from './open-sale.ts';
import type { PlaceWish } from './plan-places.rules.ts';
import { replaceSeats } from './replace-seats.ts';
import type { SeatBoards } from './seat-board.ts';
import { findHold, type Hold } from './store.ts';

export type HoldLimits = { readonly holdsPerMinute: number };

type Ground = {
  readonly inTransaction: InTransaction;
  readonly holdDesk: HoldDesk;
  readonly seatBoards: SeatBoards;
  readonly codeTries: CodeTries;
};

export function inventoryRoutes(routes: Routes, ground: Ground, limits: HoldLimits): void {
  const { inTransaction, holdDesk, seatBoards, codeTries } = ground;
  const { holdsPerMinute } = limits;
  promoRoutes(routes, ground, limits);
  routes.gathered(
    'holdSeats',
    allow('anyone'),
    ({ params: { performanceId }, body, actor, traceId, request }, idempotent) =>
      codeTries({ address: request.ip, performanceId, code: body.code, wrong: 'code_unknown' }, () =>
        holdDesk.hold(performanceId, {
          wish: placeWish(body),
          tariffs: body.tariffs ?? [],
          code: body.code,
          totalMaxMinor: body.totalMaxMinor,
          person: actor.kind === 'account' ? actor.email : undefined,
          actor,
          traceId,
          idempotent,
        }),
      ),
    { perMinute: holdsPerMinute },
  );

  routes.inTransaction('getHold', allow('capability'), async (ctx, asked) => {
    await authoriseHold(ctx, asked);
    return await describeHold(ctx, asked.params.holdId);
  });

  routes.inTransaction('releaseHold', allow('capability'), async (ctx, asked) => {
    await authoriseHold(ctx, asked);
    await releaseHold(ctx, asked.params.holdId);
    return undefined;
  });

  routes.inTransaction('extendHold', allow('capability'), async (ctx, asked) => {
    await authoriseHold(ctx, asked);
    await extendHold(ctx, asked.params.holdId);
    return await describeHold(ctx, asked.params.holdId);
  });

  routes.outside('replaceSeats', allow('capability'), async (asked) => {
    const { holdId } = asked.params;
    const { actor, traceId, body } = asked;
    const performanceId = await inTransaction(actor, async (ctx) => {
      return (await authoriseHold(ctx, asked)).performanceId;
    });
    const board = await seatBoards.open(performanceId);
    const { release, seats, tariffs } = body;
    const wish = { holdId, release: release.map(Number), seatIds: seats.map(Number), tariffs };
    return inTransaction(
      actor,
      async (ctx) => {
        await replaceSeats(ctx, board, wish);
        return describeHold(ctx, holdId);
      },
      { traceId },
    );
  });

  routes.inTransaction('openSale', allow('director'), async (ctx, asked) => {
    asked.authorise(ctx, await guardedPerformance(ctx, asked.params.performanceId));
    await openSale(ctx, asked.params.performanceId);
    return undefined;
  });

  routes.inTransaction('closeSale', allow('director'), async (ctx, asked) => {
    asked.authorise(ctx, await guardedPerformance(ctx, asked.params.performanceId));
    await closeSale(ctx, asked.params.performanceId);
    return undefined;
  });
}

function placeWish(body: Asked<'holdSeats'>['body']): PlaceWish {
  if (body.seats) return { seatIds: body.seats.map(Number) };
  if (body.zone !== undefined && body.quantity !== undefined) return { zoneId: body.zone, quantity: body.quantity };
  if (!body.best) throw new Refusal('invalid');
  const { quantity, tier, zone, maxPriceMinor, together, wheelchairs } = body.best;
  return { best: true, quantity, together: together === true, tierId: tier, zoneId: zone, maxPriceMinor, wheelchairs };
}

function promoRoutes(routes: Routes, { codeTries }: Ground, { holdsPerMinute }: HoldLimits): void {
  routes.inTransaction(
    'applyPromoCode',
    allow('capability'),
    async (ctx, asked) => {
      const { performanceId } = await authoriseHold(ctx, asked);
      const { code } = asked.body;
      await codeTries({ address: asked.request.ip, performanceId, code, wrong: 'promo_unknown' }, () =>
        applyPromoCode(ctx, asked.params.holdId, code),
      );
      return await describeHold(ctx, asked.params.holdId);
    },
    { perMinute: holdsPerMinute },
  );

  routes.inTransaction('removePromoCode', allow('capability'), async (ctx, asked) => {
    await authoriseHold(ctx, asked);
    await removePromoCode(ctx, asked.params.holdId);
    return await describeHold(ctx, asked.params.holdId);
  });
}

/** The capability is checked before the hold is looked up, so that an unknown id and a wrong token answer alike. */
async function authoriseHold(ctx: Ctx, asked: Pick<Asked<'getHold'>, 'params' | 'authorise'>): Promise<Hold> {
  asked.authorise(ctx, { capabilityOf: asked.params.holdId });
  const hold = await findHold(ctx, asked.params.holdId);
  if (!hold) throw new Refusal('not_found');
  return hold;
}

/** A performance of a draft is known to its organiser only. */
async function guardedPerformance(ctx: Ctx, performanceId: string): Promise<Guarded> {
  const performance = await findPerformance(ctx, performanceId);
  if (!performance) throw new Refusal('not_found');
  return { organiserId: performance.organiserId, known: performance.event.state !== 'draft' };
}
