import { createHmac } from 'node:crypto';
import fastifyCompress from '@fastify/compress';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { apiBase, paths } from '@tessera/contract/api/paths';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { demoMailRoutes } from './demo-mail.ts';
import { accessControlRoutes } from './modules/access-control/http.ts';
import { identityRoutes, sessionCookie } from './modules/identity/http.ts';
import { emailVerificationRequested, findCaller } from './modules/identity/index.ts';
import { inventoryRoutes } from './modules/inventory/http.ts';
import { watchSeats } from './modules/inventory/index.ts';
import { seatRoutes } from './modules/inventory/seats.http.ts';
import { catchMails, caughtMails, type Mailing, messageQueuedKind, sendDueMessages, smtpTransport } from './modules/notifications/index.ts';
import { mailBuyerListener, mailVerificationListener, sendMessageListener } from './modules/notifications/listeners.ts';
import { orderRoutes } from './modules/orders/http.ts';
import { orderConfirmedKind, orderRefundedKind } from './modules/orders/index.ts';
import { confirmOrderListener, reopenOrderListener, tidyOrders } from './modules/orders/listeners.ts';
import { paymentRoutes } from './modules/payments/http.ts';
import {
  openProviders,
  paymentCapturedKind,
  paymentClosedKind,
  type Providers,
  providerEventReceivedKind,
  reconcilePayments,
  refundRequestedKind,
} from './modules/payments/index.ts';
import { applyProviderEventListener, sendRefundListener } from './modules/payments/listeners.ts';
import { pricingRoutes } from './modules/pricing/http.ts';
import { shopRoutes } from './modules/shop/http.ts';
import { openStockBoard } from './modules/shop/index.ts';
import { ticketRoutes } from './modules/tickets/http.ts';
import { runSimulator } from './payment-simulator/deliver.ts';
import { simulatorRoutes } from './payment-simulator/http.ts';
import type { Actor } from './platform/actor.ts';
import { prepareApi, refuseOtherMethods } from './platform/api-server.ts';
import type { Config } from './platform/config.ts';
import { openDatabase } from './platform/database.ts';
import { healthRoutes } from './platform/health.ts';
import { type Jobs, openJobs, type ScheduledJob, type Worker } from './platform/jobs.ts';
import { openLog } from './platform/log.ts';
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

