import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { StatementLine } from './providers/provider.ts';

/** From when on a provider's statement is to be read: from where it is complete, at first a day before its first payment. */
export async function findStatementStart(ctx: Ctx, provider: string): Promise<Date> {
  const found = await sql<{ from: Date }>`
    select coalesce(
      (select complete_until from payments.statement where provider = ${provider}),
      (select min(opened_at) from payments.payment where provider = ${provider}),
      ${ctx.now}) - interval '1 day' as "from"`.execute(tx(ctx));
  return found.rows[0]?.from ?? ctx.now;
}

/** Providers whose statement was read to its end in the last so many minutes. */
export async function listFreshStatements(ctx: Ctx, minutes: number): Promise<string[]> {
  const found = await sql<{ provider: string }>`
    select provider from payments.statement
    where read_at > clock_timestamp() - ${minutes} * interval '1 minute'`.execute(tx(ctx));
  return found.rows.map(({ provider }) => provider);
}

export type SavedLine = {
  readonly lineId: string;
  readonly kind: StatementLine['kind'];
  readonly providerPaymentId: string;
  readonly feeMinor: number;
  readonly currency: string;
  /** Of the payment; null: it is of none of ours. */
  readonly organiserId: string | null;
};

/** The lines that are new, each once. */
export async function saveStatementLines(
  ctx: Ctx,
  provider: string,
  lines: readonly StatementLine[],
): Promise<SavedLine[]> {
  const saved = await sql<SavedLine>`
    with told as (
      select * from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l(
        "lineId" text, kind text, "bookedAt" timestamptz, "paymentId" uuid, "refundId" uuid, "providerPaymentId" text,
        "payoutId" uuid, "amountMinor" bigint, "feeMinor" bigint, currency text)
    ), saved as (
      insert into payments.statement_line
        (provider, line_id, kind, booked_at, payment_id, provider_payment_id, payout_id, amount_minor, fee_minor, currency)
      select ${provider}, t."lineId", t.kind, t."bookedAt", coalesce(named.id, back.id, known.id), t."providerPaymentId",
        t."payoutId", t."amountMinor", t."feeMinor", t.currency
      from told t
      left join payments.payment named on named.id = t."paymentId" and named.provider = ${provider}
      left join payments.refund r on r.id = t."refundId"
      left join payments.payment back on back.id = r.payment_id and back.provider = ${provider}
      left join payments.payment known on known.provider = ${provider} and known.provider_payment_id = t."providerPaymentId"
      on conflict (provider, line_id) do nothing
      returning line_id, kind, provider_payment_id, fee_minor, currency, payment_id
    )
    select s.line_id, s.kind, s.provider_payment_id, s.fee_minor, s.currency, p.organiser_id
    from saved s left join payments.payment p on p.id = s.payment_id`.execute(tx(ctx));
  return saved.rows;
}

export async function saveCompleteUntil(ctx: Ctx, provider: string, completeUntil: Date): Promise<void> {
  await sql`
    insert into payments.statement as s (provider, complete_until) values (${provider}, ${completeUntil})
    on conflict (provider) do update set complete_until = greatest(s.complete_until, excluded.complete_until),
      read_at = clock_timestamp()`.execute(tx(ctx));
}
