import { createHmac } from 'node:crypto';
import fastifyCompress from '@fastify/compress';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { apiBase, paths } from '@tessera/contract/api/paths';
import Fastify, { type FastifyInstance, type FastifyPluginAsync, type FastifyRequest, LogController } from 'fastify';
import { demoMailRoutes } from './demo-mail.ts';
import { accessControlRoutes } from './modules/access-control/http.ts';
import { gateRoutes } from './modules/catalogue/gates.http.ts';
import { identityRoutes, sessionCookie } from './modules/identity/http.ts';
import { emailVerificationRequested, findCaller } from './modules/identity/index.ts';
import { inventoryRoutes } from './modules/inventory/http.ts';
import {
  openCharts,
  openHoldDesk,
  openSeatBoards,
  openSeatMaps,
  openSeatStreams,
  tidyStock,
} from './modules/inventory/index.ts';
import { mappingRoutes } from './modules/inventory/mapping.http.ts';
import { seatRoutes } from './modules/inventory/seats.http.ts';
import { stockRoutes } from './modules/inventory/stock.http.ts';
import { invoiceRoutes } from './modules/invoices/http.ts';
import { creditCancellationListener, creditOrderListener, issueInvoiceListener } from './modules/invoices/listeners.ts';
import {
  catchMails,
  caughtMails,
  type Mailing,
  messageQueuedKind,
  sendDueMessages,
  smtpTransport,
} from './modules/notifications/index.ts';
import { mailBuyerListener, mailVerificationListener, sendMessageListener } from './modules/notifications/listeners.ts';
import { cancellationRoutes } from './modules/orders/cancellations.http.ts';
import { orderRoutes } from './modules/orders/http.ts';
import {
  cancellationRejectedKind,
  orderConfirmedKind,
  orderRefundedKind,
  orderUnpaidKind,
  ticketsCancelledKind,
} from './modules/orders/index.ts';
import {
  confirmOrderListener,
  refundNoticedListener,
  reopenOrderListener,
  takeBackUnpaidListener,
  tidyOrders,
} from './modules/orders/listeners.ts';
import { paymentRoutes } from './modules/payments/http.ts';
import {
  captureFailedKind,
  captureRequestedKind,
  openProviders,
  type Providers,
  paymentAuthorisedKind,
  paymentCapturedKind,
  paymentClosedKind,
  providerEventReceivedKind,
  reconcilePayments,
  refundNoticedKind,
  refundRequestedKind,
  voidRequestedKind,
} from './modules/payments/index.ts';
import {
  applyProviderEventListener,
  sendCaptureListener,
  sendRefundListener,
  sendVoidListener,
} from './modules/payments/listeners.ts';
import { pricingRoutes } from './modules/pricing/http.ts';
import { shopRoutes } from './modules/shop/http.ts';
import { openStockBoard } from './modules/shop/index.ts';
import { ticketRoutes } from './modules/tickets/http.ts';
import { openTicketPrinter } from './modules/tickets/index.ts';
import { venueRoutes } from './modules/venues/http.ts';
import { providerSettings } from './payment-providers.ts';
import { runSimulator } from './payment-simulator/deliver.ts';
import { simulatorRoutes } from './payment-simulator/http.ts';
import type { Actor } from './platform/actor.ts';
import { prepareApi, refuseOtherMethods } from './platform/api-server.ts';
import { openBroadcasts } from './platform/broadcast.ts';
import { postgresTransport } from './platform/broadcast-postgres.ts';
import { redisTransport } from './platform/broadcast-redis.ts';
import { closeGently } from './platform/close-gently.ts';
import type { Config } from './platform/config.ts';
import { openDatabase } from './platform/database.ts';
import { healthRoutes } from './platform/health.ts';
import { forgetOldAnswers } from './platform/idempotency.ts';
import { type Jobs, openJobs, type ScheduledJob, type Work, type Worker } from './platform/jobs.ts';
import { openLog } from './platform/log.ts';
import { answerBrokenRequest, answerUnroutable } from './platform/problem.ts';
import { type RegisteredRoute, routesOn } from './platform/route.ts';
import { deriveSecrets } from './platform/secrets.ts';
import { type InTransaction, transactionsOn } from './platform/transaction.ts';
import { webPages } from './web-pages.ts';

export type App = {
  readonly url: string;
  readonly server: FastifyInstance;
  /** Every operation of the API with who may call it. */
  readonly routes: readonly RegisteredRoute[];
  /** Stops taking requests, finishes those under way, and lets go of everything. */
  close(): Promise<void>;
};
type Settings = { readonly config: Config; readonly databaseUrl: string };

/** How long requests under way may take to finish when the server stops. */
const stopPatienceMilliseconds = 10_000;
/** Without a way to the others a server starts all the same; what it shows of seats is marked as not live. */
const broadcastPatienceMilliseconds = 3_000;

