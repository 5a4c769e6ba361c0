import type { LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type {
  BackLine,
  CancellationReason,
  EarlierCancellation,
  LineAccount,
  Settlement,
} from './cancellation.rules.ts';
import type { RefundWay } from './refund-parts.rules.ts';

/** A line with its account, its ticket, and whether somebody has come in with it. */
export type TicketLine = LineAccount & {
  readonly place: number;
  readonly offerId: string;
  readonly discountMinor: number;
  readonly ticketId: string;
  readonly words: string;
  readonly isUsed: boolean;
};

export async function listTicketLines(ctx: Ctx, orderId: string): Promise<TicketLine[]> {
  const found = await sql<Omit<TicketLine, 'back'>>`
    select l.id as line_id, l.place, l.offer_id, l.state = 'live' as is_live, l.price_minor, l.fee_minor, l.tax_minor,
      l.discount_minor, t.id as ticket_id, concat_ws(' · ', l.zone_name, l.row_label, l.seat_number) as words,
      exists (select from tickets.access_right r join access_control.admission a on a.access_right_id = r.id
        where r.ticket_id = t.id) as is_used
    from orders.order_line l join tickets.ticket t on t.order_line_id = l.id
    where l.order_id = ${orderId} order by l.place`.execute(tx(ctx));
  const back = await listBack(ctx, orderId);
  return found.rows.map((line) => ({ ...line, back: back.get(line.lineId) ?? nothing }));
}

const nothing = { priceMinor: 0, feeMinor: 0, taxMinor: 0 };

/** What cancellations have given back of the lines of an order, by the lines' ids. */
export async function listBack(ctx: Ctx, orderId: string): Promise<ReadonlyMap<string, LineAccount['back']>> {
  const found = await sql<LineAccount['back'] & { lineId: string }>`
    select b.order_line_id as line_id, sum(b.price_minor)::bigint as price_minor, sum(b.fee_minor)::bigint as fee_minor,
      sum(b.tax_minor)::bigint as tax_minor
    from orders.cancellation_line b join orders.cancellation c on c.id = b.cancellation_id
    where c.order_id = ${orderId} and c.status = 'done' group by b.order_line_id`.execute(tx(ctx));
  return new Map(found.rows.map(({ lineId, ...amounts }) => [lineId, amounts]));
}

export type Cancellation = Pick<Settlement, 'grossMinor' | 'priceMinor' | 'feeMinor'> & {
  readonly id: string;
  readonly orderId: string;
  readonly status: 'requested' | 'done' | 'rejected';
  readonly reason: CancellationReason;
  readonly backBasisPoints: number;
  /** For each ticket. */
  readonly cancellationFeeMinor: number;
  readonly coversUsed: boolean;
  readonly note: string;
  readonly requestedBy: string | null;
  readonly requestedAt: Date;
  readonly decidedAt: Date | null;
  readonly decisionNote: string;
  readonly refundTo: RefundWay;
  readonly toCardsMinor: number;
  readonly toNewCardMinor: number;
  /** Of the tickets it gives up. */
  readonly ticketIds: readonly string[];
};

const columns = sql`
  c.id, c.order_id, c.status, c.reason, c.gross_minor, c.back_basis_points, c.cancellation_fee_minor,
  c.price_minor, c.fee_minor, c.covers_used, c.note, c.requested_by, c.requested_at, c.decided_at, c.decision_note,
  c.refund_to, c.to_cards_minor, c.to_new_card_minor,
  array(select t.id from orders.cancellation_line b join tickets.ticket t on t.order_line_id = b.order_line_id
    where b.cancellation_id = c.id and b.gives_up order by t.serial) as ticket_ids`;

export async function findCancellation(ctx: Ctx, cancellationId: string): Promise<Cancellation | undefined> {
  const found = await sql<Cancellation>`
    select ${columns} from orders.cancellation c where c.id = ${cancellationId}`.execute(tx(ctx));
  return found.rows[0];
}

/** The newest first. */
export async function listCancellations(ctx: Ctx, orderId: string): Promise<Cancellation[]> {
  const found = await sql<Cancellation>`
    select ${columns} from orders.cancellation c where c.order_id = ${orderId} order by c.id desc`.execute(tx(ctx));
  return found.rows;
}

export async function listBackLines(ctx: Ctx, cancellationId: string): Promise<BackLine[]> {
  const found = await sql<BackLine>`
    select order_line_id as line_id, gives_up, price_minor, fee_minor, tax_minor from orders.cancellation_line
    where cancellation_id = ${cancellationId} order by order_line_id`.execute(tx(ctx));
  return found.rows;
}

export function earlierOf(cancellations: readonly Cancellation[], lines: readonly TicketLine[]): EarlierCancellation[] {
  return cancellations
    .filter(({ status }) => status === 'done')
    .map(({ ticketIds, ...done }) => ({
      ...done,
      lineIds: lines.filter(({ ticketId }) => ticketIds.includes(ticketId)).map(({ lineId }) => lineId),
    }));
}

export type NewCancellation = Settlement &
  Pick<
    Cancellation,
    | 'orderId'
    | 'reason'
    | 'backBasisPoints'
    | 'cancellationFeeMinor'
    | 'coversUsed'
    | 'refundTo'
    | 'note'
    | 'requestedBy'
  > & {
    readonly status: 'requested' | 'done';
  };

export async function saveCancellation(ctx: Ctx, { lines, ...cancellation }: NewCancellation): Promise<string> {
  const { id } = await tx(ctx)
    .insertInto('orders.cancellation')
    .values({
      ...cancellation,
      decidedAt: cancellation.status === 'done' ? sql`clock_timestamp()` : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tx(ctx)
    .insertInto('orders.cancellationLine')
    .values(lines.map(({ lineId, ...line }) => ({ ...line, orderLineId: lineId, cancellationId: id })))
    .execute();
  return id;
}

export async function saveDecided(
  ctx: Ctx,
  cancellationId: string,
  decision: { readonly status: 'done' | 'rejected'; readonly by: string | null; readonly note: string },
): Promise<void> {
  await tx(ctx)
    .updateTable('orders.cancellation')
    .set({
      status: decision.status,
      decidedBy: decision.by,
      decisionNote: decision.note,
      decidedAt: sql`clock_timestamp()`,
    })
    .where('id', '=', cancellationId)
    .execute();
}

/** What of it went on gift cards. */
export async function saveOnCards(
  ctx: Ctx,
  cancellationId: string,
  amounts: Pick<Cancellation, 'toCardsMinor' | 'toNewCardMinor'>,
): Promise<void> {
  await tx(ctx).updateTable('orders.cancellation').set(amounts).where('id', '=', cancellationId).execute();
}

export async function saveLinesCancelled(ctx: Ctx, lineIds: readonly string[]): Promise<void> {
  await tx(ctx).updateTable('orders.orderLine').set({ state: 'cancelled' }).where('id', 'in', lineIds).execute();
}

export async function savePartCancelled(ctx: Ctx, orderId: string): Promise<void> {
  await tx(ctx).updateTable('orders.order').set({ status: 'part_refunded' }).where('id', '=', orderId).execute();
}

export type CancellationRequest = Cancellation & {
  readonly reference: string;
  readonly currency: string;
  readonly buyerEmail: string;
  readonly title: LocalText;
  /** What approving it sends back now: what is due, or what is left of the payment. */
  readonly toSendMinor: number;
};

/** What waits for a decision of an organiser's staff, the oldest first. */
export async function listRequests(
  ctx: Ctx,
  organiserId: string,
  page: { readonly afterId: string | null; readonly limit: number },
): Promise<CancellationRequest[]> {
  const found = await sql<CancellationRequest>`
    select ${columns}, o.reference, o.currency, o.buyer_email, e.title,
      least(c.price_minor + c.fee_minor, coalesce(p.captured_minor - p.refunded_minor, 0)) as to_send_minor
    from orders.cancellation c join orders."order" o on o.id = c.order_id
    join catalogue.performance d on d.id = o.performance_id join catalogue.event e on e.id = d.event_id
    left join payments.payment p on p.id = o.payment_id
    where o.organiser_id = ${organiserId} and c.status = 'requested' and (${page.afterId}::uuid is null or c.id > ${page.afterId})
    order by c.id limit ${page.limit}`.execute(tx(ctx));
  return found.rows;
}
