import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../database/embedded.ts';
import { migrate } from '../../database/migrate.ts';
import { templateName } from './database.ts';

/** One PostgreSQL for the whole run, thrown away after it, with a migrated database that test databases are copied from. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tessera-test-'));
  const server = await startEmbeddedPostgres({
    dataDir,
    log: console.log,
    // Real in everything but surviving a power cut, which no test pulls.
    settings: { fsync: 'off', full_page_writes: 'off', log_checkpoints: 'off' },
  });
  try {
    await createTemplate(server.url('postgres'), server.url(templateName));
  } catch (error) {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
  project.provide('postgresUrl', server.url('postgres'));
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function createTemplate(serverUrl: string, templateUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`create database ${templateName}`);
    await migrate(templateUrl);
  } finally {
    await client.end();
  }
}
