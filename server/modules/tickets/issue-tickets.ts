import type { LocalText } from '@tessera/contract/text';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { ticketsIssued } from './announcements.ts';
import { ensureSigningKey } from './signing-key.ts';
import { type NewTicket, saveAccessRights, saveTickets } from './store.ts';

export type Issue = {
  readonly orderId: string;
  readonly orderReference: string;
  readonly organiserId: string;
  readonly performance: { readonly id: string; readonly doorsAt: Date; readonly endsAt: Date };
  readonly accountId: string | null;
  /** The id whose capability opens the tickets. */
  readonly openedBy: string;
  readonly lines: readonly {
    readonly id: string;
    readonly place: number;
    readonly zoneId: string;
    readonly seatId: number | null;
    readonly holderName: string;
    readonly tariffName: LocalText;
    readonly offerId: string;
  }[];
};

/** One ticket and one access right for each line, valid from doors to end. A second live ticket for a line or seat is refused by the schema. */
export async function issueTickets(ctx: Ctx, issues: readonly Issue[]): Promise<void> {
  const keyIds = new Map<string, number>();
  for (const organiserId of new Set(issues.map((issue) => issue.organiserId)))
    keyIds.set(organiserId, (await ensureSigningKey(ctx, organiserId)).id);
  const tickets = Map.groupBy(await saveTickets(ctx, issues.flatMap(ticketsOf)), ({ orderId }) => orderId);
  await saveAccessRights(
    ctx,
    issues.flatMap(({ orderId, organiserId, performance, lines }) =>
      (tickets.get(orderId) ?? []).map(({ id, zoneId, orderLineId }) => ({
        ticketId: id,
        performanceId: performance.id,
        zoneId,
        offerId: lines.find((line) => line.id === orderLineId)?.offerId ?? null,
        signingKeyId: keyIds.get(organiserId) ?? 0,
        validFrom: performance.doorsAt,
        validUntil: performance.endsAt,
      })),
    ),
  );
  for (const { orderId, organiserId } of issues) {
    const ids = (tickets.get(orderId) ?? []).map(({ id }) => id);
    await announce(ctx, ticketsIssued(orderId, organiserId, ids));
  }
}

function ticketsOf({
  orderId,
  orderReference,
  organiserId,
  performance,
  accountId,
  openedBy,
  lines,
}: Issue): NewTicket[] {
  return lines.map(({ id, place, zoneId, seatId, holderName, tariffName }) => ({
    orderId,
    orderLineId: id,
    organiserId,
    performanceId: performance.id,
    serial: `${orderReference}-${String(place + 1).padStart(2, '0')}`,
    zoneId,
    seatId,
    holderName,
    tariffName,
    openedBy,
    accountId,
  }));
}
