import { newId, type Reply } from './replies.ts';

type Transaction = { readonly id: string; readonly created: number; readonly [more: string]: unknown };
export type Balance = ReturnType<typeof openBalance>;

/** Stripe keeps so much of a card in euros, and nothing comes back with a refund. */
const feeOf = (amount: number): number => Math.round(amount * 0.015) + 25;

/** Stripe's balance transactions: one for each movement of money, listed from the newest in pages, their source expanded on demand. */
export function openBalance() {
  const transactions: Transaction[] = [];
  const book = (type: string, amount: number, fee: number, source: Record<string, unknown>): void => {
    const created = Math.floor(Date.now() / 1000);
    const { currency } = source;
    const money = { amount, fee, net: amount - fee, currency };
    transactions.push({ id: newId('txn'), object: 'balance_transaction', type, created, ...money, source });
  };
  return {
    book,
    /** What can be transferred of a currency. */
    available: (currency: string): number =>
      transactions.reduce((sum, line) => sum + (line['currency'] === currency ? Number(line['net']) : 0), 0),
    /** Money comes onto the balance by itself, or goes. */
    topUp: (amount: number, currency: string): void =>
      book('topup', amount, 0, { id: newId('tu'), object: 'topup', amount, currency }),
    /** Its statement does not show what moved by this. */
    forget: (sourceId: string): void => {
      const kept = transactions.filter(({ source }) => (source as { id: string }).id !== sourceId);
      transactions.splice(0, transactions.length, ...kept);
    },
    /** The answer to a capture: what it took is on the balance. */
    take: (reply: Reply): Reply => {
      if (reply.status !== 200) return reply;
      const { id: payment_intent, amount_received: taken, currency, metadata } = reply.body as Record<string, unknown>;
      const amount = Number(taken);
      const charge = { id: newId('ch'), object: 'charge', amount, amount_captured: amount, currency, metadata };
      book('charge', amount, feeOf(amount), { ...charge, payment_intent });
      return reply;
    },
    /** The answer to a refund. */
    giveBack: (reply: Reply): Reply => {
      if (reply.status !== 200) return reply;
      const { amount } = reply.body as Record<string, unknown>;
      book('refund', -Number(amount), 0, { ...reply.body });
      return reply;
    },
    list: (path: string): Reply => {
      const query = new URLSearchParams(path.split('?')[1]);
      const from = Number(query.get('created[gte]') ?? 0);
      const until = Number(query.get('created[lt]') ?? Number.POSITIVE_INFINITY);
      const asked = transactions.filter(({ created }) => created >= from && created < until).toReversed();
      const after = asked.findIndex(({ id }) => id === query.get('starting_after'));
      const rest = asked.slice(after + 1);
      const page = rest.slice(0, Number(query.get('limit') ?? 10));
      const isExpanded = [...query.values()].includes('data.source');
      const data = page.map(({ source, ...transaction }) => ({
        ...transaction,
        source: isExpanded ? source : (source as { id: string }).id,
      }));
      return { status: 200, body: { object: 'list', data, has_more: rest.length > page.length } };
    },
  };
}
