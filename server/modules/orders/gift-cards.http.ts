import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { Providers } from '../payments/index.ts';
import { applyGiftCard, removeGiftCard } from './apply-gift-card.ts';
import { describeOrder } from './describe-order.ts';
import { guarded } from './http.ts';
import { lockOrder } from './store.ts';

const whoever = allow('capability', 'owner', 'agent', 'director', 'admin');

/** codesPerMinute: requests with a code that one address may make. */
export function orderGiftCardRoutes(
  routes: Routes,
  { providers, codesPerMinute }: { readonly providers: Providers; readonly codesPerMinute: number },
): void {
  routes.inTransaction(
    'applyGiftCard',
    whoever,
    async (ctx, { params, body, authorise }) => {
      const order = await lockOrder(ctx, params.orderId);
      if (!order) throw new Refusal('not_found');
      authorise(ctx, guarded(order));
      await applyGiftCard(ctx, order, body.code);
      return await describeOrder(ctx, order, providers);
    },
    { perMinute: codesPerMinute },
  );

  routes.inTransaction('removeGiftCard', whoever, async (ctx, { params, authorise }) => {
    const order = await lockOrder(ctx, params.orderId);
    if (!order) throw new Refusal('not_found');
    authorise(ctx, guarded(order));
    await removeGiftCard(ctx, order, params.giftCardId);
    return await describeOrder(ctx, order, providers);
  });
}
