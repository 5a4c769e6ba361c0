import type { Ctx } from '../../platform/context.ts';
import { tx } from '../../platform/sql.ts';
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
    | 'payout';
  readonly reference: string;
  readonly organiserId: string;
  readonly currency: string;
  readonly legs: readonly Leg[];
};

/** Whether the posting is new: the same kind and reference is written once. */
export async function savePosting(
  ctx: Ctx,
  { kind, reference, organiserId, currency, legs }: Posting,
): Promise<boolean> {
  const posting = await tx(ctx)
    .insertInto('ledger.posting')
    .values({ kind, reference })
    .onConflict((conflict) => conflict.columns(['kind', 'reference']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!posting) return false;
  await tx(ctx)
    .insertInto('ledger.entry')
    .values(legs.map((leg) => ({ ...leg, postingId: posting.id, organiserId, currency })))
    .execute();
  return true;
}
