import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { locateBinaries } from './embedded/binaries.ts';
import { isAlive } from './embedded/processes.ts';
import { stopOrphan } from './embedded/server-process.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';

let dataDir: string;
const servers: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tessera embedded-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) await server.stop();
  await stopOrphan(join(dataDir, 'postgresql'), await locateBinaries());
  await rm(dataDir, { recursive: true, force: true });
});

async function startHere(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: () => {} });
  servers.push(server);
  return server;
}

/** Another process that runs a server on the same folder; resolves to its address once it answers. */
async function startElsewhere(): Promise<{ child: ChildProcess; url: string }> {
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))});
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: () => {} });
    console.log(server.url('postgres'));
    setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
    child.once('exit', () => reject(new Error('The other process ended.')));
  });
  return { child, url };
}

async function ask(url: string, text: string): Promise<Record<string, unknown> | undefined> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows[0];
  } finally {
    await client.end();
  }
}

async function postmaster(): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgresql', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

test('the server writes durably, checks its pages, is reached from this machine only, and asks for a password', async () => {
  const server = await startHere();
  expect(
    await ask(
      server.url('postgres'),
      `select current_setting('server_version_num')::int / 10000 as major, current_setting('fsync') as fsync,
         current_setting('synchronous_commit') as commit, current_setting('full_page_writes') as pages,
         current_setting('data_checksums') as checksums, current_setting('listen_addresses') as addresses`,
    ),
  ).toEqual({ major: 18, fsync: 'on', commit: 'on', pages: 'on', checksums: 'on', addresses: '127.0.0.1' });
  const guess = new URL(server.url('postgres'));
  guess.password = 'guess';
  await expect(ask(guess.href, 'select 1')).rejects.toThrow('password authentication failed');
  expect((await stat(join(dataDir, 'postgresql', 'tessera.password'))).mode & 0o777).toBe(0o600);
});

test('what was committed is there after a stop and a new start, and no process is left in between', async () => {
  const first = await startHere();
  await ask(first.url('postgres'), 'create table seat as select 7 as number');
  const pid = await postmaster();
  await first.stop();
  expect(isAlive(pid)).toBe(false);

  const second = await startHere();
  expect(await ask(second.url('postgres'), 'select number from seat')).toEqual({ number: 7 });
});

test('when Tessera is killed, the next one stops the server it left running and keeps its data', async () => {
  const { child, url } = await startElsewhere();
  await ask(url, 'create table seat as select 7 as number');
  const orphan = await postmaster();
  await kill(child);
  expect(isAlive(orphan)).toBe(true);

  const server = await startHere();
  expect(isAlive(orphan)).toBe(false);
  expect(await ask(server.url('postgres'), 'select number from seat')).toEqual({ number: 7 });
});

test('when Tessera and its PostgreSQL are killed, the next start recovers what was committed', async () => {
  const { child, url } = await startElsewhere();
  await ask(url, 'create table seat as select 7 as number');
  const pid = await postmaster();
  await kill(child);
  process.kill(pid, 'SIGKILL');

  const server = await startHere();
  expect(await ask(server.url('postgres'), 'select number from seat')).toEqual({ number: 7 });
});

test('a killed PostgreSQL comes back by itself at the same address, with what was committed', async () => {
  const server = await startHere();
  await ask(server.url('postgres'), 'create table seat as select 7 as number');
  process.kill(await postmaster(), 'SIGKILL');

  let seat: unknown;
  for (let attempt = 0; seat === undefined && attempt < 300; attempt += 1) {
    await pause(100);
    seat = await ask(server.url('postgres'), 'select number from seat').catch(() => undefined);
  }
  expect(seat).toEqual({ number: 7 });
});

test('a second server on the same folder is refused and the first one goes on', async () => {
  const { child, url } = await startElsewhere();
  await expect(startHere()).rejects.toThrow(
    `Another Tessera (process ${child.pid}) is already running on the data folder`,
  );
  expect(await ask(url, 'select 1 as one')).toEqual({ one: 1 });
});

test('a process id left behind that belongs to some other program stops neither the start nor that program', async () => {
  await (await startHere()).stop();
  const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60_000)']);
  children.push(bystander);
  await writeFile(join(dataDir, 'postgresql', 'postmaster.pid'), `${bystander.pid}\n${join(dataDir, 'postgresql')}\n`);
  await writeFile(join(dataDir, 'tessera.lock'), `${bystander.pid} of an earlier boot`);

  const server = await startHere();
  expect(await ask(server.url('postgres'), 'select 1 as one')).toEqual({ one: 1 });
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
});

test('data of another PostgreSQL version is refused with both versions named, and left as it is', async () => {
  await (await startHere()).stop();
  await writeFile(join(dataDir, 'postgresql', 'PG_VERSION'), '17\n');
  await expect(startHere()).rejects.toThrow(/written by PostgreSQL 17, but this Tessera runs PostgreSQL 18/);
});
