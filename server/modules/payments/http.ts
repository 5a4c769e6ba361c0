import { textOf } from '../../platform/json-body.ts';
import { allow } from '../../platform/policy.ts';
import type { Routes } from '../../platform/route.ts';
import type { Providers } from './providers/index.ts';
import { receiveWebhook } from './receive-webhook.ts';

export function paymentRoutes(routes: Routes, providers: Providers): void {
  routes.inTransaction('receiveWebhook', allow('provider'), async (ctx, { params, request }) => {
    const { headers } = request;
    await receiveWebhook(ctx, providers, { provider: params.provider, headers, body: textOf(request) });
    return undefined;
  });
}
