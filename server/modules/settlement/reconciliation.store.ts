import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { StrangeLine } from '../payments/index.ts';
import type { Standing } from './reconciliation.rules.ts';

export type ComparedPayout = Standing & { readonly payoutId: string };
type Row = Omit<ComparedPayout, 'theirs'> & {
  readonly theirCurrencies: readonly string[];
  readonly theirSentCount: number;
  readonly theirSentMinor: number;
  readonly theirReversedMinor: number;
};

/** The newest payouts whose sums are not the same here and on the statement. Providers whose statement was never read are left out. */
export async function listUnequalPayouts(ctx: Ctx, organiserId: string, limit: number): Promise<ComparedPayout[]> {
  const found = await sql<Row>`
    with compared as (
      select p.id as payout_id, p.currency, p.reversed_minor,
        case when p.state in ('sent', 'reversed') then p.amount_minor else 0 end as sent_minor,
        coalesce(p.sent_at < s.complete_until, false) as is_sent_due,
        coalesce(p.reversed_at < s.complete_until, false) as is_reversal_due, theirs.*
      from settlement.payout p join payments.statement s on s.provider = p.provider
      cross join lateral (
        select coalesce(array_agg(distinct l.currency), '{}') as their_currencies,
          count(*) filter (where l.kind = 'payout')::int as their_sent_count,
          coalesce(-sum(l.amount_minor) filter (where l.kind = 'payout'), 0)::bigint as their_sent_minor,
          coalesce(sum(l.amount_minor) filter (where l.kind = 'payout_reversal'), 0)::bigint as their_reversed_minor
        from (
          select currency, kind, amount_minor from payments.statement_line
          where payout_id = p.id and provider = p.provider and kind in ('payout', 'payout_reversal')
          union all
          select currency, kind, amount_minor from payments.statement_line
          where payout_id is null and provider_payment_id = p.transfer_id and provider = p.provider
            and kind in ('payout', 'payout_reversal')) l) theirs
      where p.organiser_id = ${organiserId}
    )
    select * from compared
    where sent_minor <> their_sent_minor or their_sent_count > 1 or reversed_minor <> their_reversed_minor
      or their_currencies <> array[currency]
    order by payout_id desc limit ${limit}`.execute(tx(ctx));
  return found.rows.map(({ theirCurrencies, theirSentCount, theirSentMinor, theirReversedMinor, ...ours }) => ({
    ...ours,
    theirs: {
      currencies: theirCurrencies,
      sentCount: theirSentCount,
      sentMinor: theirSentMinor,
      reversedMinor: theirReversedMinor,
    },
  }));
}

/** Transfers on the statements, and what came back of them, that are of none of our payouts; the newest first. */
export async function listStrangeTransfers(ctx: Ctx, limit: number): Promise<StrangeLine[]> {
  const found = await sql<StrangeLine>`
    select l.provider, l.line_id, l.booked_at, l.provider_payment_id, l.amount_minor, l.currency
    from payments.statement_line l
    where l.kind in ('payout', 'payout_reversal') and not exists (
      select from settlement.payout p where p.provider = l.provider
        and (p.id = l.payout_id or (l.payout_id is null and p.transfer_id = l.provider_payment_id)))
    order by l.booked_at desc limit ${limit}`.execute(tx(ctx));
  return found.rows;
}
