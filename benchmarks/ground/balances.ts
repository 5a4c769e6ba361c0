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

/** What lies at the provider by our books is what the simulator has taken and not sent back by its own. */
export async function judgeSimulator(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ currency: string; ours: string; theirs: string }>(
    `select currency, coalesce(ours.sum, 0)::text as ours, coalesce(theirs.sum, 0)::text as theirs
     from (select currency, sum(amount_minor) as sum from ledger.entry where account = 'provider_clearing' group by currency) ours
     full join (
       select p.currency, sum(p.amount_minor - coalesce((select sum(r.amount_minor) from simulator.refund r where r.payment_id = p.id), 0)) as sum
       from simulator.payment p where p.status = 'succeeded' group by p.currency) theirs using (currency)
     where coalesce(ours.sum, 0) <> coalesce(theirs.sum, 0)`,
  );
  return rows.map(({ currency, ours, theirs }) => `${currency}: ${ours} by our books, ${theirs} by the simulator's`);
}
