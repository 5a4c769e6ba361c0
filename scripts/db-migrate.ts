import { startEmbeddedPostgres } from '../database/embedded.ts';
import { migrate } from '../database/migrate.ts';
import { StartupProblem } from '../database/startup-problem.ts';
import { readConfig } from '../server/platform/config.ts';
import { checkDatabase, ensureDatabase } from '../server/start-checks.ts';

/** Migrates the database of DATABASE_URL, or the embedded one while no Tessera runs on it. */
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
  const ran = await migrate(databaseUrl);
  console.log(ran.length === 0 ? 'Nothing to migrate.' : ran.join('\n'));
}

await main().catch((error: unknown) => {
  console.error(error instanceof StartupProblem ? error.message : error);
  process.exitCode = 1;
});
