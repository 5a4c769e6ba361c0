import { system } from '../../platform/actor.ts';
import { announce } from '../../platform/announcement.ts';
import type { Log } from '../../platform/log.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { paymentClosed } from './announcements.ts';
import { applyProviderFact } from './apply-fact.ts';
import type { Providers } from './providers/index.ts';
import { applyProviderEvent } from './receive-webhook.ts';
import { listOpenRefunds } from './refund.store.ts';
import { sendRefund } from './refund.ts';
import { requestVoid } from './request-capture.ts';
import { sendCapture, sendVoid } from './send-capture.ts';
import {
  findPayment,
  listOverdue,
  listSuperfluous,
  listUnappliedEvents,
  listUnsent,
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
    await applyProviderEvent(app, { provider, eventId }).catch((error: unknown) =>
      app.log.error({ err: error, provider, eventId }, 'webhook could not be applied'),
    );
  }
  await pollOpenPayments(app);
  await endOverdue(app);
  await endSuperfluous(app);
  await sendAgain(app);
  const canRefund = [...app.providers.values()].flatMap(({ name, refund }) => (refund ? [name] : []));
  for (const refundId of await inTransaction(actor, (ctx) => listOpenRefunds(ctx, canRefund))) {
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

/** What nobody paid in time is ended where a provider can, before money comes for places that are somebody else's. */
async function endOverdue({ inTransaction, providers }: App): Promise<void> {
  for (const paymentId of await inTransaction(actor, (ctx) => listOverdue(ctx, namesOfVoiding(providers)))) {
    await inTransaction(actor, (ctx) => requestVoid(ctx, paymentId, 'not_paid_in_time'));
  }
}

/** A buyer who went from one provider to another may have paid at the first: the second should take no money any more. */
async function endSuperfluous({ inTransaction }: App): Promise<void> {
  for (const paymentId of await inTransaction(actor, listSuperfluous)) {
    await inTransaction(actor, (ctx) => requestVoid(ctx, paymentId, 'paid_by_another'));
  }
}

function namesOfVoiding(providers: Providers): string[] {
  return [...providers.values()].flatMap(({ name, void: letGo }) => (letGo ? [name] : []));
}

/** Captures and voids whose job was lost, or given up after many tries. */
async function sendAgain(app: App): Promise<void> {
  const { captures, voids } = await app.inTransaction(actor, (ctx) => listUnsent(ctx, namesOfVoiding(app.providers)));
  for (const paymentId of captures) {
    await sendCapture(app, paymentId).catch((error: unknown) =>
      app.log.warn({ err: error, paymentId }, 'not captured'),
    );
  }
  for (const paymentId of voids) {
    await sendVoid(app, paymentId).catch((error: unknown) => app.log.warn({ err: error, paymentId }, 'not let go of'));
  }
}

async function pollOpenPayments({ inTransaction, providers, log }: App): Promise<void> {
  const canBeAsked = [...providers.values()].flatMap(({ name, poll }) => (poll ? [name] : []));
  for (const payment of await inTransaction(actor, (ctx) => takePaymentsToPoll(ctx, canBeAsked))) {
    const provider = providers.get(payment.provider);
    if (!provider?.poll || payment.providerPaymentId === null) continue;
    try {
      const facts = await provider.poll({ paymentId: payment.id, providerPaymentId: payment.providerPaymentId });
      await inTransaction(actor, async (ctx) => {
        for (const fact of facts) await applyProviderFact(ctx, payment.provider, { ...fact, paymentId: payment.id });
      });
    } catch (error) {
      log.warn({ err: error, paymentId: payment.id }, 'provider did not answer a poll');
    }
  }
}
