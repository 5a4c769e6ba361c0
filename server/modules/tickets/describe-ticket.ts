import type { Reply } from '@tessera/contract/api/operations';
import { bytesToSign, encodeTicketCode } from '@tessera/contract/ticket-code';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findPerformance } from '../catalogue/index.ts';
import { findMapping, gatesByZone } from '../venues/index.ts';
import { signWith } from './signing-key.ts';
import type { TicketRow } from './store.ts';

export type TicketWords = Reply<'getTicket'>;

/** The text of the ticket's QR code; null once the ticket is void. The same ticket always has the same code. */
export async function codeOf(ctx: Ctx, ticket: TicketRow): Promise<string | null> {
  const { status, accessRightId, epoch, signingKeyId, performanceNumber } = ticket;
  if (status !== 'valid' || accessRightId === null || epoch === null || signingKeyId === null) return null;
  const bytes = bytesToSign({ signingKeyId, performanceNumber, accessRightId, epoch });
  return encodeTicketCode(bytes, await signWith(ctx, signingKeyId, bytes));
}

/** Tickets of one performance in the words printed on them. */
export async function describeTickets(ctx: Ctx, tickets: readonly TicketRow[]): Promise<TicketWords[]> {
  const [first] = tickets;
  if (!first) return [];
  const performance = await findPerformance(ctx, first.performanceId);
  const mapping = performance && (await findMapping(ctx, performance.mappingId));
  if (!performance || !mapping) throw new Refusal('not_found');
  const gates = await gatesByZone(
    ctx,
    performance,
    tickets.map(({ zoneId }) => zoneId),
  );
  const words: TicketWords[] = [];
  for (const ticket of tickets) {
    words.push({
      id: ticket.id,
      order: ticket.orderId,
      orderReference: ticket.serial.replace(/-\d+$/, ''),
      serial: ticket.serial,
      code: await codeOf(ctx, ticket),
      status: ticket.status,
      holder: ticket.holderName,
      title: performance.event.title,
      venue: mapping.venue.name,
      address: mapping.venue.address,
      city: mapping.venue.city,
      zone: ticket.zoneName,
      row: ticket.rowLabel,
      number: ticket.seatNumber,
      flags: [...ticket.flags],
      tariff: ticket.tariffName,
      gates: gates.get(ticket.zoneId)?.map(({ name }) => name) ?? [],
      doorsAt: performance.doorsAt.toISOString(),
      startsAt: performance.startsAt.toISOString(),
      timeZone: performance.timeZone,
    });
  }
  return words;
}
