import { createHmac } from 'node:crypto';
import { apiBase } from '@tessera/contract/api/paths';
import { listeners, schedule } from './background.ts';
import { catchMails, type Mailing, smtpTransport } from './modules/notifications/index.ts';
import { openWallets } from './modules/passes/index.ts';
import { openProviders, openStatementReader } from './modules/payments/index.ts';
import { openTicketPrinter } from './modules/tickets/index.ts';
import { providerSettings } from './payment-providers.ts';
import { runSimulator } from './payment-simulator/deliver.ts';
import { openBroadcasts } from './platform/broadcast.ts';
import { postgresTransport } from './platform/broadcast-postgres.ts';
import { redisTransport } from './platform/broadcast-redis.ts';
import type { Config } from './platform/config.ts';
import { openDatabase } from './platform/database.ts';
import { type Jobs, openJobs, type Worker } from './platform/jobs.ts';
import { type Log, openLog } from './platform/log.ts';
import { deriveSecrets } from './platform/secrets.ts';
import { transactionsOn } from './platform/transaction.ts';

type Settings = {
  readonly config: Config;
  readonly databaseUrl: string;
  /** Whether jobs are done on it; else they are only queued. */
  readonly works: boolean;
};
const thirtyDaysMilliseconds = 30 * 86_400_000;

export type Ground = Awaited<ReturnType<typeof layGround>>;

/** Everything that answering and jobs both stand on: database, transactions, providers, mail, queues. */
export async function layGround({ config, databaseUrl, works }: Settings) {
  const log = openLog(config.logLevel);
  const database = openDatabase(databaseUrl, { onError: (error) => log.warn({ err: error }, 'database connection') });
  const opened: { jobs?: Jobs } = {};
  const workers: (Worker & { readonly kind: string })[] = [];
  const nodes = config.redisUrl ? redisTransport(config.redisUrl) : postgresTransport(databaseUrl);
  const broadcasts = openBroadcasts(nodes, log);
  const inTransaction = transactionsOn({
    database,
    secrets: deriveSecrets(config.secret),
    listenersOf: (kind) => workers.filter((worker) => worker.kind === kind).map(({ queue }) => queue),
    deliver: async (transaction, deliveries) => opened.jobs?.deliver(transaction, deliveries),
    broadcasts,
    log,
  });
  const simulatorKeys = {
    apiKey: createHmac('sha256', config.secret).update('simulator api key').digest('hex'),
    webhookSecret: createHmac('sha256', config.secret).update('simulator webhooks').digest('hex'),
  };
  const url = ownUrl(config);
  const simulator = { url, webhookUrl: `${url}${apiBase}/webhooks/simulator`, ...simulatorKeys };
  const providers = openProviders({ ...providerSettings(config), ...(config.simulator ? { simulator } : {}) });
  const transport = config.smtpUrl ? smtpTransport(config.smtpUrl) : catchMails(inTransaction);
  const ticketPrinter = openTicketPrinter();
  const statementReader = openStatementReader();
  const wallets = openWallets(config.wallets, config.publicUrl);
  warnOfEnd(config, log);
  const mailing: Mailing = {
    inTransaction,
    transport,
    ticketPrinter,
    publicUrl: config.publicUrl,
    from: config.mailFrom,
    log,
  };
  workers.push(...listeners({ inTransaction, providers, wallets, log }, mailing));
  const scheduled = schedule({ inTransaction, providers, wallets, log }, mailing);
  const jobs = await openJobs(databaseUrl, { workers, scheduled, works, log });
  opened.jobs = jobs;
  return {
    config,
    log,
    broadcasts,
    database,
    inTransaction,
    simulatorKeys,
    providers,
    ticketPrinter,
    statementReader,
    wallets,
    jobs,
    close: async () => {
      await jobs.stop();
      await broadcasts.stop();
      transport.close();
      await ticketPrinter.close();
      await statementReader.close();
      await wallets.close();
      await database.close();
    },
  };
}

/** A certificate that ends takes Apple Wallet from the pages: whoever runs the server has to get another one from Apple. */
function warnOfEnd({ wallets: { apple } }: Config, log: Log): void {
  if (!apple || apple.endsAt.getTime() > Date.now() + thirtyDaysMilliseconds) return;
  log.warn(
    { endsAt: apple.endsAt, passTypeId: apple.passTypeId },
    'the certificate of Apple passes ends soon, or has ended',
  );
}

/** Begins to work on queues and schedule, until its ground is closed. Stop the simulator before: it speaks to this server. */
export async function startWork(ground: Ground): Promise<{ stopSimulator(): Promise<void> }> {
  const { config, inTransaction, simulatorKeys, jobs, log } = ground;
  await jobs.startWorking();
  const { webhookSecret } = simulatorKeys;
  const simulator = config.simulator ? runSimulator({ inTransaction, webhookSecret, log }) : undefined;
  return { stopSimulator: async () => simulator?.stop() };
}

/** Where this server reaches itself: the simulator is spoken to over HTTP, like any provider. */
function ownUrl({ host, port }: Config): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