/** The one place that knows every module: its routes, who listens to what, and what runs on a schedule. */
export async function startApp(settings: Settings): Promise<App> {
  const ground = await layGround(settings);
  const { config, inTransaction, jobs, seatStreams, seatBoards, broadcasts, simulatorKeys, log } = ground;
  const registered: RegisteredRoute[] = [];
  const server = await buildServer(ground, registered);
  await server.listen({ port: config.port, host: config.host });
  await jobs.startWorking();
  const { webhookSecret } = simulatorKeys;
  const simulator = config.simulator ? runSimulator({ inTransaction, webhookSecret, log }) : undefined;
  return {
    url: config.publicUrl,
    server,
    routes: registered,
    close: async () => {
      await simulator?.stop();
      seatStreams.stop();
      await closeGently(server, stopPatienceMilliseconds);
      await jobs.stop();
      seatBoards.stop();
      await broadcasts.stop();
      ground.mailing.transport.close();
      await ground.ticketPrinter.close();
      await ground.database.close();
    },
  };
}

type Ground = Awaited<ReturnType<typeof layGround>>;

/** Everything the routes stand on: database, transactions, providers, mail, jobs. */
async function layGround({ config, databaseUrl }: Settings) {
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
  const mailing: Mailing = {
    inTransaction,
    transport,
    ticketPrinter,
    publicUrl: config.publicUrl,
    from: config.mailFrom,
    log,
  };
  workers.push(...listeners(inTransaction, providers, mailing));
  const jobs = await openJobs(databaseUrl, workers, schedule({ inTransaction, providers, log }, mailing), log);
  opened.jobs = jobs;
  const charts = openCharts();
  const seatMaps = openSeatMaps(charts);
  const seatBoards = openSeatBoards({ inTransaction, broadcasts, charts, log });
  const seatStreams = openSeatStreams(seatMaps, config.watchersMax);
  const holdDesk = openHoldDesk({ inTransaction, boards: seatBoards, log });
  await broadcasts.ready(broadcastPatienceMilliseconds);
  return {
    config,
    log,
    database,
    broadcasts,
    inTransaction,
    simulatorKeys,
    providers,
    ticketPrinter,
    mailing,
    jobs,
    seatBoards,
    seatMaps,
    seatStreams,
    holdDesk,
  };
}

async function buildServer(ground: Ground, registered: RegisteredRoute[]): Promise<FastifyInstance> {
  const { config, log, database, inTransaction, simulatorKeys } = ground;
  const { publicUrl } = config;
  const server = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: (_address: string, hop: number) => hop < config.proxies,
    genReqId: () => crypto.randomUUID(),
    bodyLimit: 64 * 1024,
    // A busy machine may need longer than the usual ten seconds for the pages and their assets.
    pluginTimeout: 60_000,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerBrokenRequest,
  });
  await server.register(fastifyHelmet, { contentSecurityPolicy: false, referrerPolicy: { policy: 'same-origin' } });
  await server.register(fastifyCookie);
  await server.register(fastifyRateLimit, { global: false });
  await server.register(fastifyCompress, { global: true, encodings: ['br', 'gzip'], threshold: 1024 });
  healthRoutes(server, database);
  await scope(server, apiBase, (api) => apiRoutes(api, ground, registered));
  server.get('/developers', async (_request, reply) => reply.redirect(`${apiBase}/reference`));
  if (config.simulator) {
    const { apiKey } = simulatorKeys;
    await scope(server, '', (own) => simulatorRoutes(own, { inTransaction, apiKey, publicUrl }));
  }
  if (!config.smtpUrl) await scope(server, '', (own) => demoMailRoutes(own, caughtMails(inTransaction)));
  await scope(server, '', (own) => webPages(own, { publicUrl }));
  return server;
}

/** Routes with parsers, hooks and error answers of their own. */
async function scope(
  server: FastifyInstance,
  prefix: string,
  fill: (own: FastifyInstance) => Promise<void> | void,
): Promise<void> {
  const plugin: FastifyPluginAsync = async (own) => fill(own);
  await server.register(plugin, { prefix });
}

async function apiRoutes(api: FastifyInstance, ground: Ground, registered: RegisteredRoute[]): Promise<void> {
  const { config, inTransaction, providers, seatBoards, seatMaps, seatStreams, holdDesk, ticketPrinter } = ground;
  const { publicUrl, holdsPerMinute } = config;
  const cookie = sessionCookie(publicUrl);
  await prepareApi(api, publicUrl, cookie.name);
  await api.register(fastifySwaggerUi, { routePrefix: '/reference', staticCSP: true });
  const actorOf = (request: FastifyRequest) => callerOf(request, inTransaction, cookie.name);
  const routes = routesOn(api, inTransaction, actorOf, registered);
  identityRoutes(routes, inTransaction, cookie);
  shopRoutes(routes, openStockBoard(), seatMaps);
  venueRoutes(routes);
  gateRoutes(routes);
  mappingRoutes(routes);
  pricingRoutes(routes);
  inventoryRoutes(routes, { inTransaction, holdDesk, seatBoards }, { holdsPerMinute });
  stockRoutes(routes);
  seatRoutes(routes, { inTransaction, seatBoards, seatMaps, seatStreams });
  orderRoutes(routes, { inTransaction, providers, publicUrl });
  cancellationRoutes(routes);
  paymentRoutes(routes, { inTransaction, providers });
  invoiceRoutes(routes, { inTransaction });
  ticketRoutes(routes, { inTransaction, ticketPrinter });
  accessControlRoutes(routes, inTransaction);
  refuseOtherMethods(api, methodsByPath());
  api.get('/openapi.json', { schema: { hide: true } }, async () => api.swagger());
}

