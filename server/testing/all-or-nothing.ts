import pg from 'pg';

/** Runs the work in one transaction of the pool, or of a connection to the address that is closed afterwards. */
export async function allOrNothing<Result>(
  database: string | pg.Pool,
  work: (client: pg.ClientBase) => Promise<Result>,
): Promise<Result> {
  if (typeof database !== 'string') return inTransaction(database, work);
  const pool = new pg.Pool({ connectionString: database, max: 1 });
  try {
    return await inTransaction(pool, work);
  } finally {
    await pool.end();
  }
}

async function inTransaction<Result>(pool: pg.Pool, work: (client: pg.ClientBase) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
