import { resolve } from 'node:path';
import { z } from 'zod';
import { type CrashPoint, crashPoints } from './crash-point.ts';
import {
  halfPayments,
  type PaymentConfig,
  paymentConfigOf,
  paymentEnvironment,
  paymentSettings,
} from './payment-config.ts';
import { loadSecret } from './secret.ts';
import { readWallets, type WalletConfig, walletEnvironment, walletSettings } from './wallet-config.ts';

export type Config = Readonly<{
  port: number;
  host: string;
  /** Where browsers and providers reach this server; without a slash at the end. */
  publicUrl: string;
  /** Undefined: the embedded PostgreSQL is used. */
  databaseUrl: string | undefined;
  /** An absolute path. */
  dataDir: string;
  /** Undefined: messages are kept and shown by the built-in catcher. */
  smtpUrl: string | undefined;
  mailFrom: string;
  redisUrl: string | undefined;
  demo: boolean;
  simulator: boolean;
  /** Who does what was announced and what is scheduled: a process beside this one, this one, or other servers. */
  jobs: (typeof jobPlaces)[number];
  payments: PaymentConfig;
  wallets: WalletConfig;
  /** How many proxies of our own stand in front and tell the visitor's address. */
  proxies: number;
  /** How many holds one address may make in a minute. */
  holdsPerMinute: number;
  /** How many may watch seats live on this server at the same time. */
  watchersMax: number;
  /** What sessions and links are signed with; at least 32 bytes. */
  secret: string;
  logLevel: (typeof logLevels)[number];
  /** Only in tests: where the process kills itself. */
  crashAt: CrashPoint | undefined;
}>;

export type ConfigReading = { ok: true; config: Config } | { ok: false; problems: string[] };

const jobPlaces = ['beside', 'here', 'elsewhere'] as const;
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const onOrOff = z.enum(['0', '1']).transform((text) => text === '1');
const urlWith = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol));

const environment = z.object({
  PORT: z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(1).max(65_535)).default(3000),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/)
    .default('127.0.0.1'),
  PUBLIC_URL: urlWith('http:', 'https:').optional(),
  DATABASE_URL: urlWith('postgres:', 'postgresql:').optional(),
  TESSERA_DATA_DIR: z.string().default('.data'),
  SMTP_URL: urlWith('smtp:', 'smtps:').optional(),
  MAIL_FROM: z
    .string()
    .regex(/^([^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/)
    .default('Tessera <tickets@localhost>'),
  REDIS_URL: urlWith('redis:', 'rediss:').optional(),
  TESSERA_DEMO: onOrOff.default(true),
  TESSERA_SIMULATOR: onOrOff.default(true),
  TESSERA_JOBS: z.enum(jobPlaces).default('beside'),
  TESSERA_PROXIES: z.string().regex(/^\d$/).transform(Number).default(0),
  TESSERA_HOLDS_PER_MINUTE: z
    .string()
    .regex(/^\d{1,7}$/)
    .transform(Number)
    .pipe(z.int().min(1))
    .default(300),
  TESSERA_WATCHERS_MAX: z
    .string()
    .regex(/^\d{1,7}$/)
    .transform(Number)
    .pipe(z.int().min(1))
    .default(20_000),
  TESSERA_SECRET: z
    .string()
    .refine((text) => Buffer.byteLength(text) >= 32)
    .optional(),
  LOG_LEVEL: z.enum(logLevels).default('warn'),
  CRASH_AT: z.enum(Object.keys(crashPoints) as CrashPoint[]).optional(),
  ...paymentEnvironment,
  ...walletEnvironment,
});

type Setting = { help: string; expected: string; confidential?: true };

