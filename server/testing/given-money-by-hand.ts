import { randomUUID } from 'node:crypto';
import type { Bought } from './buy.ts';
import { orderWith } from './buy.ts';
import { type Caller, eventually, type GivenServer } from './given-a-server.ts';
import { camtFile, testIban } from './provider-fakes/bank/camt-file.ts';

/** What staff do about money that no provider stands behind. The till is that agent's. */
export type MoneyByHand = {
  readonly bankAccountId: string;
  readonly bankEntryToAssignId: string;
  readonly bankEntryToReturnId: string;
  /** Waits for exactly the money of the entry to assign. */
  readonly transferPaymentId: string;
  readonly refundToSettleId: string;
  readonly tillId: string;
};
type House = {
  readonly organiserId: string;
  readonly agent: Caller;
  readonly director: Caller;
  /** Of one ticket of 48 €. */
  order(seat: number): Promise<Bought>;
};

export async function givenMoneyByHand(
  server: GivenServer,
  { organiserId, agent, director, order }: House,
): Promise<MoneyByHand> {
  const params = { organiserId };
  const account = { holder: 'Scène d’essai', iban: testIban };
  const bankAccount = await server.ask(
    'setBankAccount',
    { params: { ...params, currency: 'EUR' }, body: account },
    director,
  );
  const bankAccountId = bankAccount.body.id;
  const [waiting, paid] = [await order(12), await order(13)];
  const transferPaymentId = (await startTransfer(server, waiting)).paymentId;
  const { reference } = await startTransfer(server, paid);
  const credit = (id: string, remittance: string) => ({ id, amountMinor: 4_800, remittance });
  const content = camtFile([credit('1', 'sans référence'), credit('2', 'don'), credit('3', reference)]);
  await server.ask('importBankStatement', { params: { bankAccountId }, body: { format: 'camt053', content } }, agent);
  const entries = (await server.ask('listBankEntries', { params, query: { state: 'unmatched' } }, agent)).body.items;
  const entryOf = (remittance: string) => entries.find((entry) => entry.remittance === remittance)?.id ?? '';
  const float = { amountMinor: 10_000, currency: 'EUR' as const };
  return {
    bankAccountId,
    bankEntryToAssignId: entryOf('sans référence'),
    bankEntryToReturnId: entryOf('don'),
    transferPaymentId,
    refundToSettleId: await cancelPaid(server, paid, { organiserId, director }),
    tillId: (await server.ask('openTill', { params, body: { name: 'Guichet', float } }, agent)).body.id,
  };
}

async function startTransfer(server: GivenServer, { order, token }: Bought) {
  const params = { orderId: order.id };
  const body = { provider: 'bank_transfer', returnUrl: `${server.config.publicUrl}/checkout/return` };
  const payment = (await server.ask('payOrder', { params, body }, { token, key: randomUUID() })).body;
  const { transfer } = (await server.ask('getOrder', { params }, { token })).body;
  return { paymentId: payment.id, reference: transfer?.reference ?? '' };
}

/** Its ticket is cancelled for a reason of the seller's, so that all of its money goes back. */
async function cancelPaid(
  server: GivenServer,
  bought: Bought,
  { organiserId, director }: Pick<House, 'organiserId' | 'director'>,
): Promise<string> {
  const { id, tickets } = await orderWith(server, bought, 'confirmed');
  const expectedRefund = { amountMinor: 4_800, currency: 'EUR' as const };
  const body = { tickets: tickets.map((ticket) => ticket.id), reason: 'seller_error' as const, expectedRefund };
  await server.ask('cancelTickets', { params: { orderId: id }, body }, { ...director, key: randomUUID() });
  return eventually('a refund to send', async () => {
    const query = { params: { organiserId }, query: {} };
    return (await server.ask('listRefundsToSend', query, director)).body.items.find(({ order }) => order === id)?.id;
  });
}
