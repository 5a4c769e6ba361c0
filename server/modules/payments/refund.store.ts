import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { DisputeFact, RefundFact } from './rules.ts';

export type Refund = {
  readonly id: string;
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly status: string;
  readonly reason: string;
  readonly begunAtProvider: boolean;
};
const refundColumns = ['id', 'paymentId', 'amountMinor', 'status', 'reason', 'begunAtProvider'] as const;

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

/** So much more of a payment its buyer has got on a gift card, and not back. The payment is locked. */
export async function creditPart(ctx: Ctx, paymentId: string, amountMinor: number): Promise<void> {
  await sql`
    update payments.payment set credited_minor = credited_minor + ${amountMinor} where id = ${paymentId}`.execute(
    tx(ctx),
  );
}

export async function findRefund(ctx: Ctx, refundId: string): Promise<Refund | undefined> {
  return tx(ctx).selectFrom('payments.refund').select(refundColumns).where('id', '=', refundId).executeTakeFirst();
}

export async function saveRefunded(ctx: Ctx, refundId: string, providerRefundId: string): Promise<boolean> {
  const saved = await tx(ctx)
    .updateTable('payments.refund')
    .set({ status: 'succeeded', providerRefundId, completedAt: sql`clock_timestamp()` })
    .where('id', '=', refundId)
    .where('status', 'in', ['requested', 'pending'])
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}

/** The provider has it and is at it. */
export async function saveRefundPending(ctx: Ctx, refundId: string, providerRefundId: string): Promise<void> {
  await sql`
    update payments.refund set status = 'pending', provider_refund_id = ${providerRefundId}
    where id = ${refundId} and status in ('requested', 'pending')`.execute(tx(ctx));
}

/** It counts as refunded no more. False: it had failed before. */
export async function saveRefundFailed(ctx: Ctx, refundId: string): Promise<boolean> {
  const failed = await sql<{ paymentId: string; amountMinor: number }>`
    update payments.refund set status = 'failed', completed_at = clock_timestamp()
    where id = ${refundId} and status <> 'failed' returning payment_id, amount_minor`.execute(tx(ctx));
  const [refund] = failed.rows;
  if (!refund) return false;
  await sql`
    update payments.payment set refunded_minor = refunded_minor - ${refund.amountMinor} where id = ${refund.paymentId}`.execute(
    tx(ctx),
  );
  return true;
}

/** Made by hand in place of one its provider refused. Undefined: that was done before. */
export async function saveRefundByHand(ctx: Ctx, refused: Refund): Promise<string | undefined> {
  const { id, paymentId, amountMinor, reason } = refused;
  const saved = await sql<{ id: string }>`
    insert into payments.refund (payment_id, amount_minor, reason, status, completed_at, by_hand_for)
    values (${paymentId}, ${amountMinor}, ${reason}, 'succeeded', clock_timestamp(), ${id})
    on conflict (by_hand_for) do nothing returning id`.execute(tx(ctx));
  if (saved.rows.length === 0) return undefined;
  await sql`
    update payments.payment set refunded_minor = refunded_minor + ${amountMinor} where id = ${paymentId}`.execute(
    tx(ctx),
  );
  return saved.rows[0]?.id;
}

/** A refund that somebody began at the provider. */
export async function saveNoticedRefund(ctx: Ctx, paymentId: string, fact: RefundFact): Promise<string> {
  const { amountMinor, providerRefundId, status } = fact;
  await sql`
    update payments.payment set refunded_minor = refunded_minor + ${amountMinor} where id = ${paymentId}`.execute(
    tx(ctx),
  );
  const row = await tx(ctx)
    .insertInto('payments.refund')
    .values({
      paymentId,
      amountMinor,
      reason: 'begun_at_provider',
      status: status === 'succeeded' ? 'succeeded' : 'pending',
      providerRefundId,
      begunAtProvider: true,
      completedAt: status === 'succeeded' ? sql`clock_timestamp()` : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function findRefundOfProvider(
  ctx: Ctx,
  paymentId: string,
  providerRefundId: string,
): Promise<Refund | undefined> {
  return tx(ctx)
    .selectFrom('payments.refund')
    .select(refundColumns)
    .where('paymentId', '=', paymentId)
    .where('providerRefundId', '=', providerRefundId)
    .executeTakeFirst();
}

/** Whether this is news: a dispute that is closed stays as it ended. */
export async function saveDispute(
  ctx: Ctx,
  provider: string,
  paymentId: string,
  { disputeId, status, amountMinor }: DisputeFact,
): Promise<boolean> {
  const saved = await sql`
    insert into payments.dispute as d (provider, dispute_id, payment_id, status, amount_minor, closed_at)
    values (${provider}, ${disputeId}, ${paymentId}, ${status}, ${amountMinor},
      case when ${status} = 'open' then null else clock_timestamp() end)
    on conflict (provider, dispute_id) do update set status = excluded.status, closed_at = excluded.closed_at
      where d.status = 'open' and excluded.status <> 'open'
    returning 1`.execute(tx(ctx));
  return saved.rows.length > 0;
}

/** Refunds that were asked for some seconds ago at providers that make them. */
export async function listOpenRefunds(ctx: Ctx, providers: readonly string[]): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select r.id from payments.refund r join payments.payment p on p.id = r.payment_id
    where r.status = 'requested' and r.requested_at < clock_timestamp() - interval '10 seconds'
      and p.provider = any(${providers}::text[])
    order by r.requested_at limit 50`.execute(tx(ctx));
  return found.rows.map(({ id }) => id);
}

export type RefundToSend = Pick<Refund, 'id' | 'amountMinor' | 'status' | 'reason'> & {
  readonly reference: string;
  readonly provider: string;
  readonly currency: string;
  readonly requestedAt: Date;
  readonly payer: string | null;
  readonly payerIban: string | null;
};

/**
 * Refunds of an organiser that staff make by hand, the oldest first: of providers that make none, and those a provider refused
 * for good while their money is still there; with whom the money came from where a bank told it.
 */
export async function listRefundsToSend(
  ctx: Ctx,
  organiserId: string,
  page: { readonly providers: readonly string[]; readonly afterId: string | null; readonly limit: number },
): Promise<RefundToSend[]> {
  const found = await sql<RefundToSend>`
    select r.id, r.amount_minor, r.status, p.reference, p.provider, p.currency, r.reason, r.requested_at,
      e.payer, e.payer_iban
    from payments.refund r join payments.payment p on p.id = r.payment_id
    left join payments.bank_entry e on e.payment_id = p.id
    where p.organiser_id = ${organiserId}
      and (r.status = 'requested' and p.provider = any(${page.providers}::text[])
        or r.status = 'failed' and not r.begun_at_provider and p.refunded_minor + r.amount_minor <= p.captured_minor
          and not exists (select from payments.refund h where h.by_hand_for = r.id))
      and (${page.afterId}::uuid is null or r.id > ${page.afterId}::uuid)
    order by r.id limit ${page.limit}`.execute(tx(ctx));
  return found.rows;
}
