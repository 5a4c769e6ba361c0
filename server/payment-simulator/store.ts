import type { Ctx } from '../platform/context.ts';
import { sql, tx } from '../platform/sql.ts';

export type SimulatedPayment = {
  readonly id: string;
  readonly clientReference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly returnUrl: string;
  readonly webhookUrl: string;
  readonly description: string;
  readonly status: 'open' | 'succeeded' | 'declined' | 'cancelled';
  readonly outcome: string | null;
  readonly expiresAt: Date;
};
const columns = [
  'id',
  'clientReference',
  'amountMinor',
  'currency',
  'returnUrl',
  'webhookUrl',
  'description',
  'status',
  'outcome',
  'expiresAt',
] as const;

export type NewPayment = Omit<SimulatedPayment, 'status' | 'outcome'> & { readonly idempotencyKey: string };

/** The payment of this idempotency key: the one there is, or this new one. */
export async function savePayment(ctx: Ctx, payment: NewPayment): Promise<SimulatedPayment> {
  await tx(ctx)
    .insertInto('simulator.payment')
    .values(payment)
    .onConflict((conflict) => conflict.column('idempotencyKey').doNothing())
    .execute();
  return tx(ctx)
    .selectFrom('simulator.payment')
    .select(columns)
    .where('idempotencyKey', '=', payment.idempotencyKey)
    .executeTakeFirstOrThrow();
}

export async function findPayment(ctx: Ctx, id: string): Promise<SimulatedPayment | undefined> {
  return tx(ctx).selectFrom('simulator.payment').select(columns).where('id', '=', id).executeTakeFirst();
}

export async function lockPayment(ctx: Ctx, id: string): Promise<SimulatedPayment | undefined> {
  return tx(ctx).selectFrom('simulator.payment').select(columns).where('id', '=', id).forUpdate().executeTakeFirst();
}

/** Money that came in, and what the simulator keeps of it. */
export async function saveCapture(ctx: Ctx, paymentId: string, amountMinor: number, feeMinor: number): Promise<void> {
  await tx(ctx).insertInto('simulator.movement').values({ paymentId, amountMinor, feeMinor }).execute();
}

export async function saveStatus(ctx: Ctx, id: string, status: SimulatedPayment['status']): Promise<void> {
  await tx(ctx).updateTable('simulator.payment').set({ status }).where('id', '=', id).execute();
}

export async function saveOutcome(ctx: Ctx, id: string, outcome: string, settlesInMs: number): Promise<void> {
  await sql`update simulator.payment set outcome = ${outcome},
    settles_at = clock_timestamp() + ${settlesInMs} * interval '1 millisecond' where id = ${id}`.execute(tx(ctx));
}

/** Payments that settle late and whose hour has come, and open ones whose time is over. */
export async function listDuePayments(ctx: Ctx): Promise<SimulatedPayment[]> {
  return tx(ctx)
    .selectFrom('simulator.payment')
    .select(columns)
    .where('status', '=', 'open')
    .where((where) =>
      where.or([
        where('settlesAt', '<=', sql<Date>`clock_timestamp()`),
        where.and([where('outcome', 'is', null), where('expiresAt', '<=', sql<Date>`clock_timestamp()`)]),
      ]),
    )
    .limit(50)
    .forUpdate()
    .skipLocked()
    .execute();
}

export async function saveDelivery(ctx: Ctx, webhookUrl: string, body: string, dueInMs: number): Promise<void> {
  await sql`insert into simulator.delivery (webhook_url, body, due_at)
    values (${webhookUrl}, ${body}, clock_timestamp() + ${dueInMs} * interval '1 millisecond')`.execute(tx(ctx));
}

export type SimulatedDelivery = { readonly id: number; readonly webhookUrl: string; readonly body: string };

/** Takes due deliveries for half a minute; one that is not acknowledged by then is due again. */
export async function takeDeliveries(ctx: Ctx): Promise<SimulatedDelivery[]> {
  const taken = await sql<SimulatedDelivery>`
    update simulator.delivery set attempt_count = attempt_count + 1,
      due_at = clock_timestamp() + least(interval '1 hour', interval '2 seconds' * power(2, least(attempt_count, 12)))
    where id in (select id from simulator.delivery where delivered_at is null and due_at <= clock_timestamp()
      order by due_at limit 20 for update skip locked)
    returning id, webhook_url, body`.execute(tx(ctx));
  return taken.rows;
}

export async function saveDelivered(ctx: Ctx, id: number): Promise<void> {
  await tx(ctx)
    .updateTable('simulator.delivery')
    .set({ deliveredAt: sql`clock_timestamp()` })
    .where('id', '=', id)
    .execute();
}

/** The refund of this idempotency key; undefined when it would pass what was paid. */
export async function saveRefund(
  ctx: Ctx,
  refund: { id: string; idempotencyKey: string; paymentId: string; amountMinor: number },
) {
  // Refunds of one payment are one after the other: each counts those before it.
  await lockPayment(ctx, refund.paymentId);
  const existing = await tx(ctx)
    .selectFrom('simulator.refund')
    .select(['id', 'amountMinor'])
    .where('idempotencyKey', '=', refund.idempotencyKey)
    .executeTakeFirst();
  if (existing) return existing;
  const saved = await sql<{ id: string; amountMinor: number }>`
    insert into simulator.refund (id, idempotency_key, payment_id, amount_minor)
    select ${refund.id}, ${refund.idempotencyKey}, p.id, ${refund.amountMinor} from simulator.payment p
    where p.id = ${refund.paymentId} and p.status = 'succeeded' and ${refund.amountMinor}
      + coalesce((select sum(amount_minor) from simulator.refund where payment_id = p.id), 0) <= p.amount_minor
    returning id, amount_minor`.execute(tx(ctx));
  const [made] = saved.rows;
  if (made) {
    const { id: refundId, amountMinor } = made;
    await tx(ctx)
      .insertInto('simulator.movement')
      .values({ paymentId: refund.paymentId, refundId, amountMinor: -amountMinor })
      .execute();
  }
  return made;
}

export type Movement = {
  readonly id: number;
  readonly paymentId: string;
  readonly clientReference: string;
  readonly refundId: string | null;
  readonly amountMinor: number;
  readonly feeMinor: number;
  readonly currency: string;
  readonly bookedAt: Date;
};

/** Movements booked in a time, in the order of their ids. */
export async function listMovements(
  ctx: Ctx,
  {
    from,
    until,
    afterId,
    limit,
  }: { readonly from: Date; readonly until: Date; readonly afterId: number; readonly limit: number },
): Promise<Movement[]> {
  const found = await sql<Movement>`
    select m.id, m.payment_id, p.client_reference, m.refund_id, m.amount_minor, m.fee_minor, p.currency, m.booked_at
    from simulator.movement m join simulator.payment p on p.id = m.payment_id
    where m.booked_at >= ${from} and m.booked_at < ${until} and m.id > ${afterId} order by m.id limit ${limit}`.execute(
    tx(ctx),
  );
  return found.rows;
}