const settings: Record<keyof z.infer<typeof environment>, Setting> = {
  PORT: { help: 'port to listen on; 3000', expected: 'a port number from 1 to 65535' },
  HOST: {
    help: 'address to listen on; 127.0.0.1, which only this machine reaches (0.0.0.0: every machine)',
    expected: 'an address or a host name, such as 0.0.0.0',
  },
  PUBLIC_URL: {
    help: 'address that browsers and providers use; http://localhost:PORT',
    expected: 'an address that begins with http:// or https://',
  },
  DATABASE_URL: {
    help: 'PostgreSQL server, version 18 or later; without it an embedded one is started',
    expected: 'an address like postgres://user:password@host:5432/database',
    confidential: true,
  },
  TESSERA_DATA_DIR: {
    help: 'folder of the embedded database and of generated keys; .data',
    expected: 'the path of a folder',
  },
  SMTP_URL: {
    help: 'mail server; without it messages are kept and shown on a page',
    expected: 'an address like smtp://user:password@host:587',
    confidential: true,
  },
  MAIL_FROM: {
    help: 'sender of messages; Tessera <tickets@localhost>',
    expected: 'an e-mail address, such as Tickets <tickets@example.org>',
  },
  REDIS_URL: {
    help: 'optional, for several servers side by side: carries changes of seats between them instead of PostgreSQL',
    expected: 'an address like redis://host:6379',
    confidential: true,
  },
  TESSERA_DEMO: { help: '0 starts empty, 1 with demo data; 1', expected: '0 or 1' },
  TESSERA_SIMULATOR: { help: '0 takes the payment simulator away; 1', expected: '0 or 1' },
  TESSERA_JOBS: {
    help: 'where jobs run (payments applied, mails sent): beside this process, here in it, or elsewhere; beside',
    expected: `one of ${jobPlaces.join(', ')}`,
  },
  TESSERA_PROXIES: {
    help: 'proxies in front of this server whose X-Forwarded-For is believed; 0',
    expected: 'a number from 0 to 9',
  },
  TESSERA_HOLDS_PER_MINUTE: {
    help: 'holds one address may make in a minute; 300',
    expected: 'a whole number from 1 on',
  },
  TESSERA_WATCHERS_MAX: {
    help: 'how many may watch seats live on one server at the same time; 20000',
    expected: 'a whole number from 1 on',
  },
  TESSERA_SECRET: {
    help: 'what sessions and links are signed with; made once and kept in the data folder',
    expected: 'at least 32 bytes long',
    confidential: true,
  },
  ...paymentSettings,
  ...walletSettings,
  CRASH_AT: {
    help: 'only for tests, and only beside the payment simulator: where the process kills itself',
    expected: 'a point of server/platform/crash-point.ts',
  },
  LOG_LEVEL: { help: `${logLevels.join(', ')}; warn`, expected: `one of ${logLevels.join(', ')}` },
};

/**
 * Reads and checks the whole configuration; a wrong value is named in one sentence, an empty one counts as missing.
 * Without TESSERA_SECRET the one kept in the data folder is taken, made on first use.
 */
export function readConfig(env: Record<string, string | undefined>): ConfigReading {
  const given = Object.keys(settings).map((name) => [name, env[name]?.trim() || undefined]);
  const { success, data, error } = environment.safeParse(Object.fromEntries(given));
  if (!success)
    return { ok: false, problems: [...new Set(error.issues.map(({ path }) => describeProblem(path, env)))] };
  const wallets = readWallets(data);
  const halves = [...halfPayments(data), ...wallets.problems];
  if (halves.length > 0) return { ok: false, problems: halves };
  if (data.CRASH_AT && !data.TESSERA_SIMULATOR) {
    return { ok: false, problems: ['CRASH_AT is only for tests: a server without the payment simulator refuses it.'] };
  }
  if (data.CRASH_AT && data.TESSERA_JOBS !== 'here') {
    return {
      ok: false,
      problems: ['CRASH_AT kills one process, which must be the only one: set TESSERA_JOBS to here.'],
    };
  }
  const dataDir = resolve(data.TESSERA_DATA_DIR);
  const secret = data.TESSERA_SECRET ?? loadSecret(dataDir);
  if (secret === undefined) {
    return {
      ok: false,
      problems: [`TESSERA_DATA_DIR must be a folder that can be written to, but ${dataDir} cannot.`],
    };
  }
  const config: Config = {
    port: data.PORT,
    host: data.HOST,
    publicUrl: (data.PUBLIC_URL ?? `http://localhost:${data.PORT}`).replace(/\/+$/, ''),
    databaseUrl: data.DATABASE_URL,
    dataDir,
    smtpUrl: data.SMTP_URL,
    mailFrom: data.MAIL_FROM,
    redisUrl: data.REDIS_URL,
    demo: data.TESSERA_DEMO,
    simulator: data.TESSERA_SIMULATOR,
    jobs: data.TESSERA_JOBS,
    payments: paymentConfigOf(data),
    wallets: wallets.config,
    proxies: data.TESSERA_PROXIES,
    holdsPerMinute: data.TESSERA_HOLDS_PER_MINUTE,
    watchersMax: data.TESSERA_WATCHERS_MAX,
    secret,
    logLevel: data.LOG_LEVEL,
    crashAt: data.CRASH_AT,
  };
  return { ok: true, config: Object.freeze(config) };
}

/** Every setting on a line of its own: its name, what it does, and after the semicolon its default. */
export function describeSettings(): string {
  return Object.entries(settings)
    .map(([name, { help }]) => `  ${name.padEnd(27)}${help}`)
    .join('\n');
}

function describeProblem(path: PropertyKey[], env: Record<string, string | undefined>): string {
  const name = String(path[0]);
  const setting = Object.entries(settings).find(([known]) => known === name)?.[1];
  const sentence = `${name} must be ${setting?.expected}`;
  return setting?.confidential ? `${sentence}.` : `${sentence}, but it is "${env[name]}".`;
}
