import type { Ctx } from '../../platform/context.ts';
import { sharePerformance } from '../catalogue/index.ts';
import { listTickets, shareTickets, type TicketRow } from '../tickets/index.ts';
import { describePasses, printOf } from './describe-pass.ts';
import { saveEvening, saveHandedOut } from './pass.store.ts';
import type { PassWords } from './pass-words.rules.ts';

/**
 * What the passes of these tickets say. From now on it is looked whether they still say so: whatever changes them at this
 * moment comes before, or waits and then finds them handed out. Safe to repeat.
 */
export async function handOutPasses(ctx: Ctx, tickets: readonly TicketRow[]): Promise<PassWords[]> {
  for (const performanceId of [...new Set(tickets.map((ticket) => ticket.performanceId))].sort()) {
    await sharePerformance(ctx, performanceId);
  }
  const ticketIds = tickets.map(({ id }) => id);
  await shareTickets(ctx, ticketIds);
  const passes = await describePasses(ctx, await listTickets(ctx, ticketIds));
  for (const evening of new Map(passes.map((pass) => [pass.evening.performanceId, pass.evening])).values()) {
    await saveEvening(ctx, evening.performanceId, printOf(evening));
  }
  const handedOut = passes.map((pass) => {
    return { ticketId: pass.ticketId, performanceId: pass.evening.performanceId, print: printOf(pass) };
  });
  if (handedOut.length > 0) await saveHandedOut(ctx, handedOut);
  return passes;
}
