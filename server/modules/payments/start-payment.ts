import type { Actor } from '../../platform/actor.ts';
import { announce } from '../../platform/announcement.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { paymentStarted, transferAwaited } from './announcements.ts';
import { callPromptly } from './circuits.ts';
import type { Providers } from './providers/index.ts';
import { type Next, ProviderDown } from './providers/provider.ts';
import { type Payment, saveStarted } from './store.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers };
type Sitting = { readonly actor: Actor; readonly description: string; readonly expiresAt: Date };

/**
 * Takes an opened payment to its provider, with no transaction open, then records the answer. Asking again has one effect:
 * the payment's id is the provider's idempotency key. Throws provider_unavailable; the payment then stays open.
 */
export async function startPayment(
  { inTransaction, providers }: App,
  payment: Payment,
  sitting: Sitting,
): Promise<Next> {
  if (payment.status === 'pending' && payment.nextUrl) return { kind: 'redirect', url: payment.nextUrl };
  const provider = providers.get(payment.provider);
  if (!provider) throw new Refusal('no_such_provider');
  if (payment.status === 'pending' && provider.manner) return { kind: 'none' };
  try {
    const { id: paymentId, amountMinor, currency, returnUrl } = payment;
    const { description, expiresAt } = sitting;
    crashPoint('payment.opened');
    const asked = { paymentId, amountMinor, currency, returnUrl, description, expiresAt };
    const started = await callPromptly(provider, () => provider.start(asked));
    crashPoint('payment.started');
    await inTransaction(sitting.actor, async (ctx) => {
      await saveStarted(ctx, paymentId, started.providerPaymentId, {
        nextUrl: started.next.kind === 'redirect' ? started.next.url : null,
        payBefore: expiresAt,
      });
      await announce(ctx, paymentStarted(payment, started.providerPaymentId));
      if (provider.manner === 'transfer') await announce(ctx, transferAwaited(payment));
    });
    crashPoint('payment.pending');
    return started.next;
  } catch (error) {
    if (error instanceof ProviderDown) throw new Refusal('provider_unavailable');
    throw error;
  }
}
