import { rotatingCode, rotationStepMs } from '@tessera/contract/admission/rotating-code';
import type { Reply } from '@tessera/contract/api/operations';
import { bytesToSign, encodeTicketCode } from '@tessera/contract/ticket-code';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findPerformance, type Performance } from '../catalogue/index.ts';
import { findMapping, gatesByZone, type Mapping } from '../venues/index.ts';
import { rotationKey, signWith } from './signing-key.ts';
import { findTicketOfSerial, type TicketRow } from './store.ts';

export type TicketWords = Reply<'getTicket'>;

/** The text of the ticket's QR code; null once the ticket is void. The same ticket always has the same code. */
export async function codeOf(ctx: Ctx, ticket: TicketRow): Promise<string | null> {
  const { status, accessRightId, epoch, signingKeyId, performanceNumber } = ticket;
  if (status !== 'valid' || accessRightId === null || epoch === null || signingKeyId === null) return null;
  const bytes = bytesToSign({ signingKeyId, performanceNumber, accessRightId, epoch });
  return encodeTicketCode(bytes, await signWith(ctx, signingKeyId, bytes));
}

/**
 * What its holder's page shows at a moment: where codes change, with the digits of then. null once the ticket is void.
 */
export async function codeShown(
  ctx: Ctx,
  { rotating }: Pick<Performance, 'rotating'>,
  ticket: TicketRow,
  at: Date,
): Promise<string | null> {
  const code = await codeOf(ctx, ticket);
  const { accessRightId, epoch } = ticket;
  if (code === null || rotating === 'off' || accessRightId === null || epoch === null) return code;
  return rotatingCode(code, rotationKey(ctx, accessRightId, epoch), at.getTime());
}

/** By a serial of a performance: what its holder's page shows at a moment. undefined: there is no such valid ticket. */
export async function findCodeOfSerial(
  ctx: Ctx,
  performance: Pick<Performance, 'id' | 'rotating'>,
  serial: string,
  at: Date,
): Promise<string | undefined> {
  const ticket = await findTicketOfSerial(ctx, performance.id, serial);
  return (ticket && (await codeShown(ctx, performance, ticket, at))) ?? undefined;
}

function rotationOf(
  ctx: Ctx,
  { rotating }: Pick<Performance, 'rotating'>,
  { status, accessRightId, epoch }: TicketRow,
): TicketWords['rotation'] {
  if (rotating === 'off' || status !== 'valid' || accessRightId === null || epoch === null) return null;
  const key = Buffer.from(rotationKey(ctx, accessRightId, epoch)).toString('base64url');
  return { key, stepMs: rotationStepMs, isRequired: rotating === 'required' };
}

export type Evening = {
  readonly performance: Performance;
  readonly venue: Mapping['venue'];
  readonly gates: Awaited<ReturnType<typeof gatesByZone>>;
};

/** Where and when a performance is, and the gates of these zones. Throws not_found. */
export async function readEvening(ctx: Ctx, performanceId: string, zoneIds: readonly string[]): Promise<Evening> {
  const performance = await findPerformance(ctx, performanceId);
  const mapping = performance && (await findMapping(ctx, performance.mappingId));
  if (!performance || !mapping) throw new Refusal('not_found');
  return { performance, venue: mapping.venue, gates: await gatesByZone(ctx, performance, zoneIds) };
}

/** Tickets of one performance in the words printed on them. `known`: its evening, with the gates of their zones. */
export async function describeTickets(
  ctx: Ctx,
  tickets: readonly TicketRow[],
  known?: Evening,
): Promise<TicketWords[]> {
  const [first] = tickets;
  if (!first) return [];
  const zoneIds = tickets.map(({ zoneId }) => zoneId);
  const { performance, venue, gates } = known ?? (await readEvening(ctx, first.performanceId, zoneIds));
  const words: TicketWords[] = [];
  for (const ticket of tickets) {
    words.push({
      id: ticket.id,
      order: ticket.orderId,
      orderReference: ticket.serial.replace(/-\d+$/, ''),
      serial: ticket.serial,
      code: await codeOf(ctx, ticket),
      status: ticket.status,
      isSuspended: ticket.isSuspended,
      suspendedFor: ticket.suspendedFor,
      rotation: rotationOf(ctx, performance, ticket),
      holder: ticket.holderName,
      title: performance.event.title,
      venue: venue.name,
      address: venue.address,
      city: venue.city,
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