/** Where this process reaches itself: the simulator is spoken to over HTTP, like any provider. */
function ownUrl({ host, port }: Config): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** Who listens to what: a queue for each, named after both. */
function listeners(
  inTransaction: InTransaction,
  providers: Providers,
  mailing: Mailing,
): (Worker & { kind: string })[] {
  const on = (kind: string, name: string, work: Worker['work'] | Work) => {
    return { kind, queue: `${kind}.${name}`, ...(typeof work === 'function' ? { work } : work) };
  };
  return [
    on(providerEventReceivedKind, 'apply-provider-event', applyProviderEventListener({ inTransaction, providers })),
    on(paymentAuthorisedKind, 'confirm-order', confirmOrderListener(inTransaction)),
    on(paymentCapturedKind, 'confirm-order', confirmOrderListener(inTransaction)),
    on(captureRequestedKind, 'send-capture', sendCaptureListener({ inTransaction, providers })),
    on(voidRequestedKind, 'send-void', sendVoidListener({ inTransaction, providers })),
    on(captureFailedKind, 'take-back-unpaid', takeBackUnpaidListener(inTransaction)),
    on(refundNoticedKind, 'take-back-refunded', refundNoticedListener(inTransaction)),
    on(paymentClosedKind, 'reopen-order', reopenOrderListener(inTransaction)),
    on(refundRequestedKind, 'send-refund', sendRefundListener({ inTransaction, providers })),
    on(orderConfirmedKind, 'mail-buyer', mailBuyerListener(inTransaction, 'order_confirmed')),
    on(orderConfirmedKind, 'issue-invoice', issueInvoiceListener(inTransaction)),
    on(orderRefundedKind, 'mail-buyer', mailBuyerListener(inTransaction, 'order_refunded')),
    on(orderUnpaidKind, 'credit-order', creditOrderListener(inTransaction)),
    on(orderUnpaidKind, 'mail-buyer', mailBuyerListener(inTransaction, 'order_unpaid')),
    on(ticketsCancelledKind, 'credit-cancellation', creditCancellationListener(inTransaction)),
    on(ticketsCancelledKind, 'mail-buyer', mailBuyerListener(inTransaction, 'tickets_cancelled')),
    on(cancellationRejectedKind, 'mail-buyer', mailBuyerListener(inTransaction, 'cancellation_rejected')),
    on(emailVerificationRequested, 'mail-verification', mailVerificationListener(inTransaction)),
    on(messageQueuedKind, 'send-message', sendMessageListener(mailing)),
  ];
}

/** What closes everything a lost delivery, a killed process or a silent neighbour left open. */
function schedule(app: Parameters<typeof reconcilePayments>[0], mailing: Mailing): ScheduledJob[] {
  return [
    { queue: 'reconcile-payments', everySeconds: 3, work: () => reconcilePayments(app) },
    { queue: 'tidy-orders', everySeconds: 3, work: () => tidyOrders(app.inTransaction, app.log) },
    { queue: 'tidy-stock', everySeconds: 2, work: () => tidyStock(app.inTransaction) },
    { queue: 'forget-old-answers', everySeconds: 3600, work: () => forgetOldAnswers(app.inTransaction) },
    { queue: 'send-due-messages', everySeconds: 3, work: () => sendDueMessages(mailing) },
  ];
}

async function callerOf(request: FastifyRequest, inTransaction: InTransaction, cookieName: string): Promise<Actor> {
  const sessionToken = request.cookies[cookieName];
  const capability = capabilityOf(request);
  return findCaller(inTransaction, {
    address: request.ip,
    ...(sessionToken === undefined ? {} : { sessionToken: sessionToken.slice(0, 100) }),
    ...(capability === undefined ? {} : { capability }),
  });
}

/** A capability comes as a bearer token, or, in links that people follow (PDFs), as `k`. */
function capabilityOf(request: FastifyRequest): string | undefined {
  const bearer = /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? '');
  if (bearer) return bearer[1];
  const query: unknown = request.query;
  if (request.method !== 'GET' || typeof query !== 'object' || query === null || !('k' in query)) return undefined;
  return typeof query.k === 'string' ? query.k.slice(0, 100) : undefined;
}

function methodsByPath(): ReadonlyMap<string, readonly string[]> {
  const byPath = new Map<string, string[]>();
  for (const path of Object.values(paths)) {
    const [method = '', url = ''] = path.split(' ');
    byPath.set(url, [...(byPath.get(url) ?? []), method, ...(method === 'GET' ? ['HEAD'] : [])]);
  }
  return byPath;
}
