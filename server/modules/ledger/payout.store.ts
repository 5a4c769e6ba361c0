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

export type SentSum = { readonly currency: string; readonly sentMinor: number };

/** What went from the platform's balances at providers to an organiser's accounts there, less what came back. */
export async function listSent(ctx: Ctx, organiserId: string): Promise<SentSum[]> {
  const found = await sql<SentSum>`
    select e.currency, -sum(e.amount_minor)::bigint as sent_minor
    from ledger.entry e join ledger.posting p on p.id = e.posting_id
    where e.organiser_id = ${organiserId} and e.account = 'provider_clearing'
      and p.kind in ('payout_sent', 'payout_reversed')
    group by e.currency`.execute(tx(ctx));
  return found.rows;
}

/**
 * What the platform owes an organiser, in minor units; payouts of one organiser wait for each other until the end of the
 * transaction.
 */
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
