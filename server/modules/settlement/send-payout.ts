import { system } from '../../platform/actor.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { Log } from '../../platform/log.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { ProviderDown, type Providers } from '../payments/index.ts';
import { applyTransfer } from './apply-transfer.ts';
import { findPayoutOfTransfer, putOff, takeDue } from './payout.store.ts';
import { pauseSeconds } from './rules.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers; readonly log: Log };
const actor = system('payouts');
/** Longer than all that is asked of the provider can take. */
const aloneSeconds = 60;

/**
 * Sends a requested payout, or learns that it was sent. While the outcome is unknown it stays requested and is tried again under
 * the same key. One that was tried before is first looked for: the provider may have forgotten the key since.
 */
export async function sendPayout({ inTransaction, providers, log }: App, payoutId: string): Promise<void> {
  const due = await inTransaction(actor, (ctx) => takeDue(ctx, payoutId, aloneSeconds));
  const payouts = due && providers.get(due.provider)?.payouts;
  if (!due || !payouts) return;
  crashPoint('payout.due');
  try {
    const { providerAccountId, amountMinor, currency, tries } = due;
    const found = tries > 1 ? await payouts.findTransfer(payoutId) : null;
    const fact = found ?? (await payouts.send({ payoutId, providerAccountId, amountMinor, currency }));
    crashPoint('payout.sent');
    await inTransaction(actor, async (ctx) => {
      if (!(await applyTransfer(ctx, payoutId, fact))) await putOff(ctx, payoutId, pauseSeconds(tries));
    });
  } catch (error) {
    if (!(error instanceof ProviderDown)) throw error;
    log.warn({ err: error, payoutId }, 'nobody knows yet whether a payout was sent');
    await inTransaction(actor, (ctx) => putOff(ctx, payoutId, pauseSeconds(due.tries)));
  }
}

/** Asks how a transfer stands that somebody mentioned, and books what is new. One of none of our payouts changes nothing. */
export async function askTransfer(
  { inTransaction, providers }: App,
  { provider, transferId }: { readonly provider: string; readonly transferId: string },
): Promise<void> {
  const fact = await providers.get(provider)?.payouts?.askTransfer(transferId);
  if (!fact) return;
  await inTransaction(actor, async (ctx) => {
    const payoutId = (await findPayoutOfTransfer(ctx, provider, transferId)) ?? oursOnly(fact.payoutId);
    if (payoutId !== null) await applyTransfer(ctx, payoutId, fact);
  });
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Transfers that were made by hand may carry anything. */
function oursOnly(id: string | null): string | null {
  return id !== null && uuid.test(id) ? id : null;
}
