import { system } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { describePass, printOf } from './describe-pass.ts';
import { googleClass, googleObject } from './google-pass.rules.ts';
import { findEveningAtGoogle, findPass, saveAtGoogle } from './pass.store.ts';
import type { Google } from './wallets.ts';

type App = { readonly inTransaction: InTransaction; readonly google: Google };

const attemptsMax = 5;

/**
 * Makes Google have a ticket, and its performance, as they are. Whoever wrote looks again: of two that write at once the one
 * whose words were old by then writes once more. Throws when Google cannot be told; safe to repeat.
 */
export async function writeObject({ inTransaction, google }: App, ticketId: string): Promise<void> {
  let written: Buffer | undefined;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const wanted = await inTransaction(system('write-object'), (ctx) => readWanted(ctx, ticketId));
    if (!wanted || (wanted.isThere && (written?.equals(wanted.print) ?? true))) return;
    const { words, print, known } = wanted;
    const { transport, issuer } = google;
    const evening = printOf(words.evening);
    if (!known.evening?.equals(evening)) {
      await transport.write('eventTicketClass', googleClass(words.evening, issuer), known.evening !== null);
    }
    await transport.write('eventTicketObject', googleObject(words, issuer), known.object !== null);
    await inTransaction(system('write-object'), (ctx) =>
      saveAtGoogle(ctx, {
        performanceId: words.evening.performanceId,
        class: evening,
        object: { ticketId, print },
      }),
    );
    written = print;
  }
  throw new Error(`ticket ${ticketId} changes faster than Google is told`);
}

async function readWanted(ctx: Ctx, ticketId: string) {
  const pass = await findPass(ctx, ticketId);
  if (!pass?.googleAskedAt) return undefined;
  const words = await describePass(ctx, ticketId);
  if (!words) return undefined;
  const evening = await findEveningAtGoogle(ctx, words.evening.performanceId);
  const print = printOf(words);
  const isThere = isSame(pass.googlePrint, print) && isSame(evening, printOf(words.evening));
  return { words, print, isThere, known: { evening, object: pass.googlePrint } };
}

function isSame(known: Buffer | null, print: Buffer): boolean {
  return known?.equals(print) ?? false;
}
