import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { LedgerAccount } from './rules.ts';

export type AccountBalance = {
  readonly currency: string;
  readonly account: LedgerAccount;
  readonly balanceMinor: number;
};

export async function listBalances(ctx: Ctx, organiserId: string): Promise<AccountBalance[]> {
  const found = await sql<AccountBalance>`
    select currency, account, sum(amount_minor)::bigint as balance_minor from ledger.entry
    where organiser_id = ${organiserId} group by currency, account order by currency, account`.execute(tx(ctx));
  return found.rows;
}

/** What the platform owes an organiser, in minor units; payouts of one organiser wait for each other until the end of the transaction. */
export async function lockOwed(ctx: Ctx, organiserId: string, currency: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`payout ${organiserId}`}, 0))`.execute(tx(ctx));
  const found = await sql<{ owedMinor: number }>`
    select coalesce(-sum(amount_minor), 0)::bigint as owed_minor from ledger.entry
    where organiser_id = ${organiserId} and currency = ${currency} and account = 'organiser_payable'`.execute(tx(ctx));
  return found.rows[0]?.owedMinor ?? 0;
}

export type Payout = {
  readonly id: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly transferReference: string;
  readonly recordedAt: Date;
};
const columns = ['id', 'amountMinor', 'currency', 'transferReference', 'recordedAt'] as const;

/** undefined: a payout with this transfer reference is recorded already. */
export async function savePayout(
  ctx: Ctx,
  payout: Omit<Payout, 'id' | 'recordedAt'> & { readonly organiserId: string; readonly recordedBy: string | null },
): Promise<Payout | undefined> {
  return tx(ctx)
    .insertInto('ledger.payout')
    .values(payout)
    .onConflict((conflict) => conflict.columns(['organiserId', 'transferReference']).doNothing())
    .returning(columns)
    .executeTakeFirst();
}

/** The newest first. */
export async function listPayouts(ctx: Ctx, organiserId: string, limit: number): Promise<Payout[]> {
  return tx(ctx)
    .selectFrom('ledger.payout')
    .select(columns)
    .where('organiserId', '=', organiserId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
