import fastifyCompress from '@fastify/compress';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { apiBase, paths } from '@tessera/contract/api/paths';
import Fastify, { type FastifyInstance, type FastifyPluginAsync, type FastifyRequest, LogController } from 'fastify';
import { demoMailRoutes } from './demo-mail.ts';
import { type Ground, layGround, startWork } from './ground.ts';
import { deviceRoutes } from './modules/access-control/devices.http.ts';
import { doorRoutes } from './modules/access-control/doors.http.ts';
import { accessControlRoutes } from './modules/access-control/http.ts';
import { callingDevices, type FindCallingDevice } from './modules/access-control/index.ts';
import { liveEntryRoutes } from './modules/access-control/live-entry.http.ts';
import { entryRoutes } from './modules/access-control/policy.http.ts';
import { authorityRoutes } from './modules/authority/http.ts';
import { blacklistRoutes } from './modules/blacklist/http.ts';
import { gateRoutes } from './modules/catalogue/gates.http.ts';
import { giftCardRoutes } from './modules/gift-cards/http.ts';
import { identityRoutes, sessionCookie } from './modules/identity/http.ts';
import { findCaller } from './modules/identity/index.ts';
import { incidentRoutes } from './modules/incidents/http.ts';
import { inventoryRoutes } from './modules/inventory/http.ts';
import { openCharts, openHoldDesk, openSeatBoards, openSeatMaps, openSeatStreams } from './modules/inventory/index.ts';
import { mappingRoutes } from './modules/inventory/mapping.http.ts';
import { priceRoutes } from './modules/inventory/prices.http.ts';
import { seatRoutes } from './modules/inventory/seats.http.ts';
import { stockRoutes } from './modules/inventory/stock.http.ts';
import { invoiceRoutes } from './modules/invoices/http.ts';
import { ledgerRoutes } from './modules/ledger/http.ts';
import { caughtMails } from './modules/notifications/index.ts';
import { cancellationRoutes } from './modules/orders/cancellations.http.ts';
import { orderGiftCardRoutes } from './modules/orders/gift-cards.http.ts';
import { orderRoutes } from './modules/orders/http.ts';
import { applePhoneRoutes } from './modules/passes/apple-phones.http.ts';
import { passRoutes } from './modules/passes/http.ts';
import { paymentRoutes } from './modules/payments/http.ts';
import { reconciliationRoutes } from './modules/payments/reconciliation.http.ts';
import { pricingRoutes } from './modules/pricing/http.ts';
import { openCodeTries } from './modules/pricing/index.ts';
import { settlementRoutes } from './modules/settlement/http.ts';
import { shopRoutes } from './modules/shop/http.ts';
import { openStockBoard } from './modules/shop/index.ts';
import { ticketRoutes } from './modules/tickets/http.ts';
import { venueRoutes } from './modules/venues/http.ts';
import { simulatorRoutes } from './payment-simulator/http.ts';
import type { Actor } from './platform/actor.ts';
import { prepareApi, refuseOtherMethods } from './platform/api-server.ts';
import { closeGently } from './platform/close-gently.ts';
import type { Config } from './platform/config.ts';
import { healthRoutes } from './platform/health.ts';
import { answerBrokenRequest, answerUnroutable } from './platform/problem.ts';
import { type RegisteredRoute, routesOn } from './platform/route.ts';
import type { InTransaction } from './platform/transaction.ts';
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

/** Answers requests; with its jobs here also does those. With `ground.ts` and `background.ts` the one place that knows every module. */
export async function startApp(settings: Settings): Promise<App> {
  const { config } = settings;
  const works = config.jobs === 'here';
  const ground = await layGround({ ...settings, works });
  const seats = openSeats(ground);
  await ground.broadcasts.ready(broadcastPatienceMilliseconds);
  const registered: RegisteredRoute[] = [];
  const server = await buildServer(ground, seats, registered);
  await server.listen({ port: config.port, host: config.host });
  const work = works ? await startWork(ground) : undefined;
  return {
    url: config.publicUrl,
    server,
    routes: registered,
    close: async () => {
      await work?.stopSimulator();
      seats.seatStreams.stop();
      await closeGently(server, stopPatienceMilliseconds);
      seats.seatBoards.stop();
      await ground.close();
    },
  };
}

type Seats = ReturnType<typeof openSeats>;

