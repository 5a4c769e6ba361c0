import { randomBytes, randomUUID } from 'node:crypto';
import { apiBase } from '@tessera/contract/api/paths';
import { forgetPhones } from '../modules/passes/index.ts';
import { openDatabase } from '../platform/database.ts';
import { deriveSecrets } from '../platform/secrets.ts';
import { transactionsOn } from '../platform/transaction.ts';
import { type Bought, buySeats } from './buy.ts';
import { type GivenPerformance, givenAPerformance } from './given-a-performance.ts';
import { givenARefundPolicy } from './given-a-refund-policy.ts';
import { type GivenServer, givenAServer, testSecret } from './given-a-server.ts';
import { givenStaff } from './given-staff.ts';
import { type GivenWallets, givenWallets, passTypeId } from './provider-fakes/wallets/given-wallets.ts';
import { type ReadPass, readPass } from './provider-fakes/wallets/read-pass.ts';

/** The product beside an Apple and a Google that tickets can be sent to; they stop together. */
export async function givenAWalletServer(): Promise<{ readonly server: GivenServer; readonly wallets: GivenWallets }> {
  const wallets = await givenWallets();
  const server = await givenAServer({ wallets: wallets.config });
  const stop = async () => {
    await server.stop();
    await wallets.close();
  };
  return { server: { ...server, stop }, wallets };
}

export type Phone = { readonly id: string; readonly pushToken: string };
export type Ticket = { readonly id: string; readonly code: string };

export const aPhone = (): Phone => ({
  id: randomBytes(16).toString('hex'),
  pushToken: randomBytes(32).toString('hex'),
});

/** A performance whose tickets may be cancelled, a buyer with some of them, and the buyer's phones. */
export async function openWalletDesk(server: GivenServer, wallets: GivenWallets, seats = 2) {
  const at: GivenPerformance = await givenAPerformance(server.pool, { rows: 2, seatsPerRow: 12 });
  await givenARefundPolicy(server.pool, at.performanceId);
  const bought: Bought = await buySeats(server, at.performanceId, (at.rows[0] ?? []).slice(0, seats));
  const tickets: Ticket[] = ticketsOf(bought);
  const agent = { cookie: await givenStaff(server, at.organiserId, 'agent') };
  const controller = { cookie: await givenStaff(server, at.organiserId, 'gate_controller') };
  const director = { cookie: await givenStaff(server, at.organiserId) };
  const guest = { token: bought.token };
  return {
    at,
    bought,
    tickets,
    guest,
    director,
    ...phonesOf(server, wallets, guest),
    forgetPhones: () => forgetPhonesNow(server),
    cancel: (...ticketIds: string[]) =>
      server.ask(
        'cancelTickets',
        {
          params: { orderId: bought.order.id },
          body: {
            tickets: ticketIds,
            expectedRefund: { amountMinor: 4_800 * ticketIds.length, currency: 'EUR' },
            reason: 'seller_error',
          },
        },
        { ...agent, key: randomUUID() },
      ),
    scan: async (code: string) => {
      const scans = [{ id: randomUUID(), code, scannedAt: new Date().toISOString() }];
      const params = { accessPointId: at.accessPointId };
      const { results } = (await server.ask('scanTickets', { params, body: { scans } }, controller)).body;
      return results[0]?.reason ?? results[0]?.verdict;
    },
  };
}

/** What phones with passes ask of the server. */
function phonesOf(server: GivenServer, wallets: GivenWallets, guest: { readonly token: string }) {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}${apiBase}${path}`, { headers });
  const readFrom = async (answer: Response): Promise<ReadPass> => {
    if (!answer.ok) throw new Error(`no pass: ${answer.status} ${await answer.text()}`);
    return readPass(Buffer.from(await answer.arrayBuffer()), wallets.authority.pem);
  };
  const shown = ({ json }: ReadPass) => ({ authorization: `ApplePass ${json.authenticationToken}` });
  const latestPath = (ticketId: string) => `/wallet/apple/v1/passes/${passTypeId}/${ticketId}`;
  const paramsOf = (phone: Phone, { json }: ReadPass) => {
    return { phoneId: phone.id, passTypeId, serialNumber: json.serialNumber };
  };
  return {
    get,
    shown,
    latestPath,
    download: async (ticketId: string) => readFrom(await get(`/tickets/${ticketId}/apple-pass?k=${guest.token}`)),
    /** What the phone asks for once it was told of a change. */
    latest: async (pass: ReadPass) => readFrom(await get(latestPath(pass.json.serialNumber), shown(pass))),
    register: (phone: Phone, pass: ReadPass, headers: Record<string, string> = shown(pass)) =>
      server.ask('registerPhone', { params: paramsOf(phone, pass), body: { pushToken: phone.pushToken } }, { headers }),
    unregister: (phone: Phone, pass: ReadPass, headers: Record<string, string> = shown(pass)) =>
      server.ask('unregisterPhone', { params: paramsOf(phone, pass) }, { headers }),
    changedOn: (phone: Phone, since?: string) =>
      server.ask('listChangedPasses', {
        params: { phoneId: phone.id, passTypeId },
        ...(since === undefined ? {} : { query: { passesUpdatedSince: since } }),
      }),
    /** As many pushes as a phone was sent. */
    pushesTo: ({ pushToken }: Phone) => wallets.apple.pushed().filter(({ token }) => token === pushToken).length,
    phones: async (): Promise<string[]> => {
      const { rows } = await server.pool.query<{ id: string }>('select id from passes.phone order by id');
      return rows.map(({ id }) => id);
    },
  };
}

/** Forgets phones that are not needed any more, as is done every hour. */
async function forgetPhonesNow({ databaseUrl }: GivenServer): Promise<void> {
  const database = openDatabase(databaseUrl, { onError: () => undefined });
  const inTransaction = transactionsOn({
    database,
    secrets: deriveSecrets(testSecret),
    listenersOf: () => [],
    deliver: async () => undefined,
  });
  await forgetPhones(inTransaction);
  await database.close();
}

export type WalletDesk = Awaited<ReturnType<typeof openWalletDesk>>;

function ticketsOf({ order }: Bought): Ticket[] {
  return order.tickets
    .toSorted((a, b) => a.place.localeCompare(b.place))
    .map(({ id, code }) => ({ id, code: code ?? '' }));
}
