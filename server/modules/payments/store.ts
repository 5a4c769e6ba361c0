import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { KnownPayment } from './providers/provider.ts';
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
  /** What its buyer got for it on a gift card instead. */
  readonly creditedMinor: number;
  readonly failureCode: string | null;
  readonly settledAt: Date | null;
  readonly captureRequestedAt: Date | null;
  readonly voidRequestedAt: Date | null;
  readonly openedAt: Date;
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
  'creditedMinor',
  'failureCode',
  'settledAt',
  'captureRequestedAt',
  'voidRequestedAt',
  'openedAt',
] as const;
const columnList = sql.join(columns.map((column) => sql.ref(column)));

/**
 * The payment under way: open at its provider and not let go of, or promised or captured and not decided about. A captured one
 * before any other.
 */
export async function findPaymentUnderWay(ctx: Ctx, reference: string): Promise<Payment | undefined> {
  return tx(ctx)
    .selectFrom('payments.payment')
    .select(columns)
    .where('reference', '=', reference)
    .where((where) =>
      where.or([
        where.and([where('status', 'in', ['opening', 'pending']), where('voidRequestedAt', 'is', null)]),
        where.and([
          where('status', '=', 'authorised'),
          where('settledAt', 'is', null),
          where('voidRequestedAt', 'is', null),
        ]),
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

export async function findPayments(ctx: Ctx, paymentIds: readonly string[]): Promise<Payment[]> {
  const found = await sql<Payment>`
    select ${columnList} from payments.payment where id = any(${paymentIds}::uuid[])`.execute(tx(ctx));
  return found.rows;
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
  { nextUrl, payBefore }: { readonly nextUrl: string | null; readonly payBefore: Date },
): Promise<void> {
  await tx(ctx)
    .updateTable('payments.payment')
    .set({
      providerPaymentId,
      nextUrl,
      payBefore,
      status: sql`case when status = 'opening' then 'pending' else status end`,
    })
    .where('id', '=', paymentId)
    .execute();
}

export async function saveAuthorised(ctx: Ctx, paymentId: string, fact: PaymentFact): Promise<void> {
  await tx(ctx)
    .updateTable('payments.payment')
    .set({
      status: 'authorised',
      providerPaymentId: sql`coalesce(provider_payment_id, ${fact.providerPaymentId})`,
      failureCode: null,
    })
    .where('id', '=', paymentId)
    .execute();
}

/** Of these payments, those that are authorised and whose money is asked for now, the first time. */
export async function saveCapturesRequested(ctx: Ctx, paymentIds: readonly string[]): Promise<Payment[]> {
  const saved = await sql<Payment>`
    update payments.payment set capture_requested_at = clock_timestamp()
    where id = any(${paymentIds}::uuid[]) and status = 'authorised' and capture_requested_at is null
    returning ${columnList}`.execute(tx(ctx));
  return saved.rows;
}

export async function saveVoidRequested(ctx: Ctx, paymentId: string): Promise<void> {
  await sql`
    update payments.payment set void_requested_at = coalesce(void_requested_at, clock_timestamp())
    where id = ${paymentId}`.execute(tx(ctx));
}

export async function saveCaptured(ctx: Ctx, paymentId: string, fact: PaymentFact): Promise<void> {
  await tx(ctx)
    .updateTable('payments.payment')
    .set({
      status: 'captured',
      capturedMinor: fact.amountMinor,
      capturedAt: sql`clock_timestamp()`,
      closedAt: sql`clock_timestamp()`,
      // A provider may know one payment under several ids: the one it is asked by stays.
      providerPaymentId: sql`coalesce(provider_payment_id, ${fact.providerPaymentId})`,
      failureCode: null,
      // Money that was asked for is decided about already; what was let go of, or had failed, is decided about again.
      settledAt: sql`case when status = 'authorised' and capture_requested_at is not null then settled_at end`,
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

export async function saveSettled(ctx: Ctx, paymentIds: readonly string[]): Promise<void> {
  await sql`
    update payments.payment set settled_at = clock_timestamp() where id = any(${paymentIds}::uuid[])`.execute(tx(ctx));
}

/** Captured or promised money nobody has decided about, a few seconds after we learnt of it. */
export async function listUnsettledCaptures(ctx: Ctx): Promise<{ id: string; reference: string }[]> {
  const found = await sql<{ id: string; reference: string }>`
    select id, reference from payments.payment
    where settled_at is null and (captured_minor > 0 or (status = 'authorised' and void_requested_at is null))
      and coalesce(captured_at, opened_at) < clock_timestamp() - interval '3 seconds'
    order by opened_at limit 100`.execute(tx(ctx));
  return found.rows;
}

/** Open payments these providers should be asked about: first after ten seconds, then ever more rarely. Marks them asked. */
export async function takePaymentsToPoll(ctx: Ctx, providers: readonly string[]): Promise<Payment[]> {
  const found = await sql<Payment>`
    update payments.payment set polled_at = clock_timestamp()
    where id in (
      select id from payments.payment
      where status in ('opening', 'pending') and provider_payment_id is not null and provider = any(${providers}::text[])
        and opened_at < clock_timestamp() - interval '10 seconds'
        and (polled_at is null or polled_at < clock_timestamp() - least(interval '1 hour', (polled_at - opened_at) / 2))
      order by opened_at limit 50 for update skip locked)
    returning ${columnList}`.execute(tx(ctx));
  return found.rows;
}

/**
 * Payments whose money is to be taken, or which are to be let go of at a provider that can, and whose job may be lost: half a
 * minute after it was due.
 */
export async function listUnsent(
  ctx: Ctx,
  canVoid: readonly string[],
): Promise<{ readonly captures: string[]; readonly voids: string[] }> {
  const found = await sql<{ id: string; isCapture: boolean }>`
    select id, capture_requested_at is not null as is_capture from payments.payment
    where (status = 'authorised' and capture_requested_at < clock_timestamp() - interval '30 seconds')
      or (status in ('opening', 'pending', 'authorised') and void_requested_at < clock_timestamp() - interval '30 seconds'
        and provider = any(${canVoid}::text[]))
    order by opened_at limit 100`.execute(tx(ctx));
  const idsOf = (isCapture: boolean) => found.rows.flatMap((row) => (row.isCapture === isCapture ? [row.id] : []));
  return { captures: idsOf(true), voids: idsOf(false) };
}

/** Payments at these providers that nobody has paid in time: their pages should take no money any more. */
export async function listOverdue(ctx: Ctx, providers: readonly string[]): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from payments.payment
    where status in ('opening', 'pending') and void_requested_at is null and provider = any(${providers}::text[])
      and pay_before < clock_timestamp() - interval '1 minute'
    order by opened_at limit 50`.execute(tx(ctx));
  return found.rows.map(({ id }) => id);
}

/** Payments nobody has paid, of something that another payment has paid. */
export async function listSuperfluous(ctx: Ctx): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select open.id from payments.payment open
    where open.status in ('opening', 'pending') and open.void_requested_at is null
      and exists (select from payments.payment paid
        where paid.reference = open.reference and paid.status = 'captured' and paid.settled_at is not null)
    order by open.opened_at limit 50`.execute(tx(ctx));
  return found.rows.map(({ id }) => id);
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

export type EventName = { readonly provider: string; readonly eventId: string };
export type StoredEvent = EventName & {
  readonly facts: readonly ProviderFact[];
  /** It proved nothing: the provider is to be asked about this payment. */
  readonly ask: KnownPayment | null;
};
export type AppliedEvent = EventName & { readonly paymentId: string | null; readonly outcome: string };

/** Whether the event is new; a repeated delivery is stored once. */
export async function saveProviderEvent(
  ctx: Ctx,
  event: StoredEvent & { readonly kind: string; readonly body: string },
): Promise<boolean> {
  const saved = await tx(ctx)
    .insertInto('payments.providerEvent')
    .values({
      ...event,
      facts: JSON.stringify(event.facts),
      ask: event.ask === null ? null : JSON.stringify(event.ask),
    })
    .onConflict((conflict) => conflict.columns(['provider', 'eventId']).doNothing())
    .executeTakeFirst();
  return (saved.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Those of the events that were not applied yet, locked. */
export async function lockUnappliedEvents(ctx: Ctx, events: readonly EventName[]): Promise<StoredEvent[]> {
  const found = await sql<StoredEvent>`
    select stored.provider, stored.event_id, stored.facts, stored.ask
    from (select distinct * from unnest(${events.map(({ provider }) => provider)}::text[],
      ${events.map(({ eventId }) => eventId)}::text[]) as named (provider, event_id)) asked
    join payments.provider_event stored using (provider, event_id)
    where stored.applied_at is null order by stored.provider, stored.event_id for update of stored`.execute(tx(ctx));
  return found.rows;
}

export async function saveEventsApplied(ctx: Ctx, events: readonly AppliedEvent[]): Promise<void> {
  await sql`
    update payments.provider_event stored
    set applied_at = clock_timestamp(), outcome = applied.outcome, payment_id = applied."paymentId"
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
      as applied (provider text, "eventId" text, outcome text, "paymentId" uuid)
    where stored.provider = applied.provider and stored.event_id = applied."eventId"`.execute(tx(ctx));
}

/** Stored webhooks whose delivery to the worker was lost with a process. */
export async function listUnappliedEvents(ctx: Ctx): Promise<EventName[]> {
  const found = await sql<EventName>`
    select provider, event_id from payments.provider_event
    where applied_at is null and received_at < clock_timestamp() - interval '3 seconds'
    order by received_at limit 100`.execute(tx(ctx));
  return found.rows;
}

export async function findPaymentOfProvider(
  ctx: Ctx,
  provider: string,
  providerPaymentId: string,
): Promise<Payment | undefined> {
  return tx(ctx)
    .selectFrom('payments.payment')
    .select(columns)
    .where('provider', '=', provider)
    .where('providerPaymentId', '=', providerPaymentId)
    .executeTakeFirst();
}
