import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { StartupProblem } from '../startup-problem.ts';
import type { PostgresBinaries } from './binaries.ts';
import { type Cluster, postgresEnvironment, superuser } from './cluster.ts';
import { commandLine, hasEnded, isAlive } from './processes.ts';

export type ServerSetup = {
  cluster: Cluster;
  binaries: PostgresBinaries;
  settings: Record<string, string>;
  /** PostgreSQL's own log, begun anew with each `runServer`. */
  logPath: string;
  log(line: string): void;
};

export type RunningServer = { url(database: string): string; stop(): Promise<void> };

const readyWithinMs = 300_000;

/** Runs the server until `stop`, starting it again on the same port whenever it dies. */
export async function runServer(setup: ServerSetup): Promise<RunningServer> {
  rmSync(setup.logPath, { force: true });
  const first = await startFirst(setup);
  const { url, port } = first;
  let child = first.child;
  let stopping = false;
  let restarting: Promise<void> | undefined;

  const restart = async (): Promise<void> => {
    setup.log('PostgreSQL died and is being started again.');
    for (let delayMs = 100; !stopping; delayMs = Math.min(delayMs * 2, 5_000)) {
      await pause(delayMs);
      if (stopping) return;
      child = launch(setup, port);
      const problem = await untilReady(child, url('postgres'));
      if (problem === undefined) {
        setup.log('PostgreSQL is back.');
        return watch();
      }
      setup.log(`PostgreSQL did not start: ${lastLogLine(setup.logPath) ?? problem}`);
    }
  };
  const watch = (): void => {
    const current = child;
    const onEnd = (): void => {
      if (!stopping) restarting = restart();
    };
    if (current.exitCode !== null || current.signalCode !== null) onEnd();
    else current.once('exit', onEnd);
  };
  watch();

  return {
    url,
    stop: async () => {
      stopping = true;
      await stopChild(child, setup);
      await restarting;
      await stopChild(child, setup);
    },
  };
}

/** Stops the server that a killed Tessera left running on this data directory, and clears what would block a new one. */
export async function stopOrphan(folder: string, binaries: PostgresBinaries): Promise<void> {
  const pidFile = join(folder, 'postmaster.pid');
  let lines: string[];
  try {
    lines = readFileSync(pidFile, 'utf8').split('\n');
  } catch {
    return;
  }
  const pid = Number(lines[0]);
  if (!isAlive(pid)) return;
  if (process.platform === 'win32') {
    spawnSync(binaries.pgCtl, ['stop', '-D', folder, '-m', 'fast', '-w']);
    return;
  }
  const words = commandLine(pid);
  if (words.includes('postgres') && words.includes(lines[1] ?? folder)) return endProcess(pid);
  // The id now belongs to some other program; PostgreSQL would take that one for its own living server.
  rmSync(pidFile, { force: true });
}

async function startFirst(
  setup: ServerSetup,
): Promise<{ child: ChildProcess; port: number; url(database: string): string }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const url = addressAt(setup.cluster, port);
    const child = launch(setup, port);
    const problem = await untilReady(child, url('postgres'));
    if (problem === undefined) return { child, port, url };
    const reason = lastLogLine(setup.logPath) ?? problem;
    // Processes of a killed server may need a moment to notice; a free port may have been taken meanwhile.
    const passing = /shared memory|lock file|in use|could not create any TCP/.test(reason);
    if (!passing || attempt === 10)
      throw new StartupProblem(`PostgreSQL did not start: ${reason} (see ${setup.logPath})`);
    await pause(500);
  }
}

/** Over the socket where there is one: a statement then takes the processor three quarters of what it does over TCP. */
function addressAt({ folder, password }: Cluster, port: number): (database: string) => string {
  const socket = socketFolder(folder) === '' ? '' : `?host=${encodeURIComponent(folder)}`;
  return (database) => `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}${socket}`;
}

/** Where the socket is, or nothing: Windows has none, and its path must fit into 103 bytes on every system. */
function socketFolder(folder: string): string {
  const isPossible = process.platform !== 'win32' && Buffer.byteLength(`${folder}/.s.PGSQL.65535`) <= 103;
  return isPossible && !folder.includes('"') ? folder : '';
}

function launch(setup: ServerSetup, port: number): ChildProcess {
  const { runAs, folder } = setup.cluster;
  const socket = socketFolder(folder);
  const fixed = { port: String(port), unix_socket_directories: socket && `"${socket}"` };
  const settings = Object.entries({ ...setup.settings, ...fixed }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const [program = '', ...words] = [...runAs.prefix, setup.binaries.postgres, '-D', folder, ...settings];
  const logFile = openSync(setup.logPath, 'a', 0o600);
  const child = spawn(program, words, {
    cwd: '/',
    env: postgresEnvironment(),
    stdio: ['ignore', logFile, logFile],
    // Out of the terminal's process group: Ctrl-C must reach the application first, not the database under it.
    detached: true,
    ...(runAs.uid === undefined ? {} : { uid: runAs.uid, gid: runAs.gid }),
  });
  closeSync(logFile);
  // A program that cannot be run at all is reported like one that ended.
  child.on('error', () => {});
  // Also when this process ends without calling `stop`, the server is told to shut down.
  const signalOnExit = (): void => {
    child.kill('SIGINT');
  };
  process.on('exit', signalOnExit);
  child.once('exit', () => process.off('exit', signalOnExit));
  return child;
}

/** Undefined once the server answers, else why it never will. */
async function untilReady(child: ChildProcess, url: string): Promise<string | undefined> {
  for (const deadline = Date.now() + readyWithinMs; Date.now() < deadline; await pause(30)) {
    if (child.pid === undefined) return 'the program could not be run';
    if (child.exitCode !== null || child.signalCode !== null) return 'it ended at once';
    if (await answers(url)) return undefined;
  }
  child.kill('SIGQUIT');
  return `it did not answer within ${readyWithinMs / 1000} seconds`;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function stopChild(child: ChildProcess, setup: ServerSetup): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (process.platform === 'win32') {
    spawnSync(setup.binaries.pgCtl, ['stop', '-D', setup.cluster.folder, '-m', 'fast', '-w']);
  } else {
    await endProcess(child.pid);
  }
  await ended;
}

/** Fast shutdown, then an immediate one, then the end. */
async function endProcess(pid: number): Promise<void> {
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ];
  for (const [signal, withinMs] of steps) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    if (await hasEnded(pid, withinMs)) return;
  }
}

function lastLogLine(path: string): string | undefined {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const telling = lines.findLast((line) => /FATAL|PANIC|could not/.test(line)) ?? lines.at(-1);
  return telling?.replace(/^[\d-]+ [\d:.]+ UTC \[\d+\] /, '') || undefined;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}
