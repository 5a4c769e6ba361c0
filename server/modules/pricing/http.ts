import type { Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import { readCursor, writeCursor } from '../../platform/cursor.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { findPerformance } from '../catalogue/index.ts';
import { findOrganiser } from '../identity/index.ts';
import { describeRefundPolicy } from './describe-refund-policy.ts';
import { type PromoCode, plainCode } from './promo.rules.ts';
import { findPromoById, listPromos } from './promo.store.ts';
import { closePromo, createPromo } from './promo-codes.ts';
import { publishRefundPolicy } from './publish-refund-policy.ts';
import { findPolicyInForce } from './refund-policy.store.ts';

export function pricingRoutes(routes: Routes): void {
  promoCodeRoutes(routes);
  refundPolicyRoutes(routes);
}

function refundPolicyRoutes(routes: Routes): void {
  routes.inTransaction('getRefundPolicy', allow('anyone'), async (ctx, { params }) => {
    const performance = await findPerformance(ctx, params.performanceId);
    if (performance?.event.state !== 'published') throw new Refusal('not_found');
    const policy = await findPolicyInForce(ctx, performance.id);
    const { startsAt, currency } = performance;
    return { policy: policy ? describeRefundPolicy(policy, startsAt, currency as Currency) : null };
  });

  routes.inTransaction('publishRefundPolicy', allow('director', 'admin'), async (ctx, { params, body, authorise }) => {
    const performance = await findPerformance(ctx, params.performanceId);
    if (!performance) throw new Refusal('not_found');
    authorise(ctx, { organiserId: performance.organiserId, known: performance.event.state === 'published' });
    const policy = await publishRefundPolicy(ctx, performance, body);
    return describeRefundPolicy(policy, performance.startsAt, performance.currency as Currency);
  });
}

function promoCodeRoutes(routes: Routes): void {
  routes.inTransaction(
    'listPromoCodes',
    allow('agent', 'director', 'admin'),
    async (ctx, { params, query, authorise }) => {
      const { organiserId } = params;
      authorise(ctx, { organiserId });
      if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
      const list = `promo-codes:${organiserId}`;
      const after = query.cursor === undefined ? undefined : readCursor(ctx, list, query.cursor);
      const rows = await listPromos(ctx, organiserId, { afterId: after?.id ?? null, limit: query.limit + 1 });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const next =
        rows.length > query.limit && last ? writeCursor(ctx, list, { at: ctx.now.toISOString(), id: last.id }) : null;
      return { items: page.map(describePromo), next };
    },
  );

  routes.inTransaction('createPromoCode', allow('director', 'admin'), async (ctx, { params, body, authorise }) => {
    authorise(ctx, { organiserId: params.organiserId });
    if (!(await findOrganiser(ctx, params.organiserId))) throw new Refusal('not_found');
    const { code, kind, value, tiers, tariffs, quantityMin } = body;
    return describePromo(
      await createPromo(ctx, {
        organiserId: params.organiserId,
        performanceId: body.performance ?? null,
        terms: { code: plainCode(code), kind, value, tierCodes: tiers, tariffCodes: tariffs, quantityMin },
        currency: body.currency ?? null,
        startsAt: instantOf(body.startsAt),
        endsAt: instantOf(body.endsAt),
        usesMax: body.usesMax ?? null,
        budgetMinor: body.budgetMinor ?? null,
        perPersonMax: body.perPersonMax ?? null,
      }),
    );
  });

  routes.inTransaction('closePromoCode', allow('director', 'admin'), async (ctx, { params, authorise }) => {
    const promo = await findPromoById(ctx, params.promoCodeId);
    if (!promo) throw new Refusal('not_found');
    authorise(ctx, { organiserId: promo.organiserId });
    await closePromo(ctx, promo);
    return undefined;
  });
}

function instantOf(text: string | null | undefined): Date | null {
  return text ? new Date(text) : null;
}

function describePromo(promo: PromoCode): Reply<'createPromoCode'> {
  const { id, performanceId, terms, startsAt, endsAt, usesMax, uses, budgetMinor, budgetUsedMinor, perPersonMax } =
    promo;
  const { code, kind, value, tierCodes, tariffCodes, quantityMin } = terms;
  return {
    id,
    performance: performanceId,
    code,
    kind,
    value,
    currency: promo.currency as Currency | null,
    tiers: [...tierCodes],
    tariffs: [...tariffCodes],
    quantityMin,
    startsAt: startsAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
    usesMax,
    uses,
    budgetMinor,
    budgetUsedMinor,
    perPersonMax,
    isClosed: promo.isClosed,
  };
}
