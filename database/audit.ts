import pg from 'pg';
import { counterChecks } from './audit/counter-checks.ts';
import { giftCardChecks } from './audit/gift-card-checks.ts';
import { invoiceChecks } from './audit/invoice-checks.ts';
import { moneyChecks } from './audit/money-checks.ts';
import { payoutChecks } from './audit/payout-checks.ts';
import { placeChecks } from './audit/place-checks.ts';
import { recordChecks } from './audit/record-checks.ts';
import { stockChecks } from './audit/stock-checks.ts';

export type Violation = { readonly query: string; readonly rows: unknown[] };

export type AuditOptions = {
  /** How long a step that another step completes (a webhook, a refund, a message) may be open before it counts as lost; 60. */
  readonly graceSeconds?: number;
};

/** SQL by the name of what it finds. */
export const checks: Readonly<Record<string, string>> = {
  ...stockChecks,
  ...placeChecks,
  ...moneyChecks,
  ...payoutChecks,
  ...counterChecks,
  ...giftCardChecks,
  ...invoiceChecks,
  ...recordChecks,
};

/**
 * Reads the whole database in one snapshot and returns what contradicts itself; an empty list is a sound database.
 * Changes nothing and may run beside the product.
 */
export async function audit(databaseUrl: string, options: AuditOptions = {}): Promise<Violation[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'tessera audit' });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return await violationsIn(client, options);
  } finally {
    await client.end();
  }
}

/** The same within a transaction that is open. */
export async function violationsIn(
  client: pg.ClientBase,
  { graceSeconds = 60 }: AuditOptions = {},
): Promise<Violation[]> {
  await client.query(`select set_config('audit.grace', $1, true)`, [`${graceSeconds} seconds`]);
  const violations: Violation[] = [];
  for (const [query, text] of Object.entries(checks)) {
    const { rows } = await client.query<Record<string, unknown>>(text);
    if (rows.length > 0) violations.push({ query, rows });
  }
  return violations;
}
