import type { Locale, LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { PlaceWords } from '../inventory/index.ts';
import type { OrderStatus } from './rules.ts';

export type Order = {
  readonly id: string;
  readonly reference: string;
  readonly organiserId: string;
  readonly performanceId: string;
  readonly holdId: string;
  readonly accountId: string | null;
  readonly buyerEmail: string;
  readonly buyerName: string;
  readonly locale: Locale;
  readonly status: OrderStatus;
  readonly totalMinor: number;
  readonly currency: string;
  readonly paymentId: string | null;
  /** As published when it was placed; null: none was. */
  readonly refundPolicyId: string | null;
  readonly closingReason: string | null;
  /** Its buyer agreed to other seats of the same zone, should late money find theirs gone; and whether it has them. */
  readonly acceptsEquivalentSeats: boolean;
  readonly hasOtherSeats: boolean;
  readonly placedAt: Date;
  readonly confirmedAt: Date | null;
};

const columns = [
  'id',
  'reference',
  'organiserId',
  'performanceId',
  'holdId',
  'accountId',
  'buyerEmail',
  'buyerName',
  'locale',
  'status',
  'totalMinor',
  'currency',
  'paymentId',
  'refundPolicyId',
  'closingReason',
  'acceptsEquivalentSeats',
  'hasOtherSeats',
  'placedAt',
  'confirmedAt',
] as const;
const columnList = sql.join(columns.map((column) => sql.ref(column)));

export type OrderLine = {
  readonly id: string;
  readonly offerId: string;
  readonly place: number;
  readonly seatId: number | null;
  readonly zoneId: string;
  readonly zoneName: string;
  readonly rowLabel: string | null;
  readonly seatNumber: string | null;
  readonly seatFlags: readonly string[];
  readonly tierName: LocalText;
  readonly tariffName: LocalText;
  readonly priceMinor: number;
  readonly feeMinor: number;
  readonly taxMinor: number;
  /** This line's share of what was taken off; the price is after it. */
  readonly discountMinor: number;
  readonly absorbedFeeMinor: number;
  readonly trace: readonly { readonly rule: string; readonly words: LocalText; readonly amountMinor: number }[];
  readonly attendeeName: string;
  readonly state: 'live' | 'cancelled';
};

export type NewOrder = Pick<
  Order,
  | 'reference'
  | 'organiserId'
  | 'performanceId'
  | 'holdId'
  | 'accountId'
  | 'buyerEmail'
  | 'buyerName'
  | 'locale'
  | 'totalMinor'
  | 'currency'
  | 'refundPolicyId'
  | 'acceptsEquivalentSeats'
>;
export type NewLine = Omit<OrderLine, 'id' | 'state'> & { readonly tierId: string };

/** undefined when the reference is in use, or the hold has an order: two buyers' tabs may ask at once. */
export async function saveOrder(ctx: Ctx, order: NewOrder): Promise<Order | undefined> {
  return tx(ctx)
    .insertInto('orders.order')
    .values(order)
    .onConflict((conflict) => conflict.doNothing())
    .returning(columns)
    .executeTakeFirst();
}

export async function saveLines(ctx: Ctx, orderId: string, lines: readonly NewLine[]): Promise<void> {
  await tx(ctx)
    .insertInto('orders.orderLine')
    .values(
      lines.map((line) => ({
        ...line,
        orderId,
        seatFlags: [...line.seatFlags],
        tierName: JSON.stringify(line.tierName),
        tariffName: JSON.stringify(line.tariffName),
        trace: JSON.stringify(line.trace),
      })),
    )
    .execute();
}

/** Its places are other seats of the same zone now. */
export async function saveOtherSeats(ctx: Ctx, orderId: string, places: readonly PlaceWords[]): Promise<void> {
  await tx(ctx).updateTable('orders.order').set({ hasOtherSeats: true }).where('id', '=', orderId).execute();
  for (const { place, seatId, rowLabel, seatNumber, flags } of places) {
    await tx(ctx)
      .updateTable('orders.orderLine')
      .set({ seatId, rowLabel, seatNumber, seatFlags: [...flags] })
      .where('orderId', '=', orderId)
      .where('place', '=', place)
      .execute();
  }
}

export async function findOrder(ctx: Ctx, orderId: string): Promise<Order | undefined> {
  return tx(ctx).selectFrom('orders.order').select(columns).where('id', '=', orderId).executeTakeFirst();
}

export async function findOrders(ctx: Ctx, orderIds: readonly string[]): Promise<Order[]> {
  const found = await sql<Order>`
    select ${columnList} from orders."order" where id = any(${orderIds}::uuid[])`.execute(tx(ctx));
  return found.rows;
}

export async function lockOrder(ctx: Ctx, orderId: string): Promise<Order | undefined> {
  const [order] = await lockOrders(ctx, [orderId]);
  return order;
}

/** In the order of their ids. Rows that refer to them, such as documents, are written meanwhile without waiting: ids never change. */
export async function lockOrders(ctx: Ctx, orderIds: readonly string[]): Promise<Order[]> {
  const found = await sql<Order>`
    select ${columnList} from orders."order" where id = any(${orderIds}::uuid[]) order by id for no key update`.execute(
    tx(ctx),
  );
  return found.rows;
}

export async function findOrderOfHold(ctx: Ctx, holdId: string): Promise<string | undefined> {
  const row = await tx(ctx).selectFrom('orders.order').select('id').where('holdId', '=', holdId).executeTakeFirst();
  return row?.id;
}

export async function listLines(ctx: Ctx, orderId: string): Promise<OrderLine[]> {
  const [lines = []] = (await listLinesByOrder(ctx, [orderId])).values();
  return lines;
}

export async function listLinesByOrder(
  ctx: Ctx,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, OrderLine[]>> {
  const found = await sql<OrderLine & { orderId: string }>`
    select id, order_id, offer_id, place, seat_id, zone_id, zone_name, row_label, seat_number, seat_flags, tier_name, tariff_name,
      price_minor, fee_minor, tax_minor, discount_minor, absorbed_fee_minor, trace, attendee_name, state
    from orders.order_line where order_id = any(${orderIds}::uuid[]) order by order_id, place`.execute(tx(ctx));
  return Map.groupBy(found.rows, ({ orderId }) => orderId);
}

export async function saveStatus(ctx: Ctx, orderId: string, status: 'pending' | 'paying'): Promise<void> {
  await tx(ctx).updateTable('orders.order').set({ status }).where('id', '=', orderId).execute();
}

type Confirmed = { readonly orderId: string; readonly paymentId: string | null };

export async function saveConfirmed(ctx: Ctx, confirmed: readonly Confirmed[]): Promise<void> {
  await sql`
    update orders."order" o set status = 'confirmed', payment_id = paid."paymentId", closing_reason = null,
      confirmed_at = clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(confirmed)}::jsonb) as paid ("orderId" uuid, "paymentId" uuid)
    where o.id = paid."orderId"`.execute(tx(ctx));
}

export async function saveClosed(
  ctx: Ctx,
  orderId: string,
  closing: { status: 'expired' | 'cancelled' | 'refunded'; reason: string; paymentId?: string },
): Promise<void> {
  await tx(ctx)
    .updateTable('orders.order')
    .set({
      status: closing.status,
      closingReason: closing.reason,
      closedAt: sql`clock_timestamp()`,
      ...(closing.paymentId === undefined ? {} : { paymentId: closing.paymentId }),
    })
    .where('id', '=', orderId)
    .execute();
}

/** Orders whose time to pay ended unpaid, not locked by anybody. */
export async function takeOverdue(ctx: Ctx): Promise<Order[]> {
  const found = await sql<Order>`
    select ${sql.join(columns.map((column) => sql.ref(`o.${column}`)))}
    from orders."order" o join inventory.hold h on h.id = o.hold_id
    where o.status = 'pending' and (h.state = 'released' or h.expires_at <= clock_timestamp() - interval '5 seconds')
    order by o.placed_at limit 200 for update of o skip locked`.execute(tx(ctx));
  return found.rows;
}

/** Orders that wait for a payment that is over, because the word of it was lost with a process. */
export async function listForsaken(ctx: Ctx): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select o.id from orders."order" o
    where o.status = 'paying' and not exists (
      select 1 from payments.payment p where p.reference = o.id::text
        and ((p.status in ('opening', 'pending') and p.void_requested_at is null)
          or (p.status = 'authorised' and p.void_requested_at is null) or (p.status = 'captured' and p.settled_at is null)))
    order by o.placed_at limit 100`.execute(tx(ctx));
  return found.rows.map(({ id }) => id);
}

/** Orders whose tickets were given for promised money that did not come some seconds ago. */
export async function listUnpaid(ctx: Ctx): Promise<{ id: string; paymentId: string }[]> {
  const found = await sql<{ id: string; paymentId: string }>`
    select o.id, p.id as payment_id from payments.payment p join orders."order" o on o.id = p.reference::uuid
    where p.status = 'failed' and p.capture_requested_at is not null and p.closed_at < clock_timestamp() - interval '3 seconds'
      and o.status = 'confirmed' and o.payment_id = p.id
    order by p.closed_at limit 100`.execute(tx(ctx));
  return found.rows;
}

export type OrderSummary = {
  readonly id: string;
  readonly reference: string;
  readonly status: OrderStatus;
  readonly title: LocalText;
  readonly venue: string;
  readonly city: string;
  readonly startsAt: Date;
  readonly timeZone: string;
  readonly placeCount: number;
  readonly totalMinor: number;
  readonly currency: string;
  readonly placedAt: Date;
  readonly buyer: string;
  readonly isHoldAlive: boolean;
};

type Whose = ({ readonly accountId: string } | { readonly organiserId: string }) & {
  readonly reference: string | undefined;
};

export async function listOrders(
  ctx: Ctx,
  whose: Whose,
  page: { after: { at: string; id: string } | undefined; limit: number },
): Promise<OrderSummary[]> {
  const owner =
    'accountId' in whose ? sql`o.account_id = ${whose.accountId}` : sql`o.organiser_id = ${whose.organiserId}`;
  const found = await sql<OrderSummary>`
    select o.id, o.reference, o.status, e.title, v.name as venue, v.city, p.starts_at, p.time_zone, h.place_count,
      o.total_minor, o.currency, o.placed_at, o.buyer_email as buyer, h.state = 'active' and h.expires_at > clock_timestamp() as is_hold_alive
    from orders."order" o
    join inventory.hold h on h.id = o.hold_id
    join catalogue.performance p on p.id = o.performance_id join catalogue.event e on e.id = p.event_id
    join venues.mapping m on m.id = p.mapping_id join venues.venue v on v.id = m.venue_id
    where ${owner} and (${whose.reference ?? null}::text is null or o.reference = ${whose.reference ?? null})
      and (${page.after?.at ?? null}::timestamptz is null
      or (date_trunc('milliseconds', o.placed_at), o.id) < (${page.after?.at ?? null}::timestamptz, ${page.after?.id ?? null}::uuid))
    order by date_trunc('milliseconds', o.placed_at) desc, o.id desc limit ${page.limit}`.execute(tx(ctx));
  return found.rows;
}

export type JournalRow = {
  readonly happenedAt: Date;
  readonly kind: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly payload: Record<string, unknown>;
};

/** Everything that was told about an order, its hold, its payments and its scans, oldest first. */
export async function listJournal(ctx: Ctx, order: Order): Promise<JournalRow[]> {
  const found = await sql<JournalRow>`
    select happened_at, kind, actor_kind, actor_id, payload from platform.journal
    where subject_id in (${order.id}, ${order.holdId})
      or subject_id in (select id::text from payments.payment where reference = ${order.id})
      or subject_id in (select r.id::text from payments.refund r join payments.payment p on p.id = r.payment_id
        where p.reference = ${order.id})
      or subject_id in (select r.id::text from tickets.access_right r join tickets.ticket t on t.id = r.ticket_id
        where t.order_id = ${order.id})
    order by id limit 500`.execute(tx(ctx));
  return found.rows;
}
