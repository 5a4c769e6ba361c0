import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../database/embedded.ts';
import { migrate } from '../database/migrate.ts';
import { demoAccounts } from '../database/seed/people.ts';
import { demoCode } from '../database/seed/promo-code.ts';
import { StartupProblem } from '../database/startup-problem.ts';
import { startApp } from './app.ts';
import { openJobsBeside } from './jobs-beside.ts';
import { type Config, describeSettings, readConfig } from './platform/config.ts';
import { armCrashPoint } from './platform/crash-point.ts';
import { checkDatabase, checkDataFolder, checkPort, ensureDatabase } from './start-checks.ts';

type Closer = () => Promise<void>;

/** A second signal within this time is the same Ctrl-C, handed on by a parent process. */
const sameSignalMs = 1_000;

const closers: Closer[] = [];
let stoppingSince: number | undefined;

const help = `npm start            serves shop, back office and API; jobs are done in a process beside
npm start -- --help  shows this

Settings, read from the environment; after the semicolon what holds without them:
${describeSettings()}`;

async function main(words: string[]): Promise<void> {
  const unknown = words.find((word) => word !== '--help' && word !== '-h');
  if (unknown !== undefined) throw new StartupProblem(`There is no option ${unknown}; see npm start -- --help.`);
  if (words.length > 0) return console.log(help);
  const reading = readConfig(process.env);
  if (!reading.ok) throw new StartupProblem(reading.problems.join('\n'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  armCrashPoint(reading.config.crashAt);
  await start(reading.config);
}

async function start(config: Config): Promise<void> {
  await checkPort(config.port, config.host);
  checkDataFolder(config.dataDir);
  const databaseUrl = config.databaseUrl ?? (await startOwnDatabase(config.dataDir));
  await checkDatabase(databaseUrl);
  await migrate(databaseUrl);
  const accounts = config.demo ? await seed(databaseUrl, config.secret) : [];
  const jobs = config.jobs === 'beside' ? openJobsBeside(databaseUrl) : undefined;
  if (jobs) closers.push(() => jobs.stop());
  const app = await startApp({ config, databaseUrl });
  // Jobs under way may still speak to this server, if only to the simulator.
  closers.push(async () => {
    await jobs?.stop();
    await app.close();
  });
  await jobs?.begin();
  if (stoppingSince === undefined) console.log(describeAddresses(config, accounts));
}

async function startOwnDatabase(dataDir: string): Promise<string> {
  const server = await startEmbeddedPostgres({ dataDir, log: (line) => console.error(line) });
  closers.push(() => server.stop());
  await ensureDatabase(server.url('postgres'), 'tessera');
  return server.url('tessera');
}

async function seed(databaseUrl: string, secret: string): Promise<typeof demoAccounts> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'seed-demo.ts')], {
    env: { PATH: process.env.PATH, TZ: process.env.TZ, SEED_DATABASE_URL: databaseUrl, SEED_SECRET: secret },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const stopSeeding = async (): Promise<void> => {
    child.kill();
  };
  closers.push(stopSeeding);
  const [code] = await once(child, 'exit');
  closers.splice(closers.indexOf(stopSeeding), 1);
  if (code !== 0) throw new StartupProblem('The demo data could not be written; TESSERA_DEMO=0 starts without it.');
  return demoAccounts;
}

function describeAddresses({ publicUrl, smtpUrl }: Config, accounts: typeof demoAccounts): string {
  const addresses: [string, string][] = [
    ['Shop', '/'],
    ['Gate (scan tickets)', '/scan'],
    ['Scanner (on a phone)', '/scanner/'],
    ...(smtpUrl === undefined ? [['Messages sent', '/demo/mail'] satisfies [string, string]] : []),
    ['API reference', '/developers'],
  ];
  const lines = [
    '',
    'Tessera is ready.',
    '',
    ...addresses.map(([name, path]) => `  ${name.padEnd(22)}${publicUrl}${path}`),
  ];
  if (accounts.length > 0) {
    const width = Math.max(...accounts.map(({ email }) => email.length)) + 2;
    lines.push('', 'Demo accounts (sign in with the password behind the role):');
    for (const { email, role, password } of accounts)
      lines.push(`  ${email.padEnd(width)}${role.padEnd(18)}${password}`);
    lines.push('', `Demo promo code: ${demoCode}, ten per cent off.`);
  }
  return [...lines, '', 'Ctrl-C stops everything.', ''].join('\n');
}

function onSignal(): void {
  if (stoppingSince === undefined) {
    stoppingSince = Date.now();
    console.log('Stopping …');
    exit(0).catch(console.error);
  } else if (Date.now() - stoppingSince > sameSignalMs) {
    process.exit(1);
  }
}

/** Closes what is open, the last opened first, and ends the process. */
async function exit(code: number): Promise<void> {
  let worst = code;
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
    await close().catch((error: unknown) => {
      console.error(error);
      worst = 1;
    });
  }
  process.exit(worst);
}

main(process.argv.slice(2)).catch(async (error: unknown) => {
  // What fails because Ctrl-C took its database away is no news.
  if (stoppingSince !== undefined) return;
  console.error(error instanceof StartupProblem ? error.message : error);
  await exit(1);
});