/** The one place that knows every module: its routes, who listens to what, and what runs on a schedule. */
export async function startApp({ config, databaseUrl }: Settings): Promise<App> {
  const log = openLog(config.logLevel);
  const secrets = deriveSecrets(config.secret);
  const database = openDatabase(databaseUrl, { onError: (error) => log.warn({ err: error }, 'database connection') });
  const jobs: { current?: Jobs } = {};
  const workers: (Worker & { readonly kind: string })[] = [];
  const inTransaction = transactionsOn({
    database,
    secrets,
    listenersOf: (kind) => workers.filter((worker) => worker.kind === kind).map(({ queue }) => queue),
    deliver: async (transaction, deliveries) => jobs.current?.deliver(transaction, deliveries),
  });
  const simulatorKeys = {
    apiKey: createHmac('sha256', config.secret).update('simulator api key').digest('hex'),
    webhookSecret: createHmac('sha256', config.secret).update('simulator webhooks').digest('hex'),
  };
  const ownUrl = `http://${config.host.includes(':') ? `[${config.host}]` : config.host.replace('0.0.0.0', '127.0.0.1')}:${config.port}`;
  const providers = openProviders(
    config.simulator
      ? { simulator: { url: ownUrl, webhookUrl: `${ownUrl}${apiBase}/webhooks/simulator`, ...simulatorKeys } }
      : {},
  );
  const transport = config.smtpUrl ? smtpTransport(config.smtpUrl) : catchMails(inTransaction);
  const mailing: Mailing = { inTransaction, transport, publicUrl: config.publicUrl, from: config.mailFrom, log };

  workers.push(...listeners(inTransaction, providers, mailing));
  jobs.current = await openJobs(databaseUrl, workers, schedule({ inTransaction, providers, log }, mailing), log);
  const seatWatch = watchSeats(databaseUrl, inTransaction, log);

  const server = Fastify({
    loggerInstance: log,
    disableRequestLogging: true,
    genReqId: () => crypto.randomUUID(),
    bodyLimit: 64 * 1024,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 200 },
  });
  await server.register(fastifyHelmet, { contentSecurityPolicy: false, referrerPolicy: { policy: 'same-origin' } });
  await server.register(fastifyCookie);
  await server.register(fastifyRateLimit, { global: false });
  await server.register(fastifyCompress, { global: true, encodings: ['br', 'gzip'], threshold: 1024 });
  healthRoutes(server, database);

  const cookie = sessionCookie(config.publicUrl);
  const registered: RegisteredRoute[] = [];
  await server.register(
    async (api) => {
      await prepareApi(api, config.publicUrl, cookie.name);
      await api.register(fastifySwaggerUi, { routePrefix: '/reference', staticCSP: true });
      const routes = routesOn(api, inTransaction, (request) => callerOf(request, inTransaction, cookie.name), registered);
      identityRoutes(routes, inTransaction, cookie);
      shopRoutes(routes, openStockBoard());
      pricingRoutes(routes);
      inventoryRoutes(routes, { holdsPerMinute: config.holdsPerMinute });
      seatRoutes(routes, inTransaction, seatWatch);
      orderRoutes(routes, { inTransaction, providers, publicUrl: config.publicUrl });
      paymentRoutes(routes, providers);
      ticketRoutes(routes, inTransaction);
      accessControlRoutes(routes, inTransaction);
      refuseOtherMethods(api, methodsByPath());
      api.get('/openapi.json', { schema: { hide: true } }, async () => api.swagger());
    },
    { prefix: apiBase },
  );
  server.get('/developers', async (_request, reply) => reply.redirect(`${apiBase}/reference`));
  if (config.simulator) {
    await server.register(async (scope) => simulatorRoutes(scope, { inTransaction, apiKey: simulatorKeys.apiKey, publicUrl: config.publicUrl }));
  }
  if (!config.smtpUrl) await server.register(async (scope) => demoMailRoutes(scope, caughtMails(inTransaction)));
  await server.register(async (scope) => webPages(scope, { publicUrl: config.publicUrl }));

  await server.listen({ port: config.port, host: config.host });
  await jobs.current.startWorking();
  const simulator = config.simulator ? runSimulator({ inTransaction, webhookSecret: simulatorKeys.webhookSecret, log }) : undefined;

  return {
    url: config.publicUrl,
    server,
    routes: registered,
    close: async () => {
      await simulator?.stop();
      await seatWatch.stop();
      await server.close();
      await jobs.current?.stop();
      transport.close();
      await database.close();
    },
  };
}

/** Who listens to what: a queue for each, named after both. */
function listeners(inTransaction: InTransaction, providers: Providers, mailing: Mailing): (Worker & { kind: string })[] {
  const on = (kind: string, name: string, work: Worker['work']) => ({ kind, queue: `${kind}.${name}`, work });
  return [
    on(providerEventReceivedKind, 'apply-provider-event', applyProviderEventListener({ inTransaction, providers })),
    on(paymentCapturedKind, 'confirm-order', confirmOrderListener(inTransaction)),
    on(paymentClosedKind, 'reopen-order', reopenOrderListener(inTransaction)),
    on(refundRequestedKind, 'send-refund', sendRefundListener({ inTransaction, providers })),
    on(orderConfirmedKind, 'mail-buyer', mailBuyerListener(inTransaction, 'order_confirmed')),
    on(orderRefundedKind, 'mail-buyer', mailBuyerListener(inTransaction, 'order_refunded')),
    on(emailVerificationRequested, 'mail-verification', mailVerificationListener(inTransaction)),
    on(messageQueuedKind, 'send-message', sendMessageListener(mailing)),
  ];
}

/** What closes everything a lost delivery, a killed process or a silent neighbour left open. */
function schedule(app: Parameters<typeof reconcilePayments>[0], mailing: Mailing): ScheduledJob[] {
  return [
    { queue: 'reconcile-payments', everySeconds: 3, work: () => reconcilePayments(app) },
    { queue: 'tidy-orders', everySeconds: 3, work: () => tidyOrders(app.inTransaction) },
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
