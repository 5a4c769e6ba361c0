import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { askAt } from '../../server/testing/given-a-server.ts';
import { givenASession } from '../../server/testing/given-a-session.ts';
import { givenAnAccount } from '../../server/testing/given-an-account.ts';
import type { Findings } from '../report/findings.ts';

/** The simulator's statement is complete after five seconds. */
const completeAfterMs = 6_000;
const dayMs = 86_400_000;

/**
 * Has a node read the simulator's statement, and compares, by the report that directors see: every payment by itself, and
 * what lies at the provider by the ledger with the sum of the statement.
 */
export async function judgeStatements(
  pool: pg.Pool,
  node: { readonly port: number; readonly siteUrl: string },
  organiserIds: readonly string[],
): Promise<Findings> {
  await pause(completeAfterMs);
  const ask = askAt(`http://127.0.0.1:${node.port}`);
  const { accountId } = await givenAnAccount(pool, { isSuperadmin: true });
  const { cookie } = await givenASession({ pool, config: { publicUrl: node.siteUrl } }, accountId);
  const unread: string[] = [];
  const different: string[] = [];
  const strange: string[] = [];
  const sums: string[] = [];
  const [first = ''] = organiserIds;
  const readings = await ask('readStatements', { params: { organiserId: first } }, { cookie });
  for (const { provider, completeUntil } of readings.body.items) if (completeUntil === null) unread.push(provider);
  const query = { from: dayOf(Date.now() - 2 * dayMs), to: dayOf(Date.now() + dayMs) };
  for (const organiserId of organiserIds) {
    const report = (await ask('getReconciliation', { params: { organiserId }, query }, { cookie })).body;
    different.push(...report.differences.map((difference) => JSON.stringify(difference)));
    if (organiserId === first) strange.push(...report.strange.map((line) => JSON.stringify(line)));
    const balances = (await ask('getBalances', { params: { organiserId } }, { cookie })).body;
    for (const { currency, atProviders } of balances.items) {
      const days = report.days.filter((day) => day.currency === currency);
      const there = days.reduce((sum, day) => sum + day.capturedMinor - day.refundedMinor - day.feesMinor, 0);
      if (there !== atProviders.amountMinor)
        sums.push(`${currency}: ${atProviders.amountMinor} by our books, ${there} by the statement`);
    }
    if (report.days.length === 0) sums.push(`nothing on the statement for ${organiserId}`);
  }
  return {
    'statements not read': unread,
    'difference with the simulator’s statement': different,
    'money of none of our payments': strange,
    'sums other than the statement’s': sums,
  };
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
