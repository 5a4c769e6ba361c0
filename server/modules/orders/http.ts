import type { Currency } from '@tessera/contract/money';
import { readOrderReference } from '@tessera/contract/order-reference';
import { hasRole } from '../../platform/actor.ts';
import { readCursor, writeCursor } from '../../platform/cursor.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { findPerformance } from '../catalogue/index.ts';
import { findHold } from '../inventory/index.ts';
import type { Providers } from '../payments/index.ts';
import { cancelOrder } from './close-order.ts';
import { describeOrder } from './describe-order.ts';
import { offeredProviders } from './offered-providers.ts';
import { payOrder } from './pay-order.ts';
import { placeOrder } from './place-order.ts';
import { shownStatus } from './rules.ts';
import { findOrder, listJournal, listOrders, lockOrder, type Order, type OrderSummary } from './store.ts';
import { tenderOrder } from './tender-order.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers; readonly publicUrl: string };

export function orderRoutes(routes: Routes, app: App): void {
  const offered = app.providers;

  routes.inTransaction('placeOrder', allow('capability'), async (ctx, { body, authorise }) => {
    authorise(ctx, { capabilityOf: body.hold });
    const buyer = { email: body.buyer.email, name: body.buyer.name ?? '', locale: body.buyer.locale ?? 'fr' };
    const order = await placeOrder(ctx, body.hold, buyer, {
      attendees: body.attendees ?? [],
      promoCode: body.promoCode,
      acceptsEquivalentSeats: body.acceptEquivalentSeats === true,
    });
    return await describeOrder(ctx, order, offered);
  });

  routes.inTransaction(
    'getOrder',
    allow('capability', 'owner', 'agent', 'director', 'admin'),
    async (ctx, { params, authorise }) => {
      const order = await found(findOrder(ctx, params.orderId));
      authorise(ctx, guarded(order));
      return await describeOrder(ctx, order, offered);
    },
  );

  routes.inTransaction(
    'cancelOrder',
    allow('capability', 'owner', 'agent', 'admin'),
    async (ctx, { params, authorise }) => {
      const order = await found(lockOrder(ctx, params.orderId));
      authorise(ctx, guarded(order));
      await cancelOrder(ctx, order, offered);
      return await describeOrder(ctx, await found(findOrder(ctx, order.id)), offered);
    },
  );

  routes.outside('payOrder', allow('capability', 'owner'), async ({ params, body, actor, authorise }) => {
    const returnUrl = addressOnThisSite(body.returnUrl, app.publicUrl);
    if (returnUrl === undefined) {
      throw new Refusal('return_url_not_allowed', undefined, {
        errors: [{ pointer: '/body/returnUrl', code: 'other_site' }],
      });
    }
    const wish = { orderId: params.orderId, provider: body.provider, returnUrl };
    const payment = await payOrder(app, actor, wish, (ctx, order) => authorise(ctx, guarded(order)));
    return payment;
  });

  routes.inTransaction('getOrderJournal', allow('agent', 'director', 'admin'), async (ctx, { params, authorise }) => {
    const order = await found(findOrder(ctx, params.orderId));
    authorise(ctx, { organiserId: order.organiserId });
    const rows = await listJournal(ctx, order);
    const items = rows.map(({ happenedAt, kind, actorKind, actorId, payload }) => ({
      at: happenedAt.toISOString(),
      kind,
      actor: actorId === null ? actorKind : `${actorKind}:${actorId}`,
      payload,
    }));
    return { items };
  });

  listRoute(routes);
  payingRoutes(routes, app.providers);
}

function listRoute(routes: Routes): void {
  routes.inTransaction('listOrders', allow('account'), async (ctx, { query, actor }) => {
    if (actor.kind !== 'account') throw new Refusal('not_signed_in');
    const { organiser, reference: typed, cursor, limit } = query;
    if (organiser !== undefined && !hasRole(actor, ['agent', 'director', 'admin'], organiser))
      throw new Refusal('role_missing');
    const whose = organiser === undefined ? { accountId: actor.accountId } : { organiserId: organiser };
    // What is no reference is none of any order.
    const reference = typed === undefined ? undefined : (readOrderReference(typed) ?? '');
    const list = ['orders', organiser ?? actor.accountId, reference ?? ''].join(':');
    const after = cursor === undefined ? undefined : readCursor(ctx, list, cursor);
    const rows = await listOrders(ctx, { ...whose, reference }, { after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const next = last ? writeCursor(ctx, list, { at: last.placedAt.toISOString(), id: last.id }) : null;
    return { items: page.map(describeSummary), next };
  });
}

function payingRoutes(routes: Routes, providers: Providers): void {
  routes.inTransaction('listPaymentProviders', allow('capability'), async (ctx, { params, authorise }) => {
    authorise(ctx, { capabilityOf: params.holdId });
    const hold = await findHold(ctx, params.holdId);
    const performance = hold && (await findPerformance(ctx, hold.performanceId));
    if (!performance) throw new Refusal('not_found');
    const order = { ...performance, placedAt: ctx.now };
    return { items: await offeredProviders(ctx, providers, order, performance.startsAt) };
  });

  routes.inTransaction('tenderOrder', allow('agent', 'director', 'admin'), async (ctx, { params, body, authorise }) => {
    const order = await found(lockOrder(ctx, params.orderId));
    authorise(ctx, { organiserId: order.organiserId });
    const { till: tillId, cash, terminal } = body;
    const wish = { tillId, givenMinor: cash?.givenMinor ?? 0, terminal };
    const { paymentId, cardsMinor, cashMinor, terminalMinor, changeMinor } = await tenderOrder(ctx, order, wish);
    const money = (amountMinor: number) => ({ amountMinor, currency: order.currency as Currency });
    return {
      payment: paymentId,
      paid: money(order.totalMinor),
      giftCards: money(cardsMinor),
      cash: money(cashMinor),
      terminal: money(terminalMinor),
      change: money(changeMinor),
    };
  });
}

async function found(order: Promise<Order | undefined>): Promise<Order> {
  const known = await order;
  if (!known) throw new Refusal('not_found');
  return known;
}

/** Who an order belongs to, for those who ask about it. */
export function guarded({ holdId, organiserId, accountId }: Order) {
  return { capabilityOf: holdId, organiserId, ownerId: accountId };
}

/**
 * An address of our own, so that a payment never sends a buyer to somebody else's page; spelt as a browser would, so that
 * nothing in it can end a header.
 */
function addressOnThisSite(address: string, publicUrl: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { origin, username, password, href } = new URL(address);
  return origin === new URL(publicUrl).origin && username === '' && password === '' ? href : undefined;
}

function describeSummary(row: OrderSummary) {
  const { id, reference, title, venue, city, timeZone, placeCount, buyer } = row;
  return {
    id,
    reference,
    title,
    venue,
    city,
    timeZone,
    placeCount,
    buyer,
    status: shownStatus(row.status, row.isHoldAlive),
    startsAt: row.startsAt.toISOString(),
    total: { amountMinor: row.totalMinor, currency: row.currency as Currency },
    placedAt: row.placedAt.toISOString(),
  };
}
