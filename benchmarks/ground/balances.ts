import type pg from 'pg';

/** The sum of all entries of a currency is nothing. */
export async function judgeTrialBalance(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ currency: string; sum: string }>(
    'select currency, sum(amount_minor)::text as sum from ledger.entry group by currency having sum(amount_minor) <> 0',
  );
  return rows.map(({ currency, sum }) => `${sum} ${currency} too much`);
}

/** Once everything is decided, nothing waits between a provider and those it belongs to. */
export async function judgeClearing(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ currency: string; sum: string }>(
    `select currency, sum(amount_minor)::text as sum from ledger.entry where account = 'order_clearing'
     group by currency having sum(amount_minor) <> 0`,
  );
  return rows.map(({ currency, sum }) => `${sum} ${currency} in order_clearing`);
}
