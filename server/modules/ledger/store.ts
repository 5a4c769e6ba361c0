import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { Leg } from './rules.ts';

export type Posting = {
  readonly kind:
    | 'capture'
    | 'sale'
    | 'refund'
    | 'refund_failed'
    | 'return'
    | 'commission'
    | 'commission_return'
    | 'provider_fee'
    | 'payout'
    | 'payout_request'
    | 'payout_sent'
    | 'payout_failed'
    | 'payout_reversed'
    | 'gift_card_issue'
    | 'gift_card_spend'
    | 'gift_card_refund';
  readonly reference: string;
  readonly organiserId: string;
  readonly currency: string;
  readonly legs: readonly Leg[];
};

/** Writes them by one statement, and answers which are new, by kind and reference: each of those is written once. */
export async function savePostings(ctx: Ctx, postings: readonly Posting[]): Promise<ReadonlySet<string>> {
  if (postings.length === 0) return new Set();
  const saved = await sql<Pick<Posting, 'kind' | 'reference'>>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(postings)}::jsonb)
        as given (kind text, reference text, "organiserId" uuid, currency text, legs jsonb)
    ), posted as (
      insert into ledger.posting (kind, reference) select kind, reference from given
      on conflict (kind, reference) do nothing returning id, kind, reference
    ), entered as (
      insert into ledger.entry (posting_id, organiser_id, currency, account, amount_minor)
      select posted.id, given."organiserId", given.currency, leg.account, leg."amountMinor"
      from posted join given using (kind, reference),
        jsonb_to_recordset(given.legs) as leg (account text, "amountMinor" bigint)
    )
    select kind, reference from posted`.execute(tx(ctx));
  return new Set(saved.rows.map(nameOf));
}

export function nameOf({ kind, reference }: Pick<Posting, 'kind' | 'reference'>): string {
  return `${kind} ${reference}`;
}
