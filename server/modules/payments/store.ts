import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { PaymentFact, PaymentStatus, ProviderFact } from './rules.ts';

export type Payment = {
  readonly id: string;
  readonly organiserId: string;
  readonly reference: string;
  readonly provider: string;
  readonly status: PaymentStatus;
  readonly amountMinor: number;
  readonly currency: string;
  readonly returnUrl: string;
  readonly providerPaymentId: string | null;
  readonly nextUrl: string | null;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly failureCode: string | null;
  readonly settledAt: Date | null;
};

const columns = [
  'id',
  'organiserId',
  'reference',
  'provider',
  'status',
  'amountMinor',
  'currency',
  'returnUrl',
  'providerPaymentId',
  'nextUrl',
  'capturedMinor',
  'refundedMinor',
  'failureCode',
  'settledAt',
] as const;

/** The payment under way: open at its provider, or captured and not decided about. A captured one before any other. */
export async function findPaymentUnderWay(ctx: Ctx, reference: string): Promise<Payment | undefined> {
  return tx(ctx)
    .selectFrom('payments.payment')
    .select(columns)
    .where('reference', '=', reference)
    .where((where) =>
      where.or([
        where('status', 'in', ['opening', 'pending']),
        where.and([where('status', '=', 'captured'), where('settledAt', 'is', null)]),
      ]),
    )
    .orderBy(sql`status = 'captured'`, 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The payment that tells how things stand: the one that decided, else a captured one, else the newest. */
export async function findPaymentFor(
  ctx: Ctx,
  reference: string,
  decidedBy: string | null,
): Promise<Payment | undefined> {
  return tx(ctx)
    .selectFrom('payments.payment')
    .select(columns)
    .where('reference', '=', reference)
    .orderBy(sql`id is not distinct from ${decidedBy}::uuid`, 'desc')
    .orderBy(sql`status = 'captured'`, 'desc')
    .orderBy('openedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function findPayment(ctx: Ctx, paymentId: string): Promise<Payment | undefined> {
  return tx(ctx).selectFrom('payments.payment').select(columns).where('id', '=', paymentId).executeTakeFirst();
}

export async function lockPayment(ctx: Ctx, paymentId: string): Promise<Payment | undefined> {
  return tx(ctx)
    .selectFrom('payments.payment')
    .select(columns)
    .where('id', '=', paymentId)
    .forUpdate()
    .executeTakeFirst();
}

export async function savePayment(
  ctx: Ctx,
  payment: Pick<Payment, 'organiserId' | 'reference' | 'provider' | 'amountMinor' | 'currency' | 'returnUrl'>,
): Promise<Payment> {
  return tx(ctx).insertInto('payments.payment').values(payment).returning(columns).executeTakeFirstOrThrow();
}

/** Records what the provider answered to the start; a payment that went further meanwhile keeps its status. */
export async function saveStarted(
  ctx: Ctx,
  paymentId: string,
  providerPaymentId: string,
  nextUrl: string | null,
): Promise<void> {
  await tx(ctx)
    .updateTable('payments.payment')
    .set({ providerPaymentId, nextUrl, status: sql`case when status = 'opening' then 'pending' else status end` })
    .where('id', '=', paymentId)
    .execute();
}

export async function saveCaptured(ctx: Ctx, paymentId: string, fact: PaymentFact): Promise<void> {
  await tx(ctx)
    .updateTable('payments.payment')
    .set({
      status: 'captured',
      capturedMinor: fact.amountMinor,
      capturedAt: sql`clock_timestamp()`,
      closedAt: sql`clock_timestamp()`,
      providerPaymentId: fact.providerPaymentId,
      failureCode: null,
    })
    .where('id', '=', paymentId)
    .execute();
}

export async function saveClosed(
  ctx: Ctx,
  paymentId: string,
  status: 'failed' | 'cancelled',
  failureCode: string | null,
): Promise<void> {
  await tx(ctx)
    .updateTable('payments.payment')
    .set({ status, failureCode, closedAt: sql`clock_timestamp()` })
    .where('id', '=', paymentId)
    .execute();
}

export async function saveSettled(ctx: Ctx, paymentId: string): Promise<void> {
  await tx(ctx)
    .updateTable('payments.payment')
    .set({ settledAt: sql`clock_timestamp()` })
    .where('id', '=', paymentId)
    .execute();
}

/** Captured money nobody has decided about, a few seconds after we learnt of it. */
export async function listUnsettledCaptures(ctx: Ctx): Promise<{ id: string; reference: string }[]> {
  const found = await sql<{ id: string; reference: string }>`
    select id, reference from payments.payment
    where captured_minor > 0 and settled_at is null and captured_at < clock_timestamp() - interval '3 seconds'
    order by captured_at limit 100`.execute(tx(ctx));
  return found.rows;
}

/** Open payments the provider should be asked about: first after ten seconds, then ever more rarely. Marks them asked. */
export async function takePaymentsToPoll(ctx: Ctx): Promise<Payment[]> {
  const found = await sql<Payment>`
    update payments.payment set polled_at = clock_timestamp()
    where id in (
      select id from payments.payment
      where status in ('opening', 'pending') and provider_payment_id is not null
        and opened_at < clock_timestamp() - interval '10 seconds'
        and (polled_at is null or polled_at < clock_timestamp() - least(interval '1 hour', (polled_at - opened_at) / 2))
      order by opened_at limit 50 for update skip locked)
    returning ${sql.join(columns.map((column) => sql.ref(column)))}`.execute(tx(ctx));
  return found.rows;
}

/** Payments that were opened and never reached the provider, long after any claim on places has ended. */
export async function takeAbandonedOpenings(ctx: Ctx): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from payments.payment
    where status = 'opening' and opened_at < clock_timestamp() - interval '1 hour' limit 50 for update skip locked`.execute(
    tx(ctx),
  );
  return found.rows.map(({ id }) => id);
}

/** Whether the event is new; a repeated delivery is stored once. */
export async function saveProviderEvent(
  ctx: Ctx,
  event: { provider: string; eventId: string; kind: string; facts: readonly ProviderFact[]; body: string },
): Promise<boolean> {
  const saved = await tx(ctx)
    .insertInto('payments.providerEvent')
    .values({ ...event, facts: JSON.stringify(event.facts) })
    .onConflict((conflict) => conflict.columns(['provider', 'eventId']).doNothing())
    .executeTakeFirst();
  return (saved.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The event, locked, unless it was applied already. */
export async function lockUnappliedEvent(
  ctx: Ctx,
  provider: string,
  eventId: string,
): Promise<readonly ProviderFact[] | undefined> {
  const found = await sql<{ facts: readonly ProviderFact[] }>`
    select facts from payments.provider_event
    where provider = ${provider} and event_id = ${eventId} and applied_at is null for update`.execute(tx(ctx));
  return found.rows[0]?.facts;
}

export async function saveEventApplied(
  ctx: Ctx,
  provider: string,
  eventId: string,
  paymentId: string | null,
  outcome: string,
): Promise<void> {
  await tx(ctx)
    .updateTable('payments.providerEvent')
    .set({ appliedAt: sql`clock_timestamp()`, outcome, paymentId })
    .where('provider', '=', provider)
    .where('eventId', '=', eventId)
    .execute();
}

/** Stored webhooks whose delivery to the worker was lost with a process. */
export async function listUnappliedEvents(ctx: Ctx): Promise<{ provider: string; eventId: string }[]> {
  const found = await sql<{ provider: string; eventId: string }>`
    select provider, event_id from payments.provider_event
    where applied_at is null and received_at < clock_timestamp() - interval '3 seconds'
    order by received_at limit 100`.execute(tx(ctx));
  return found.rows;
}

export type Refund = {
  readonly id: string;
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly status: string;
};

export async function saveRefund(ctx: Ctx, paymentId: string, amountMinor: number, reason: string): Promise<string> {
  await tx(ctx)
    .updateTable('payments.payment')
    .set({ refundedMinor: sql`refunded_minor + ${amountMinor}` })
    .where('id', '=', paymentId)
    .execute();
  const row = await tx(ctx)
    .insertInto('payments.refund')
    .values({ paymentId, amountMinor, reason })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function findRefund(ctx: Ctx, refundId: string): Promise<Refund | undefined> {
  return tx(ctx)
    .selectFrom('payments.refund')
    .select(['id', 'paymentId', 'amountMinor', 'status'])
    .where('id', '=', refundId)
    .executeTakeFirst();
}

export async function saveRefunded(ctx: Ctx, refundId: string, providerRefundId: string): Promise<boolean> {
  const saved = await tx(ctx)
    .updateTable('payments.refund')
    .set({ status: 'succeeded', providerRefundId, completedAt: sql`clock_timestamp()` })
    .where('id', '=', refundId)
    .where('status', '=', 'requested')
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}

export async function listOpenRefunds(ctx: Ctx): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from payments.refund
    where status = 'requested' and requested_at < clock_timestamp() - interval '10 seconds'
    order by requested_at limit 50`.execute(tx(ctx));
  return found.rows.map(({ id }) => id);
}
