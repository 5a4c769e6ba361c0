import { audit } from '../database/audit.ts';
import { startEmbeddedPostgres } from '../database/embedded.ts';
import { StartupProblem } from '../database/startup-problem.ts';
import { readConfig } from '../server/platform/config.ts';
import { checkDatabase, ensureDatabase } from '../server/start-checks.ts';

const rowsShown = 10;

/** Audits the database of DATABASE_URL, or the embedded one while no Tessera runs on it. Fails when anything contradicts itself. */
async function main(): Promise<void> {
  const reading = readConfig(process.env);
  if (!reading.ok) throw new StartupProblem(reading.problems.join('\n'));
  const { databaseUrl, dataDir } = reading.config;
  if (databaseUrl !== undefined) return await run(databaseUrl);
  const server = await startEmbeddedPostgres({ dataDir, log: console.error });
  try {
    await ensureDatabase(server.url('postgres'), 'tessera');
    await run(server.url('tessera'));
  } finally {
    await server.stop();
  }
}

async function run(databaseUrl: string): Promise<void> {
  await checkDatabase(databaseUrl);
  const violations = await audit(databaseUrl);
  for (const { query, rows } of violations) {
    console.log(`${rows.length} ${query}`);
    for (const row of rows.slice(0, rowsShown)) console.log(`  ${JSON.stringify(row)}`);
    if (rows.length > rowsShown) console.log(`  and ${rows.length - rowsShown} more`);
  }
  if (violations.length === 0) console.log('Nothing contradicts itself.');
  else process.exitCode = 1;
}

await main().catch((error: unknown) => {
  console.error(error instanceof StartupProblem ? error.message : error);
  process.exitCode = 1;
});
