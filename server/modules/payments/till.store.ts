import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { ChainEnd, TillEntry } from './till.rules.ts';

export type Till = {
  readonly id: string;
  readonly organiserId: string;
  readonly currency: string;
  readonly name: string;
  readonly openedBy: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly expectedMinor: number | null;
  readonly countedMinor: number | null;
};
const columns = sql`id, organiser_id, currency, name, opened_by, opened_at, closed_at, expected_minor, counted_minor`;

/** undefined: this person has one open. */
export async function saveTill(
  ctx: Ctx,
  till: Pick<Till, 'organiserId' | 'currency' | 'name' | 'openedBy'>,
): Promise<Till | undefined> {
  const saved = await sql<Till>`
    insert into payments.till (organiser_id, currency, name, opened_by, opened_at)
    values (${till.organiserId}, ${till.currency}, ${till.name}, ${till.openedBy}, ${ctx.now})
    on conflict (organiser_id, opened_by) where closed_at is null do nothing
    returning ${columns}`.execute(tx(ctx));
  return saved.rows[0];
}

export async function findTill(ctx: Ctx, tillId: string): Promise<Till | undefined> {
  const found = await sql<Till>`select ${columns} from payments.till where id = ${tillId}`.execute(tx(ctx));
  return found.rows[0];
}

/** Locked, so that what is in it is known until the transaction ends. */
export async function lockTill(ctx: Ctx, tillId: string): Promise<Till | undefined> {
  const found = await sql<Till>`select ${columns} from payments.till where id = ${tillId} for update`.execute(tx(ctx));
  return found.rows[0];
}

export async function listTills(ctx: Ctx, organiserId: string): Promise<Till[]> {
  const found = await sql<Till>`
    select ${columns} from payments.till where organiser_id = ${organiserId} order by id desc limit 100`.execute(
    tx(ctx),
  );
  return found.rows;
}

export async function saveTillClosed(
  ctx: Ctx,
  tillId: string,
  closing: { readonly by: string; readonly expectedMinor: number; readonly countedMinor: number },
): Promise<void> {
  await sql`
    update payments.till set closed_by = ${closing.by}, closed_at = ${ctx.now}, expected_minor = ${closing.expectedMinor},
      counted_minor = ${closing.countedMinor}
    where id = ${tillId}`.execute(tx(ctx));
}

/** The end of the chain, locked: whoever has it writes the next entry. */
export async function lockChainEnd(ctx: Ctx, organiserId: string, currency: string): Promise<ChainEnd> {
  await sql`
    insert into payments.till_chain (organiser_id, currency) values (${organiserId}, ${currency})
    on conflict (organiser_id, currency) do nothing`.execute(tx(ctx));
  const found = await sql<ChainEnd>`
    select last_number, last_hash, perpetual_minor from payments.till_chain
    where organiser_id = ${organiserId} and currency = ${currency} for update`.execute(tx(ctx));
  const [end] = found.rows;
  if (!end) throw new Error(`the chain of ${organiserId} has no end`);
  return end;
}

export type ChainedEntry = TillEntry & {
  readonly number: number;
  readonly perpetualMinor: number;
  readonly sealed: string;
  readonly previousHash: string;
  readonly hash: string;
};

export async function saveTillEntry(ctx: Ctx, entry: ChainedEntry): Promise<void> {
  await sql`
    insert into payments.till_entry (organiser_id, currency, number, till_id, kind, cash_minor, terminal_minor, given_minor,
      receipt, payment_id, refund_id, counted_minor, perpetual_minor, note, recorded_by, recorded_at, sealed, previous_hash, hash)
    values (${entry.organiserId}, ${entry.currency}, ${entry.number}, ${entry.tillId}, ${entry.kind}, ${entry.cashMinor},
      ${entry.terminalMinor}, ${entry.givenMinor}, ${entry.receipt}, ${entry.paymentId}, ${entry.refundId},
      ${entry.countedMinor}, ${entry.perpetualMinor}, ${entry.note}, ${entry.recordedBy}, ${entry.recordedAt},
      ${entry.sealed}, ${entry.previousHash}, ${entry.hash})`.execute(tx(ctx));
  await sql`
    update payments.till_chain set last_number = ${entry.number}, last_hash = ${entry.hash},
      perpetual_minor = ${entry.perpetualMinor}
    where organiser_id = ${entry.organiserId} and currency = ${entry.currency}`.execute(tx(ctx));
}

export type TillSums = {
  readonly cashMinor: number;
  readonly floatMinor: number;
  readonly saleCount: number;
  readonly cashSalesMinor: number;
  readonly terminalSalesMinor: number;
  readonly cashRefundsMinor: number;
  readonly terminalRefundsMinor: number;
  readonly perpetualMinor: number;
  readonly hash: string;
};

/** What the entries of a till add up to; cashMinor: what should be in its drawer. */
export async function sumTill(ctx: Ctx, tillId: string): Promise<TillSums> {
  const found = await sql<TillSums>`
    select coalesce(sum(cash_minor), 0)::bigint as cash_minor,
      coalesce(sum(cash_minor) filter (where kind = 'float'), 0)::bigint as float_minor,
      count(*) filter (where kind = 'sale') as sale_count,
      coalesce(sum(cash_minor) filter (where kind = 'sale'), 0)::bigint as cash_sales_minor,
      coalesce(sum(terminal_minor) filter (where kind = 'sale'), 0)::bigint as terminal_sales_minor,
      coalesce(-sum(cash_minor) filter (where kind = 'refund'), 0)::bigint as cash_refunds_minor,
      coalesce(-sum(terminal_minor) filter (where kind = 'refund'), 0)::bigint as terminal_refunds_minor,
      coalesce((array_agg(perpetual_minor order by number desc))[1], 0)::bigint as perpetual_minor,
      coalesce((array_agg(hash order by number desc))[1], '') as hash
    from payments.till_entry where till_id = ${tillId}`.execute(tx(ctx));
  const [sums] = found.rows;
  if (!sums) throw new Error(`till ${tillId} has no sums`);
  return sums;
}

/** What was tendered for a payment and has not gone back, each way. */
export async function sumTendered(ctx: Ctx, paymentId: string): Promise<{ cashMinor: number; terminalMinor: number }> {
  const found = await sql<{ cashMinor: number; terminalMinor: number }>`
    select coalesce(sum(cash_minor), 0)::bigint as cash_minor, coalesce(sum(terminal_minor), 0)::bigint as terminal_minor
    from payments.till_entry where payment_id = ${paymentId}`.execute(tx(ctx));
  return found.rows[0] ?? { cashMinor: 0, terminalMinor: 0 };
}
