import type { Reply } from '@tessera/contract/api/operations';
import type { Ctx } from '../../platform/context.ts';
import type { Performance } from '../catalogue/index.ts';
import { codeShown, listTicketsLike } from '../tickets/index.ts';
import { listInside } from './admission.store.ts';
import { findPolicy } from './policy.store.ts';

/**
 * Valid tickets of a performance by serial, order reference, seat or name, at most ten, each with the code its holder would
 * show now. Names are searched and told only where the performance shows them at its doors, or to staff who are signed in.
 */
export async function searchTickets(ctx: Ctx, performance: Performance, text: string): Promise<Reply<'searchTickets'>> {
  const showsNames = ctx.actor.kind === 'account' || (await findPolicy(ctx, performance.id)).showsNames;
  const tickets = await listTicketsLike(ctx, performance.id, text, showsNames);
  const inside = new Set(
    await listInside(
      ctx,
      tickets.flatMap(({ accessRightId }) => accessRightId ?? []),
    ),
  );
  const items: Reply<'searchTickets'>['items'] = [];
  for (const ticket of tickets) {
    const code = await codeShown(ctx, performance, ticket, ctx.now);
    if (code === null) continue;
    items.push({
      ticket: ticket.id,
      serial: ticket.serial,
      code,
      place: [ticket.zoneName, ticket.rowLabel, ticket.seatNumber].filter(Boolean).join(' · '),
      tariff: ticket.tariffName,
      ...(showsNames ? { holder: ticket.holderName || ticket.buyerName } : {}),
      isInside: ticket.accessRightId !== null && inside.has(ticket.accessRightId),
    });
  }
  return { items };
}
