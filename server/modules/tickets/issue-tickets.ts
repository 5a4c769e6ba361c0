import type { LocalText } from '@tessera/contract/text';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { ticketsIssued } from './announcements.ts';
import { ensureSigningKey } from './signing-key.ts';
import { saveAccessRights, saveTickets } from './store.ts';

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
  }[];
};

/** One ticket and one access right for each line, valid from doors to end. A second live ticket for a line or seat is refused by the schema. */
export async function issueTickets(ctx: Ctx, issue: Issue): Promise<void> {
  const { orderId, organiserId, performance, accountId, openedBy } = issue;
  const key = await ensureSigningKey(ctx, organiserId);
  const tickets = await saveTickets(
    ctx,
    issue.lines.map(({ id, place, zoneId, seatId, holderName, tariffName }) => ({
      orderId,
      orderLineId: id,
      organiserId,
      performanceId: performance.id,
      serial: `${issue.orderReference}-${String(place + 1).padStart(2, '0')}`,
      zoneId,
      seatId,
      holderName,
      tariffName,
      openedBy,
      accountId,
    })),
  );
  await saveAccessRights(
    ctx,
    tickets.map(({ id, zoneId }) => ({
      ticketId: id,
      performanceId: performance.id,
      zoneId,
      signingKeyId: key.id,
      validFrom: performance.doorsAt,
      validUntil: performance.endsAt,
    })),
  );
  await announce(
    ctx,
    ticketsIssued(
      orderId,
      organiserId,
      tickets.map(({ id }) => id),
    ),
  );
}