/** What this server knows of seats in its memory. */
function openSeats({ config, inTransaction, broadcasts, log }: Ground) {
  const charts = openCharts();
  const seatMaps = openSeatMaps(charts);
  const seatBoards = openSeatBoards({ inTransaction, broadcasts, charts, log });
  const seatStreams = openSeatStreams(seatMaps, config.watchersMax);
  const holdDesk = openHoldDesk({ inTransaction, boards: seatBoards, log });
  return { seatMaps, seatBoards, seatStreams, holdDesk };
}

async function buildServer(ground: Ground, seats: Seats, registered: RegisteredRoute[]): Promise<FastifyInstance> {
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
  await scope(server, apiBase, (api) => apiRoutes(api, ground, seats, registered));
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

async function apiRoutes(
  api: FastifyInstance,
  { config, inTransaction, providers, ticketPrinter, statementReader, wallets, log }: Ground,
  { seatBoards, seatMaps, seatStreams, holdDesk }: Seats,
  registered: RegisteredRoute[],
): Promise<void> {
  const { publicUrl, holdsPerMinute } = config;
  const cookie = sessionCookie(publicUrl);
  await prepareApi(api, publicUrl, cookie.name);
  await api.register(fastifySwaggerUi, { routePrefix: '/reference', staticCSP: true });
  const findCallingDevice = callingDevices(inTransaction);
  const actorOf = (request: FastifyRequest) => callerOf(request, { inTransaction, findCallingDevice }, cookie.name);
  const routes = routesOn(api, inTransaction, actorOf, registered);
  identityRoutes(routes, inTransaction, cookie);
  const codeTries = openCodeTries();
  shopRoutes(routes, { stock: openStockBoard(), seatMaps, codesPerMinute: holdsPerMinute, codeTries });
  venueRoutes(routes);
  gateRoutes(routes);
  mappingRoutes(routes);
  pricingRoutes(routes);
  inventoryRoutes(routes, { inTransaction, holdDesk, seatBoards, codeTries }, { holdsPerMinute });
  priceRoutes(routes);
  stockRoutes(routes);
  seatRoutes(routes, { inTransaction, seatBoards, seatMaps, seatStreams });
  orderRoutes(routes, { inTransaction, providers, publicUrl });
  orderGiftCardRoutes(routes, { providers, codesPerMinute: holdsPerMinute });
  cancellationRoutes(routes);
  paymentRoutes(routes, { inTransaction, providers, statementReader });
  reconciliationRoutes(routes, { inTransaction, providers, log });
  ledgerRoutes(routes);
  settlementRoutes(routes, { inTransaction, providers, publicUrl });
  blacklistRoutes(routes);
  giftCardRoutes(routes, { codesPerMinute: holdsPerMinute });
  invoiceRoutes(routes, { inTransaction });
  ticketRoutes(routes, { inTransaction, ticketPrinter });
  passRoutes(routes, { inTransaction, wallets });
  applePhoneRoutes(routes, { inTransaction, wallets, log }, { requestsPerMinute: holdsPerMinute });
  accessControlRoutes(routes, inTransaction);
  deviceRoutes(routes, publicUrl, { codesPerMinute: holdsPerMinute });
  entryRoutes(routes, inTransaction);
  doorRoutes(routes);
  liveEntryRoutes(routes);
  incidentRoutes(routes);
  authorityRoutes(routes, { inTransaction, publicUrl });
  refuseOtherMethods(api, methodsByPath());
  api.get('/openapi.json', { schema: { hide: true } }, async () => api.swagger());
}

type Callers = { readonly inTransaction: InTransaction; readonly findCallingDevice: FindCallingDevice };

async function callerOf(
  request: FastifyRequest,
  { inTransaction, findCallingDevice }: Callers,
  cookieName: string,
): Promise<Actor> {
  const sessionToken = request.cookies[cookieName];
  const capability = capabilityOf(request);
  const device = capability && (await findCallingDevice(capability, request.ip));
  if (device) return device;
  return findCaller(inTransaction, {
    address: request.ip,
    ...(sessionToken === undefined ? {} : { sessionToken: sessionToken.slice(0, 100) }),
    ...(capability === undefined ? {} : { capability }),
  });
}

/** A capability comes as a bearer token, from Apple Wallet as its own kind of one, or, in links that people follow (PDFs), as `k`. */
function capabilityOf(request: FastifyRequest): string | undefined {
  const bearer = /^(?:Bearer|ApplePass) ([\w-]{20,100})$/.exec(request.headers.authorization ?? '');
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
