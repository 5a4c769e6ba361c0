import { system } from '../../platform/actor.ts';
import type { Log } from '../../platform/log.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import type { Providers } from '../payments/index.ts';
import { takeAccountsToAsk } from './account.store.ts';
import { openAtProvider } from './open-account.ts';
import { listDue } from './payout.store.ts';
import { sendPayout } from './send-payout.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers; readonly log: Log };
const actor = system('settle-payouts');

/**
 * Sends what a lost job or a silent provider left unsent, and asks about accounts whose webhooks may be lost. Safe on
 * several nodes at once.
 */
export async function settlePayouts(app: App): Promise<void> {
  const { inTransaction, log } = app;
  const payers = [...app.providers.values()].flatMap(({ name, payouts }) => (payouts ? [name] : []));
  if (payers.length === 0) return;
  for (const payoutId of await inTransaction(actor, (ctx) => listDue(ctx, payers))) {
    await sendPayout(app, payoutId).catch((error: unknown) =>
      log.error({ err: error, payoutId }, 'payout not looked after'),
    );
  }
  for (const account of await inTransaction(actor, (ctx) => takeAccountsToAsk(ctx, payers))) {
    await openAtProvider(app, account).catch((error: unknown) =>
      log.warn({ err: error, payoutAccountId: account.id }, 'account not asked about'),
    );
  }
}
