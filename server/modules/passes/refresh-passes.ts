import { system } from '../../platform/actor.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { listTickets } from '../tickets/index.ts';
import { eveningChanged, passChanged } from './announcements.ts';
import { describeEvening, describePasses, printOf } from './describe-pass.ts';
import { listAwaited, listEvenings, listPassesOf, lockPasses, saveChanged, saveEveningPrint } from './pass.store.ts';
import { removeOldRegistrations } from './phone.store.ts';

const pageSize = 500;

/** Looks at passes that were handed out: those that say something else by now have changed. Safe to repeat. */
export async function refreshPasses(ctx: Ctx, ticketIds: readonly string[]): Promise<void> {
  const passes = await lockPasses(ctx, ticketIds);
  const tickets = await listTickets(
    ctx,
    passes.map(({ ticketId }) => ticketId),
  );
  const prints = new Map((await describePasses(ctx, tickets)).map((words) => [words.ticketId, printOf(words)]));
  const changed = passes.flatMap(({ ticketId, print: before }) => {
    const print = prints.get(ticketId);
    return print && !print.equals(before) ? [{ ticketId, print }] : [];
  });
  if (changed.length === 0) return;
  await saveChanged(ctx, changed);
  const awaited = await listAwaited(
    ctx,
    changed.map(({ ticketId }) => ticketId),
  );
  for (const ticketId of awaited) await announce(ctx, passChanged(ticketId));
}

/** The same for all passes of a performance, some at a time. */
export async function refreshPerformance(inTransaction: InTransaction, performanceId: string): Promise<void> {
  let afterId: string | null = null;
  do {
    const page = { afterId, limit: pageSize };
    const ticketIds: string[] = await inTransaction(system('refresh-passes'), async (ctx) => {
      const ids = await listPassesOf(ctx, performanceId, page);
      if (ids.length > 0) await refreshPasses(ctx, ids);
      return ids;
    });
    afterId = ticketIds.length === pageSize ? (ticketIds.at(-1) ?? null) : null;
  } while (afterId !== null);
}

/** Notices what nobody announced, such as another hour or another name of a venue. */
export async function noticeChanges(inTransaction: InTransaction): Promise<void> {
  const evenings = await inTransaction(system('notice-changes'), listEvenings);
  for (const { performanceId } of evenings) {
    await inTransaction(system('notice-changes'), async (ctx) => {
      const print = printOf(await describeEvening(ctx, performanceId));
      if (await saveEveningPrint(ctx, performanceId, print)) await announce(ctx, eveningChanged(performanceId));
    });
  }
}

/** Phones that there is nothing to tell any more are forgotten. */
export async function forgetPhones(inTransaction: InTransaction): Promise<void> {
  await inTransaction(system('forget-phones'), removeOldRegistrations);
}
