import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Config, describeSettings, readConfig } from './config.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tessera-config-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

function read(env: Record<string, string>): Config {
  const reading = readConfig({ TESSERA_DATA_DIR: dataDir, ...env });
  if (!reading.ok) throw new Error(reading.problems.join(' '));
  return reading.config;
}

function problems(env: Record<string, string>): string[] {
  const reading = readConfig({ TESSERA_DATA_DIR: dataDir, ...env });
  return reading.ok ? [] : reading.problems;
}

test('with nothing set everything has a default, and only this machine can reach the server', () => {
  expect(read({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    publicUrl: 'http://localhost:3000',
    databaseUrl: undefined,
    demo: true,
    simulator: true,
    jobs: 'beside',
    logLevel: 'warn',
  });
});

test('the public address follows the port and has no slash at its end', () => {
  expect(read({ PORT: '8080' }).publicUrl).toBe('http://localhost:8080');
  expect(read({ PUBLIC_URL: 'https://tickets.example.org/' }).publicUrl).toBe('https://tickets.example.org');
});

test('every wrong value is named with what was expected, all at once', () => {
  expect(
    problems({ PORT: '70000', TESSERA_DEMO: 'no', PUBLIC_URL: 'tickets.example.org', MAIL_FROM: 'nobody' }),
  ).toEqual([
    'PORT must be a port number from 1 to 65535, but it is "70000".',
    'PUBLIC_URL must be an address that begins with http:// or https://, but it is "tickets.example.org".',
    'MAIL_FROM must be an e-mail address, such as Tickets <tickets@example.org>, but it is "nobody".',
    'TESSERA_DEMO must be 0 or 1, but it is "no".',
  ]);
});

test('a wrong value that may hold a password is not repeated', () => {
  const told = problems({ DATABASE_URL: 'mysql://root:hunter2@host/db', TESSERA_SECRET: 'too-short' });
  expect(told).toHaveLength(2);
  expect(told.join()).not.toMatch(/hunter2|too-short/);
});

test('a way to pay is set wholly or not at all, and half of one is told in a sentence', () => {
  expect(read({}).payments).toEqual({ stripe: undefined, paypal: undefined, flouci: undefined });
  expect(problems({ PAYPAL_CLIENT_ID: 'id', FLOUCI_PRIVATE_KEY: 'private' })).toEqual([
    'PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET, PAYPAL_WEBHOOK_ID are set together or not at all, but PAYPAL_CLIENT_SECRET and PAYPAL_WEBHOOK_ID is missing.',
    'FLOUCI_PUBLIC_KEY, FLOUCI_PRIVATE_KEY are set together or not at all, but FLOUCI_PUBLIC_KEY is missing.',
  ]);
  expect(problems({ STRIPE_CONNECT_WEBHOOK_SECRET: 'whsec' })).toEqual([
    'STRIPE_CONNECT_WEBHOOK_SECRET is set, but STRIPE_SECRET_KEY is missing.',
  ]);
  const stripe = { STRIPE_SECRET_KEY: 'sk', STRIPE_WEBHOOK_SECRET: 'a', STRIPE_CONNECT_WEBHOOK_SECRET: 'b' };
  expect(read(stripe).payments.stripe).toEqual({ secretKey: 'sk', webhookSecret: 'a', connectWebhookSecret: 'b' });
  const flouci = { FLOUCI_PUBLIC_KEY: 'public', FLOUCI_PRIVATE_KEY: 'private' };
  expect(read(flouci).payments.flouci).toMatchObject({ publicKey: 'public', privateKey: 'private' });
});

test('only a server with the payment simulator can be told to kill itself, and only at a point there is', () => {
  expect(read({}).crashAt).toBeUndefined();
  expect(read({ CRASH_AT: 'hold.saved', TESSERA_JOBS: 'here' }).crashAt).toBe('hold.saved');
  expect(problems({ CRASH_AT: 'hold.saved' })).toEqual([
    'CRASH_AT kills one process, which must be the only one: set TESSERA_JOBS to here.',
  ]);
  expect(problems({ CRASH_AT: 'hold.saved', TESSERA_SIMULATOR: '0' })).toEqual([
    'CRASH_AT is only for tests: a server without the payment simulator refuses it.',
  ]);
  expect(problems({ CRASH_AT: 'toString' })).toEqual([
    'CRASH_AT must be a point of server/platform/crash-point.ts, but it is "toString".',
  ]);
});

test('an empty value counts as missing', () => {
  expect(read({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({ port: 3000, databaseUrl: undefined });
});

test('the secret is made once, for the owner only, and given ones win', async () => {
  const { secret } = read({});
  expect(Buffer.byteLength(secret)).toBeGreaterThanOrEqual(32);
  expect(read({}).secret).toBe(secret);
  expect(await readFile(join(dataDir, 'secret'), 'utf8')).toBe(secret);
  expect((await stat(join(dataDir, 'secret'))).mode & 0o777).toBe(0o600);
  const own = 'x'.repeat(32);
  expect(read({ TESSERA_SECRET: own }).secret).toBe(own);
});

test('a data folder that cannot be made is named', async () => {
  const file = join(dataDir, 'a-file');
  await writeFile(file, '');
  expect(problems({ TESSERA_DATA_DIR: join(file, 'below') })).toEqual([
    `TESSERA_DATA_DIR must be a folder that can be written to, but ${join(file, 'below')} cannot.`,
  ]);
});

test('the configuration cannot be changed after reading', () => {
  expect(Object.isFrozen(read({}))).toBe(true);
});

test('the help names every setting of the environment', () => {
  const names = describeSettings()
    .split('\n')
    .map((line) => line.trim().split(' ')[0]);
  for (const name of [
    'PORT',
    'PUBLIC_URL',
    'DATABASE_URL',
    'TESSERA_DATA_DIR',
    'SMTP_URL',
    'REDIS_URL',
    'TESSERA_DEMO',
  ]) {
    expect(names).toContain(name);
  }
});
