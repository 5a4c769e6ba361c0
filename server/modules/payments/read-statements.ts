import { system } from '../../platform/actor.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Log } from '../../platform/log.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { postProviderFee } from '../ledger/index.ts';
import { mentioned } from './announcements.ts';
import type { Providers } from './providers/index.ts';
import { type PaymentProvider, ProviderDown, type StatementLine } from './providers/provider.ts';
import { findStatementStart, listFreshStatements, saveCompleteUntil, saveStatementLines } from './statement.store.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers; readonly log: Log };
/** completeUntil: every movement before it is read; null: the provider did not answer, or not to the end. */
export type StatementReading = {
  readonly provider: string;
  readonly completeUntil: Date | null;
  readonly newLines: number;
};
type Statement = NonNullable<PaymentProvider['statement']>;

const actor = system('statements');
const freshMinutes = 60;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads on in the statement of every provider that has one. Each line is kept once, however often and wherever it is read. */
export async function readStatements({ inTransaction, providers, log }: App): Promise<StatementReading[]> {
  const readings: StatementReading[] = [];
  for (const { name, statement } of providers.values()) {
    if (statement) readings.push(await readOn(inTransaction, name, statement, log));
  }
  return readings;
}

/** Reads the statements nobody has read for an hour, and those of providers that were never asked. */
export async function readDueStatements(app: App): Promise<void> {
  const read = new Set(await app.inTransaction(actor, (ctx) => listFreshStatements(ctx, freshMinutes)));
  await readStatements({ ...app, providers: new Map([...app.providers].filter(([name]) => !read.has(name))) });
}

async function readOn(
  inTransaction: InTransaction,
  provider: string,
  statement: Statement,
  log: Log,
): Promise<StatementReading> {
  const { from, until } = await inTransaction(actor, async (ctx) => ({
    from: await findStatementStart(ctx, provider),
    until: ctx.now,
  }));
  let newLines = 0;
  try {
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await statement.read({ from, until, cursor: cursor ?? null });
      if (page.lines.length === 0 && page.next !== null) throw new ProviderDown(provider, 'an empty page with a next');
      newLines += await inTransaction(actor, (ctx) => keepLines(ctx, provider, page.lines));
      cursor = page.next;
    }
  } catch (error) {
    // What was read is kept; the next reading begins where the statement was complete.
    log.warn({ err: error, provider }, 'statement not read to its end');
    return { provider, completeUntil: null, newLines };
  }
  const completeUntil = new Date(until.getTime() - statement.lagSeconds * 1000);
  await inTransaction(actor, (ctx) => saveCompleteUntil(ctx, provider, completeUntil));
  return { provider, completeUntil, newLines };
}

/** How many of them are new. What the provider kept is booked with the payment it was kept of; payouts it moved are asked about. */
async function keepLines(ctx: Ctx, provider: string, lines: readonly StatementLine[]): Promise<number> {
  const told = lines.map((line) => ({
    ...line,
    paymentId: oursOnly(line.paymentId),
    refundId: oursOnly(line.refundId),
    payoutId: oursOnly(line.payoutId ?? null),
  }));
  const saved = await saveStatementLines(ctx, provider, told);
  for (const { lineId, kind, providerPaymentId, feeMinor, currency, organiserId } of saved) {
    if (kind === 'payout' || kind === 'payout_reversal')
      await announce(ctx, mentioned(provider, { kind: 'transfer', transferId: providerPaymentId }));
    if (organiserId === null || feeMinor === 0) continue;
    await postProviderFee(ctx, { reference: `${provider}:${lineId}`, organiserId, currency, feeMinor });
  }
  return saved.length;
}

/** A provider may carry ids of anything else that its account is used for. */
function oursOnly(id: string | null): string | null {
  return id !== null && uuid.test(id) ? id : null;
}
