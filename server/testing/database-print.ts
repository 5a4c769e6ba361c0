import type pg from 'pg';

/** A fingerprint of the rows of every table of ours. The job queue's own tables change by themselves and are left out. */
export async function databasePrint(pool: pg.Pool): Promise<Record<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema', 'pgboss') order by 1`,
  );
  const selects = tables.map(
    ({ name }) =>
      `select '${name}' as name, count(*) || ' rows ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as print from ${name} t`,
  );
  const { rows } = await pool.query<{ name: string; print: string }>(selects.join(' union all '));
  return Object.fromEntries(rows.map(({ name, print }) => [name, print]));
}
