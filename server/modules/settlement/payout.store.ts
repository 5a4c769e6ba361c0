import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { RefusedTransfer } from '../payments/index.ts';
import type { PayoutState } from './rules.ts';

export type Payout = {
  readonly id: string;
  readonly organiserId: string;
  readonly payoutAccountId: string;
  readonly provider: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly state: PayoutState;
  readonly transferId: string | null;
  readonly reversedMinor: number;
  readonly failureReason: RefusedTransfer['reason'] | null;
  readonly requestedAt: Date;
  readonly sentAt: Date | null;
};
const columns = [
  'id',
  'organiserId',
  'payoutAccountId',
  'provider',
  'amountMinor',
  'currency',
  'state',
  'transferId',
  'reversedMinor',
  'failureReason',
  'requestedAt',
  'sentAt',
] as const;

export async function savePayout(
  ctx: Ctx,
  payout: Pick<Payout, 'organiserId' | 'payoutAccountId' | 'provider' | 'amountMinor' | 'currency'> & {
    readonly requestedBy: string | null;
  },
): Promise<Payout> {
  return tx(ctx).insertInto('settlement.payout').values(payout).returning(columns).executeTakeFirstOrThrow();
}

/** The newest first. */
export async function listPayouts(ctx: Ctx, organiserId: string, limit: number): Promise<Payout[]> {
  return tx(ctx)
    .selectFrom('settlement.payout')
    .select(columns)
    .where('organiserId', '=', organiserId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export async function lockPayout(ctx: Ctx, payoutId: string): Promise<Payout | undefined> {
  return tx(ctx)
    .selectFrom('settlement.payout')
    .select(columns)
    .where('id', '=', payoutId)
    .forUpdate()
    .executeTakeFirst();
}

export async function findPayoutOfTransfer(ctx: Ctx, provider: string, transferId: string): Promise<string | null> {
  const found = await tx(ctx)
    .selectFrom('settlement.payout')
    .select('id')
    .where('provider', '=', provider)
    .where('transferId', '=', transferId)
    .executeTakeFirst();
  return found?.id ?? null;
}

export type DuePayout = Pick<Payout, 'id' | 'provider' | 'amountMinor' | 'currency'> & {
  readonly providerAccountId: string;
  /** This one counted. */
  readonly tries: number;
};

/** A payout that is to be sent now, for so long for this caller alone; undefined: it is not, or somebody is at it. */
export async function takeDue(ctx: Ctx, payoutId: string, aloneSeconds: number): Promise<DuePayout | undefined> {
  const found = await sql<DuePayout>`
    update settlement.payout p
    set tries = p.tries + 1, try_after = clock_timestamp() + ${aloneSeconds} * interval '1 second'
    from settlement.payout_account a
    where p.id = ${payoutId} and p.state = 'requested' and p.try_after <= clock_timestamp() and a.id = p.payout_account_id
    returning p.id, p.provider, p.amount_minor, p.currency, p.tries, a.provider_account_id`.execute(tx(ctx));
  return found.rows[0];
}

export async function listDue(ctx: Ctx, providers: readonly string[]): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from settlement.payout
    where state = 'requested' and try_after <= clock_timestamp() and provider = any(${providers}::text[])
    order by try_after limit 50`.execute(tx(ctx));
  return found.rows.map(({ id }) => id);
}

export async function putOff(ctx: Ctx, payoutId: string, seconds: number): Promise<void> {
  await sql`
    update settlement.payout set try_after = clock_timestamp() + ${seconds} * interval '1 second'
    where id = ${payoutId} and state = 'requested'`.execute(tx(ctx));
}

export async function saveSent(ctx: Ctx, payoutId: string, transferId: string): Promise<void> {
  await tx(ctx)
    .updateTable('settlement.payout')
    .set({ state: 'sent', transferId, sentAt: sql`clock_timestamp()`, failureReason: null, failedAt: null })
    .where('id', '=', payoutId)
    .execute();
}

export async function saveFailed(ctx: Ctx, payoutId: string, failureReason: RefusedTransfer['reason']): Promise<void> {
  await tx(ctx)
    .updateTable('settlement.payout')
    .set({ state: 'failed', failureReason, failedAt: sql`clock_timestamp()` })
    .where('id', '=', payoutId)
    .execute();
}

/** So much of it has come back; all of it: it is reversed. */
export async function saveReversed(ctx: Ctx, payoutId: string, reversedMinor: number): Promise<void> {
  await sql`
    update settlement.payout set reversed_minor = ${reversedMinor}, reversed_at = clock_timestamp(),
      state = case when ${reversedMinor}::bigint = amount_minor then 'reversed' else 'sent' end
    where id = ${payoutId}`.execute(tx(ctx));
}
