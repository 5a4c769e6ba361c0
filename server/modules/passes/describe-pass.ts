import { createHash } from 'node:crypto';
import type { Ctx } from '../../platform/context.ts';
import { findOrganiser } from '../identity/index.ts';
import { describeTickets, type Evening, listTickets, readEvening, type TicketRow } from '../tickets/index.ts';
import type { EveningWords, PassWords } from './pass-words.rules.ts';

/** What the passes of tickets say, in the order of the tickets. */
export async function describePasses(ctx: Ctx, tickets: readonly TicketRow[]): Promise<PassWords[]> {
  const described = new Map<string, PassWords>();
  for (const [performanceId, own] of Map.groupBy(tickets, (ticket) => ticket.performanceId)) {
    const zoneIds = own.map(({ zoneId }) => zoneId);
    const known = await readEvening(ctx, performanceId, zoneIds);
    const evening = await eveningWords(ctx, known);
    for (const ticket of await describeTickets(ctx, own, known)) {
      const { id, order, orderReference, serial, code, isSuspended, holder, zone, row, number, tariff, gates } = ticket;
      const rotationKey = ticket.rotation && Buffer.from(ticket.rotation.key, 'base64url').toString('hex');
      const shown = { serial, code, isSuspended, rotationKey };
      const words = { orderReference, ...shown, holder, zone, row, number, tariff, gates, evening };
      described.set(id, { ticketId: id, orderId: order, ...words });
    }
  }
  return tickets.flatMap(({ id }) => described.get(id) ?? []);
}

export async function describePass(ctx: Ctx, ticketId: string): Promise<PassWords | undefined> {
  const [words] = await describePasses(ctx, await listTickets(ctx, [ticketId]));
  return words;
}

/** Where and when a performance is, as its passes say it. */
export async function describeEvening(ctx: Ctx, performanceId: string): Promise<EveningWords> {
  return eveningWords(ctx, await readEvening(ctx, performanceId, []));
}

async function eveningWords(ctx: Ctx, { performance, venue }: Evening): Promise<EveningWords> {
  const organiser = await findOrganiser(ctx, performance.organiserId);
  return {
    performanceId: performance.id,
    organiser: organiser?.name ?? '',
    title: performance.event.title,
    category: performance.event.category,
    venue: venue.name,
    address: venue.address,
    city: venue.city,
    point: venue.point,
    doorsAt: performance.doorsAt.toISOString(),
    startsAt: performance.startsAt.toISOString(),
    endsAt: performance.endsAt.toISOString(),
    timeZone: performance.timeZone,
    rotating: performance.rotating,
  };
}

/** The same for the same words: by it a pass is known to have changed. */
export function printOf(words: PassWords | EveningWords): Buffer {
  return createHash('sha256').update(JSON.stringify(words)).digest();
}
