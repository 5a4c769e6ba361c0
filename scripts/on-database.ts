import { startEmbeddedPostgres } from '../database/embedded.ts';
import { StartupProblem } from '../database/startup-problem.ts';
import { readConfig } from '../server/platform/config.ts';
import { checkDatabase, ensureDatabase } from '../server/start-checks.ts';

/**
 * Runs an operator's command on the database of DATABASE_URL, or on the embedded one while no Tessera runs on it.
 * What stands in the way is told in one sentence, and the exit code is 1.
 */
export async function onDatabase(command: (databaseUrl: string) => Promise<void>): Promise<void> {
  await open(command).catch((error: unknown) => {
    console.error(error instanceof StartupProblem ? error.message : error);
    process.exitCode = 1;
  });
}

async function open(command: (databaseUrl: string) => Promise<void>): Promise<void> {
  const reading = readConfig(process.env);
  if (!reading.ok) throw new StartupProblem(reading.problems.join('\n'));
  const { databaseUrl, dataDir } = reading.config;
  if (databaseUrl !== undefined) return await checked(databaseUrl, command);
  const server = await startEmbeddedPostgres({ dataDir, log: console.error });
  try {
    await ensureDatabase(server.url('postgres'), 'tessera');
    await checked(server.url('tessera'), command);
  } finally {
    await server.stop();
  }
}

async function checked(databaseUrl: string, command: (databaseUrl: string) => Promise<void>): Promise<void> {
  await checkDatabase(databaseUrl);
  await command(databaseUrl);
}
