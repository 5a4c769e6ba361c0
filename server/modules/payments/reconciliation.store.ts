import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { Standing } from './reconciliation.rules.ts';

/** From the beginning of the one day until before the other, in UTC. */
export type Period = { readonly from: Date; readonly until: Date };

export type StatementState = { readonly provider: string; readonly completeUntil: Date; readonly readAt: Date };

export async function listStatements(ctx: Ctx): Promise<StatementState[]> {
  return tx(ctx)
    .selectFrom('payments.statement')
    .select(['provider', 'completeUntil', 'readAt'])
    .orderBy('provider')
    .execute();
}

export type StatementDay = {
  readonly provider: string;
  /** A day of UTC, as the provider booked it. */
  readonly day: string;
  readonly currency: string;
  readonly lines: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly feesMinor: number;
};

/** What the providers booked for an organiser, a day each. */
export async function listStatementDays(
  ctx: Ctx,
  organiserId: string,
  { from, until }: Period,
): Promise<StatementDay[]> {
  const found = await sql<StatementDay>`
    select l.provider, to_char(l.booked_at at time zone 'UTC', 'YYYY-MM-DD') as day, l.currency, count(*)::int as lines,
      coalesce(sum(l.amount_minor) filter (where l.kind = 'capture'), 0)::bigint as captured_minor,
      coalesce(-sum(l.amount_minor) filter (where l.kind = 'refund'), 0)::bigint as refunded_minor,
      sum(l.fee_minor)::bigint as fees_minor
    from payments.statement_line l join payments.payment p on p.id = l.payment_id
    where p.organiser_id = ${organiserId} and l.booked_at >= ${from} and l.booked_at < ${until}
    group by 1, 2, 3 order by 2 desc, 1, 3`.execute(tx(ctx));
  return found.rows;
}

export type ComparedPayment = Standing & {
  readonly paymentId: string;
  readonly provider: string;
  readonly reference: string;
};
type Row = Omit<ComparedPayment, 'theirs'> & {
  readonly theirCurrencies: readonly string[];
  readonly theirCaptureCount: number;
  readonly theirCapturedMinor: number;
  readonly theirRefundedMinor: number;
};

/**
 * Payments with something in this time, here or on the statement, whose sums are not the same: over all time, so that a
 * refund of another day counts. Providers whose statement was never read are left out.
 */
export async function listUnequal(
  ctx: Ctx,
  organiserId: string,
  { from, until }: Period,
  limit: number,
): Promise<ComparedPayment[]> {
  const found = await sql<Row>`
    with touched as (
      select payment_id as id from payments.statement_line where booked_at >= ${from} and booked_at < ${until}
      union select id from payments.payment where captured_at >= ${from} and captured_at < ${until}
      union select payment_id from payments.refund where completed_at >= ${from} and completed_at < ${until}
    ), compared as (
      select p.id as payment_id, p.provider, p.reference, p.currency, p.captured_minor,
        coalesce(p.captured_at < s.complete_until, false) as is_capture_due,
        back.refunded_minor, back.refunded_due_minor, theirs.*
      from touched t join payments.payment p on p.id = t.id join payments.statement s on s.provider = p.provider
      cross join lateral (
        select coalesce(sum(r.amount_minor) filter (where r.status <> 'failed'), 0)::bigint as refunded_minor,
          coalesce(sum(r.amount_minor) filter (where r.status = 'succeeded' and r.completed_at < s.complete_until), 0)::bigint
            as refunded_due_minor
        from payments.refund r where r.payment_id = p.id and r.by_hand_for is null) back
      cross join lateral (
        select coalesce(array_agg(distinct l.currency), '{}') as their_currencies,
          count(*) filter (where l.kind = 'capture')::int as their_capture_count,
          coalesce(sum(l.amount_minor) filter (where l.kind = 'capture'), 0)::bigint as their_captured_minor,
          coalesce(-sum(l.amount_minor) filter (where l.kind = 'refund'), 0)::bigint as their_refunded_minor
        from payments.statement_line l where l.payment_id = p.id) theirs
      where p.organiser_id = ${organiserId}
    )
    select * from compared
    where captured_minor <> their_captured_minor or their_capture_count > 1 or refunded_minor <> their_refunded_minor
      or their_currencies <> array[currency]
    order by payment_id limit ${limit}`.execute(tx(ctx));
  return found.rows.map(({ theirCurrencies, theirCaptureCount, theirCapturedMinor, theirRefundedMinor, ...ours }) => ({
    ...ours,
    theirs: {
      currencies: theirCurrencies,
      captureCount: theirCaptureCount,
      capturedMinor: theirCapturedMinor,
      refundedMinor: theirRefundedMinor,
    },
  }));
}

export type StrangeLine = {
  readonly provider: string;
  readonly lineId: string;
  readonly bookedAt: Date;
  readonly providerPaymentId: string;
  readonly amountMinor: number;
  readonly currency: string;
};

/** Movements of none of our payments, but for payouts. */
export async function listStrangeLines(ctx: Ctx, { from, until }: Period, limit: number): Promise<StrangeLine[]> {
  return tx(ctx)
    .selectFrom('payments.statementLine')
    .select(['provider', 'lineId', 'bookedAt', 'providerPaymentId', 'amountMinor', 'currency'])
    .where('paymentId', 'is', null)
    .where('kind', 'in', ['capture', 'refund'])
    .where('bookedAt', '>=', from)
    .where('bookedAt', '<', until)
    .orderBy('bookedAt')
    .limit(limit)
    .execute();
}
