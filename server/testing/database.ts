import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export type TestDatabase = { url: string; drop(): Promise<void> };

declare module 'vitest' {
  interface ProvidedContext {
    /** The test run's own PostgreSQL; a connection with every right. */
    postgresUrl: string;
  }
}

export const templateName = 'tessera_template';

/**
 * A database of one's own with every migration run and nothing in it. One per test file is the custom; `drop` throws
 * out whoever is still connected.
 */
export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(templateName);
}

/** A database of one's own with nothing in it at all, not even the migrations. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template1');
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runOnServer(`create database ${name} template ${template} strategy file_copy`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOnServer(`drop database if exists ${name} with (force)`) };
}

async function runOnServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
