import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../database/embedded.ts';
import { migrate } from '../database/migrate.ts';
import { describeSchema } from './describe-schema.ts';
import { generateTableTypes } from './generate-table-types.ts';

const schemaFile = join(import.meta.dirname, '../database/schema.sql');
const typesFile = join(import.meta.dirname, '../database/tables.gen.ts');

/** The two files that must follow the migrations, made from a database that has just run all of them. */
async function takeSnapshot(databaseUrl: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return new Map([
      [schemaFile, await describeSchema(client)],
      [typesFile, await generateTableTypes(databaseUrl, client)],
    ]);
  } finally {
    await client.end();
  }
}

async function withMigratedDatabase<Result>(use: (databaseUrl: string) => Promise<Result>): Promise<Result> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tessera-snapshot-'));
  try {
    const server = await startEmbeddedPostgres({ dataDir, log: () => {} });
    try {
      await createDatabase(server.url('postgres'), 'snapshot');
      const databaseUrl = server.url('snapshot');
      await migrate(databaseUrl);
      return await use(databaseUrl);
    } finally {
      await server.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function createDatabase(serverUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

type Difference = { file: string; line: number; committed: string; generated: string };

async function compare(snapshot: Map<string, string>): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const [path, text] of snapshot) {
    const committed = (await readFile(path, 'utf8').catch(() => '')).replaceAll('\r\n', '\n').split('\n');
    const generated = text.split('\n');
    const length = Math.max(committed.length, generated.length);
    const index = Array.from({ length }).findIndex((_, line) => committed[line] !== generated[line]);
    if (index < 0) continue;
    const file = relative(process.cwd(), path);
    differences.push({ file, line: index + 1, committed: committed[index] ?? '', generated: generated[index] ?? '' });
  }
  return differences;
}

if (import.meta.main) {
  const snapshot = await withMigratedDatabase(takeSnapshot);
  const differences = await compare(snapshot);
  if (process.argv.includes('--check')) {
    for (const { file, line, committed, generated } of differences) {
      console.error(
        `${file}:${line} does not match the migrations; run: npm run db:snapshot\n- ${committed}\n+ ${generated}`,
      );
    }
    process.exitCode = differences.length > 0 ? 1 : 0;
  } else {
    for (const [path, text] of snapshot) await writeFile(path, text);
    for (const { file } of differences) console.log(`rewritten: ${file}`);
    if (differences.length === 0) console.log('The snapshot was up to date.');
  }
}
