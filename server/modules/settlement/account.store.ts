import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { AccountStanding } from '../payments/index.ts';

export type PayoutAccount = AccountStanding & {
  readonly id: string;
  readonly organiserId: string;
  readonly provider: string;
  readonly country: string;
  readonly providerAccountId: string | null;
  readonly askedAt: Date | null;
};
const columns = [
  'id',
  'organiserId',
  'provider',
  'country',
  'providerAccountId',
  'detailsSubmitted',
  'chargesEnabled',
  'payoutsEnabled',
  'receivesTransfers',
  'currentlyDue',
  'disabledReason',
  'askedAt',
] as const;
const columnList = sql.join(columns.map((column) => sql.ref(column)));

/** The one an organiser has now. */
export async function findAccountOf(ctx: Ctx, organiserId: string): Promise<PayoutAccount | undefined> {
  return tx(ctx)
    .selectFrom('settlement.payoutAccount')
    .select(columns)
    .where('organiserId', '=', organiserId)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
}

export async function findAccountAt(
  ctx: Ctx,
  provider: string,
  providerAccountId: string,
): Promise<PayoutAccount | undefined> {
  return tx(ctx)
    .selectFrom('settlement.payoutAccount')
    .select(columns)
    .where('provider', '=', provider)
    .where('providerAccountId', '=', providerAccountId)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
}

/** undefined: the organiser has one. */
export async function saveAccount(
  ctx: Ctx,
  account: Pick<PayoutAccount, 'organiserId' | 'provider' | 'country'>,
): Promise<PayoutAccount | undefined> {
  return tx(ctx)
    .insertInto('settlement.payoutAccount')
    .values({ ...account, triedAt: sql`clock_timestamp()` })
    .onConflict((conflict) => conflict.column('organiserId').where('endedAt', 'is', null).doNothing())
    .returning(columns)
    .executeTakeFirst();
}

/** Whether the provider's id of it is news. */
export async function saveOpened(ctx: Ctx, accountId: string, providerAccountId: string): Promise<boolean> {
  const saved = await tx(ctx)
    .updateTable('settlement.payoutAccount')
    .set({ providerAccountId, openedAt: sql`clock_timestamp()` })
    .where('id', '=', accountId)
    .where('providerAccountId', 'is', null)
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}

/** What the provider answered to a question of this instant; undefined: a younger question was answered before. */
export async function saveStanding(
  ctx: Ctx,
  accountId: string,
  standing: AccountStanding,
  askedAt: Date,
): Promise<PayoutAccount | undefined> {
  const { currentlyDue, ...rest } = standing;
  return tx(ctx)
    .updateTable('settlement.payoutAccount')
    .set({ ...rest, currentlyDue: [...currentlyDue], askedAt })
    .where('id', '=', accountId)
    .where('endedAt', 'is', null)
    .where((where) => where.or([where('askedAt', 'is', null), where('askedAt', '<', askedAt)]))
    .returning(columns)
    .executeTakeFirst();
}

/** Whether that is news. */
export async function saveEnded(ctx: Ctx, accountId: string): Promise<boolean> {
  const saved = await tx(ctx)
    .updateTable('settlement.payoutAccount')
    .set({ endedAt: sql`clock_timestamp()` })
    .where('id', '=', accountId)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}

/**
 * Accounts the provider should be asked about: those that nobody knows to be opened, after a minute; those that are not ready,
 * every quarter of an hour; the others once a day. Marks them tried.
 */
export async function takeAccountsToAsk(ctx: Ctx, providers: readonly string[]): Promise<PayoutAccount[]> {
  const found = await sql<PayoutAccount>`
    update settlement.payout_account set tried_at = clock_timestamp()
    where id in (
      select id from settlement.payout_account
      where ended_at is null and provider = any(${providers}::text[])
        and coalesce(tried_at, requested_at) < clock_timestamp() - case
          when provider_account_id is null then interval '1 minute'
          when receives_transfers and payouts_enabled then interval '1 day' else interval '15 minutes' end
      order by tried_at limit 20 for update skip locked)
    returning ${columnList}`.execute(tx(ctx));
  return found.rows;
}
