import { Kysely, PostgresDialect } from 'kysely';
import { generate, PostgresDialect as TypesDialect } from 'kysely-codegen';
import pg from 'pg';
import { schemasNotOurs } from './describe-schema.ts';

/** Kysely's types of every table. A text column checked against a list of words becomes the union of these words. */
export async function generateTableTypes(databaseUrl: string, client: pg.Client): Promise<string> {
  const pool = new pg.Pool({ connectionString: databaseUrl });
  // Ending a pool does not wait for its connections to close: the server may be stopped before they are.
  pool.on('error', () => {});
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await generate({
      db,
      dialect: new TypesDialect({ dateParser: 'string' }),
      camelCase: true,
      outFile: null,
      excludePattern: `{${schemasNotOurs.join(',')}}.*`,
      overrides: { columns: await columnsWithListedWords(client) },
      typeMapping: { int8: 'number' },
      typeOnlyImports: true,
    });
  } finally {
    await db.destroy();
  }
}

type ListedColumn = { path: string; condition: string; nullable: boolean; generated: boolean };

async function columnsWithListedWords(client: pg.Client): Promise<Record<string, string>> {
  const { rows } = await client.query<ListedColumn>(`
    select n.nspname || '.' || t.relname || '.' || a.attname as path, pg_get_expr(c.conbin, c.conrelid) as condition,
      not a.attnotnull as nullable, a.atthasdef as generated
    from pg_constraint c
    join pg_class t on t.oid = c.conrelid
    join pg_namespace n on n.oid = t.relnamespace
    join pg_attribute a on a.attrelid = t.oid and a.attnum = c.conkey[1]
    where c.contype = 'c' and cardinality(c.conkey) = 1 and a.atttypid = 'text'::regtype
    order by path`);
  const overrides: Record<string, string> = {};
  for (const { path, condition, nullable, generated } of rows) {
    const list = /^\(\w+ = ANY \(ARRAY\[(?<words>('\w+'::text(, )?)+)\]\)\)$/.exec(condition)?.groups?.words;
    if (!list) continue;
    const union = list.replaceAll('::text', '').split(', ').join(' | ') + (nullable ? ' | null' : '');
    overrides[path] = generated ? `Generated<${union}>` : union;
  }
  return overrides;
}
