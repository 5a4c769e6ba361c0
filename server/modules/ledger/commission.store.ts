import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { CommissionPlan, OrderCommission, Step } from './commission.rules.ts';

/** The plan in force: the newest. */
export async function findPlan(
  ctx: Ctx,
  organiserId: string,
  currency: string,
): Promise<{ readonly id: string; readonly plan: CommissionPlan } | undefined> {
  const found = await tx(ctx)
    .selectFrom('ledger.commissionPlan')
    .select(['id', 'kind', 'perTicketMinor', 'basisPoints', 'steps'])
    .where('organiserId', '=', organiserId)
    .where('currency', '=', currency)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!found) return undefined;
  const { id, kind, perTicketMinor, basisPoints, steps } = found;
  if (kind === 'fixed') return { id, plan: { kind, perTicketMinor: perTicketMinor ?? 0 } };
  if (kind === 'percent') return { id, plan: { kind, basisPoints: basisPoints ?? 0 } };
  return { id, plan: { kind: 'stepped', steps: (steps ?? []) as unknown as Step[] } };
}

/** Counts tickets of this month and answers how many there were before. Holds the month until the transaction ends. */
export async function countTickets(ctx: Ctx, organiserId: string, currency: string, count: number): Promise<number> {
  const month = `${ctx.now.toISOString().slice(0, 7)}-01`;
  const { rows } = await sql<{ ticketCount: number }>`
    insert into ledger.commission_month as m (organiser_id, currency, month, ticket_count)
    values (${organiserId}, ${currency}, ${month}::date, ${count})
    on conflict (organiser_id, currency, month) do update set ticket_count = m.ticket_count + excluded.ticket_count
    returning ticket_count as "ticketCount"`.execute(tx(ctx));
  return (rows[0]?.ticketCount ?? count) - count;
}

export type NewOrderCommission = {
  readonly orderId: string;
  readonly organiserId: string;
  readonly currency: string;
  readonly planId: string;
  readonly priceMinor: number;
  readonly commissionMinor: number;
};

export async function saveOrderCommissions(ctx: Ctx, commissions: readonly NewOrderCommission[]): Promise<void> {
  if (commissions.length === 0) return;
  await sql`
    insert into ledger.order_commission (order_id, organiser_id, currency, plan_id, price_minor, commission_minor)
    select * from jsonb_to_recordset(${JSON.stringify(commissions)}::jsonb) as given ("orderId" uuid, "organiserId" uuid,
      currency text, "planId" uuid, "priceMinor" bigint, "commissionMinor" bigint)`.execute(tx(ctx));
}

export async function lockOrderCommission(ctx: Ctx, orderId: string): Promise<OrderCommission | undefined> {
  return tx(ctx)
    .selectFrom('ledger.orderCommission')
    .select(['priceMinor', 'commissionMinor', 'returnedPriceMinor', 'givenBackMinor'])
    .where('orderId', '=', orderId)
    .forUpdate()
    .executeTakeFirst();
}

export async function saveReturned(
  ctx: Ctx,
  orderId: string,
  returned: Pick<OrderCommission, 'returnedPriceMinor' | 'givenBackMinor'>,
): Promise<void> {
  await tx(ctx).updateTable('ledger.orderCommission').set(returned).where('orderId', '=', orderId).execute();
}
