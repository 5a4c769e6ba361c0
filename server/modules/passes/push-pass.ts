import { system } from '../../platform/actor.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { listDuePushes, removePhone, savePushed } from './phone.store.ts';
import type { Apple } from './wallets.ts';

type App = { readonly inTransaction: InTransaction; readonly apple: Apple };

/**
 * Tells every phone that has a pass, and was not told yet, that it changed. Throws when some could not be told: tried again,
 * only those are.
 */
export async function pushPass({ inTransaction, apple }: App, ticketId: string): Promise<void> {
  const due = await inTransaction(system('push-pass'), (ctx) => listDuePushes(ctx, ticketId));
  const answers = await Promise.allSettled(due.map(({ pushToken }) => apple.pushes.push(pushToken)));
  await inTransaction(system('push-pass'), async (ctx) => {
    for (const [index, answer] of answers.entries()) {
      const push = due[index];
      if (!push || answer.status === 'rejected') continue;
      await (answer.value === 'gone' ? removePhone(ctx, push) : savePushed(ctx, ticketId, push));
    }
  });
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed) throw new Error(`not every phone was told: ${String(failed.reason)}`, { cause: failed.reason });
}
