import { audit } from '../../database/audit.ts';
import { type Bought, placeAnOrder } from './buy.ts';
import { type GivenPerformance, givenAPerformance } from './given-a-performance.ts';
import type { Caller, GivenServer } from './given-a-server.ts';
import { givenStaff } from './given-staff.ts';
import { type Credit, camtFile, testIban } from './provider-fakes/bank/camt-file.ts';

/** A house whose performance is a month away, its staff, its account, and the few things that tests of both ask again and again. */
export async function openMoneyDesk(server: GivenServer, given?: GivenPerformance) {
  const at = given ?? (await givenAPerformance(server.pool, { doorsOpen: false, rows: 8 }));
  const { organiserId } = at;
  const director: Caller = { cookie: await givenStaff(server, organiserId) };
  const agent: Caller = { cookie: await givenStaff(server, organiserId, 'agent') };
  const account = (
    await server.ask(
      'setBankAccount',
      { params: { organiserId, currency: 'EUR' }, body: { holder: 'Scène d’essai SAS', iban: testIban } },
      director,
    )
  ).body;
  const free = at.rows.flatMap((row) => row.slice(0, 12));
  const order = (): Promise<Bought> => placeAnOrder(server, at.performanceId, free.splice(0, 2));
  const getOrder = async ({ order: { id }, token }: Bought) =>
    (await server.ask('getOrder', { params: { orderId: id } }, { token })).body;
  const startAt = (bought: Bought, provider: string) =>
    server.ask(
      'payOrder',
      { params: { orderId: bought.order.id }, body: { provider, returnUrl: `${server.url}/checkout/return` } },
      { token: bought.token, key: crypto.randomUUID() },
    );
  return {
    at,
    director,
    agent,
    account,
    order,
    getOrder,
    startAt,
    /** An order that waits for its transfer, with what its buyer was told. */
    transfer: async () => {
      const bought = await order();
      const started = (await startAt(bought, 'bank_transfer')).body;
      const { transfer } = await getOrder(bought);
      if (!transfer) throw new Error('nothing was told of a transfer');
      return { ...bought, paymentId: started.id, next: started.next, transfer };
    },
    import: (credits: readonly Credit[], caller: Caller = agent) =>
      server.ask(
        'importBankStatement',
        { params: { bankAccountId: account.id }, body: { format: 'camt053', content: camtFile(credits) } },
        caller,
      ),
    entries: async (state?: 'matched' | 'unmatched' | 'sent_back') =>
      (await server.ask('listBankEntries', { params: { organiserId }, query: state ? { state } : {} }, agent)).body
        .items,
    refundsToSend: async () =>
      (await server.ask('listRefundsToSend', { params: { organiserId }, query: {} }, agent)).body.items,
    openTill: async (caller: Caller = agent, floatMinor = 10_000) =>
      (
        await server.ask(
          'openTill',
          { params: { organiserId }, body: { name: 'Guichet 1', float: { amountMinor: floatMinor, currency: 'EUR' } } },
          caller,
        )
      ).body,
    tender: (orderId: string, body: { till: string; cash?: number; terminal?: number }, caller: Caller = agent) =>
      server.ask(
        'tenderOrder',
        {
          params: { orderId },
          body: {
            till: body.till,
            ...(body.cash === undefined ? {} : { cash: { givenMinor: body.cash } }),
            ...(body.terminal === undefined ? {} : { terminal: { amountMinor: body.terminal, receipt: 'T-0042' } }),
          },
        },
        { ...caller, key: crypto.randomUUID() },
      ),
    contradictions: async () => (await audit(server.databaseUrl)).map(({ query }) => query),
  };
}
export type MoneyDesk = Awaited<ReturnType<typeof openMoneyDesk>>;
