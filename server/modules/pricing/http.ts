import type { Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import type { Ctx } from '../../platform/context.ts';
import { readCursor, writeCursor } from '../../platform/cursor.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { findPerformance, type Performance } from '../catalogue/index.ts';
import { findOrganiser } from '../identity/index.ts';
import { describeRefundPolicy } from './describe-refund-policy.ts';
import { type PromoTerms, priceCart } from './price-cart.rules.ts';
import { decidePromo, type PromoCode, plainCode } from './promo.rules.ts';
import { findPromo, findPromoById, listPromos } from './promo.store.ts';
import { closePromo, createPromo } from './promo-codes.ts';
import { publishRefundPolicy } from './publish-refund-policy.ts';
import { linesOf, offersFor } from './quote.ts';
import { findPolicyInForce } from './refund-policy.store.ts';
import type { Offer } from './rules.ts';
import { findPriceBook } from './store.ts';

export function pricingRoutes(routes: Routes): void {
  routes.inTransaction('getQuote', allow('anyone'), async (ctx, { params, query }) => {
    const performance = await findPerformance(ctx, params.performanceId);
    if (performance?.event.state !== 'published') throw new Refusal('not_found');
    if (query.quantity > performance.placesPerOrderMax) {
      throw new Refusal('too_many_places', undefined, { max: performance.placesPerOrderMax });
    }
    const book = await findPriceBook(ctx, params.performanceId);
    const offers = offersFor(book, query.offer, query.quantity, ctx.now);
    const promo = query.promo
      ? await usablePromo(ctx, performance, { list: book.offers, offers, code: query.promo })
      : undefined;
    const lines = linesOf(book, offers, promo);
    const currency = performance.currency as Currency;
    const money = (amountMinor: number) => ({ amountMinor, currency });
    return {
      lines: lines.map((line) => ({
        offer: line.offer.id,
        tier: line.offer.tierName,
        tariff: line.offer.tariffName,
        quantity: line.quantity,
        unitPrice: money(line.unitPriceMinor),
        total: money(line.totalMinor),
        discount: money(line.discountMinor),
        feesIncluded: money(line.feesMinor),
        taxIncluded: money(line.taxMinor),
        trace: line.trace.map(({ rule, words, amountMinor }) => ({ rule, words, amount: money(amountMinor) })),
      })),
      total: money(lines.reduce((total, line) => total + line.totalMinor, 0)),
      priceListVersion: book.version,
    };
  });

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

/** Terms of a code that could be applied now. Throws what keeps it from being applied. */
async function usablePromo(
  ctx: Ctx,
  performance: Performance,
  cart: { readonly list: readonly Offer[]; readonly offers: readonly Offer[]; readonly code: string },
): Promise<PromoTerms> {
  const promo = await findPromo(ctx, performance.organiserId, plainCode(cart.code));
  const { id: performanceId, organiserId, currency } = performance;
  const places = priceCart(cart.list, cart.offers, promo?.terms);
  const decision = decidePromo(promo, { performanceId, organiserId, currency, places }, ctx.now);
  if (!decision.ok) throw new Refusal(decision.code, undefined, decision.facts);
  if (!promo) throw new Refusal('promo_unknown');
  return promo.terms;
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
