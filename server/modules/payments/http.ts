import { textOf } from '../../platform/json-body.ts';
import { allow } from '../../platform/policy.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { bankRoutes } from './bank.http.ts';
import type { StatementReader } from './bank-statement-reader.ts';
import type { Providers } from './providers/index.ts';
import { receiveWebhook } from './receive-webhook.ts';
import { tillRoutes } from './till.http.ts';

export function paymentRoutes(
  routes: Routes,
  app: {
    readonly inTransaction: InTransaction;
    readonly providers: Providers;
    readonly statementReader: StatementReader;
  },
): void {
  routes.outside('receiveWebhook', allow('provider'), async ({ params, query, request, actor }) => {
    // A provider that does not sign is known by a token in the address it was given.
    const headers = { ...request.headers, 'webhook-token': query.token };
    await receiveWebhook(app, actor, { provider: params.provider, headers, body: textOf(request) });
    return undefined;
  });
  bankRoutes(routes, app);
  tillRoutes(routes);
}
