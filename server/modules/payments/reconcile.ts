import { system } from '../../platform/actor.ts';
import { announce } from '../../platform/announcement.ts';
import type { Log } from '../../platform/log.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { paymentClosed } from './announcements.ts';
import { applyFact } from './apply-fact.ts';
import type { Providers } from './providers/index.ts';
import { applyProviderEvent } from './receive-webhook.ts';
import { sendRefund } from './refund.ts';
import {
  findPayment,
  listOpenRefunds,
  listUnappliedEvents,
  saveClosed,
  takeAbandonedOpenings,
  takePaymentsToPoll,
} from './store.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers; readonly log: Log };
const actor = system('reconciler');

/**
 * Closes what a lost webhook, a killed process or a silent provider left open: applies stored events, asks providers about
 * open payments, sends refunds again. Every step is safe to repeat and on several nodes at once.
 */
export async function reconcilePayments(app: App): Promise<void> {
  const { inTransaction } = app;
  for (const { provider, eventId } of await inTransaction(actor, listUnappliedEvents)) {
    await inTransaction(actor, (ctx) => applyProviderEvent(ctx, provider, eventId)).catch((error: unknown) =>
      app.log.error({ err: error, provider, eventId }, 'webhook could not be applied'),
    );
  }
  await pollOpenPayments(app);
  for (const refundId of await inTransaction(actor, listOpenRefunds)) {
    await sendRefund(app, refundId).catch((error: unknown) =>
      app.log.warn({ err: error, refundId }, 'refund not sent'),
    );
  }
  await inTransaction(actor, async (ctx) => {
    for (const paymentId of await takeAbandonedOpenings(ctx)) {
      const payment = await findPayment(ctx, paymentId);
      if (!payment) continue;
      await saveClosed(ctx, paymentId, 'cancelled', null);
      await announce(ctx, paymentClosed(payment, 'cancelled'));
    }
  });
}

async function pollOpenPayments({ inTransaction, providers, log }: App): Promise<void> {
  for (const payment of await inTransaction(actor, takePaymentsToPoll)) {
    const provider = providers.get(payment.provider);
    if (!provider?.poll || payment.providerPaymentId === null) continue;
    try {
      const facts = await provider.poll({ paymentId: payment.id, providerPaymentId: payment.providerPaymentId });
      await inTransaction(actor, async (ctx) => {
        for (const fact of facts) {
          if (fact.kind !== 'refund' && fact.kind !== 'dispute')
            await applyFact(ctx, { ...fact, paymentId: payment.id });
        }
      });
    } catch (error) {
      log.warn({ err: error, paymentId: payment.id }, 'provider did not answer a poll');
    }
  }
}
