import { join, resolve } from 'node:path';
import { locateBinaries } from './embedded/binaries.ts';
import { openCluster } from './embedded/cluster.ts';
import { claimFolder } from './embedded/folder-claim.ts';
import { runServer, stopOrphan } from './embedded/server-process.ts';
import { makeFolder } from './make-folder.ts';

export type EmbeddedPostgres = {
  /** The address of one database of this server; stays the same until `stop`. */
  url(database: string): string;
  /** Disconnects everybody, writes everything out, and returns when no process is left. */
  stop(): Promise<void>;
};

export type EmbeddedOptions = {
  /** Where everything is kept; created if missing. */
  dataDir: string;
  log(line: string): void;
  /** PostgreSQL settings laid over the defaults. */
  settings?: Record<string, string>;
};

const defaultSettings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  max_connections: '200',
  shared_buffers: '256MB',
  shared_preload_libraries: 'pg_stat_statements',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/**
 * Runs PostgreSQL 18 on a free loopback port and, where the system has them, on a socket in its folder, with its data in
 * `dataDir`. It is brought back by itself when it dies,
 * and takes over from a server that an earlier, killed Tessera left behind.
 * @throws StartupProblem when the machine, the folder or what is in it does not allow it
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const folder = join(dataDir, 'postgresql');
  const binaries = await locateBinaries();
  makeFolder(dataDir);
  const claim = claimFolder(dataDir);
  try {
    await stopOrphan(folder, binaries);
    const server = await runServer({
      cluster: openCluster(folder, binaries),
      binaries,
      settings: { ...defaultSettings, ...options.settings },
      logPath: join(dataDir, 'postgresql.log'),
      log: options.log,
    });
    return {
      url: server.url,
      stop: async () => {
        await server.stop();
        claim.release();
      },
    };
  } catch (error) {
    claim.release();
    throw error;
  }
}
