import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditAll } from './testing/books-of.ts';
import { eventually, type GivenServer } from './testing/given-a-server.ts';
import {
  eur,
  type FakeStripe,
  givenAPayingServer,
  openPayoutDesk,
  owedMinor,
  type PayoutDesk,
} from './testing/payout-desk.ts';

let server: GivenServer;
let stripe: FakeStripe;
beforeAll(async () => {
  ({ server, stripe } = await givenAPayingServer());
});
afterAll(() => server.stop());

const read = (desk: PayoutDesk) => server.ask('readStatements', { params: desk.params }, desk.director);
/** As if the statement had been read to its end so many minutes from now. */
const readUntil = (minutes: number) =>
  server.pool.query(`update payments.statement set complete_until = clock_timestamp() + $1 * interval '1 minute'`, [
    minutes,
  ]);
async function aSentPayout(amountMinor = owedMinor) {
  const desk = await openPayoutDesk(server, stripe);
  const account = await desk.ready(2 * owedMinor);
  const { id } = (await desk.request(amountMinor)).body;
  const { transfer } = await desk.payoutWith(id, 'sent');
  return { desk, account, id, transferId: transfer ?? '' };
}

describe('the statement', () => {
  test('that agrees says so, and knows payouts from payments', async () => {
    const { desk, transferId } = await aSentPayout();
    const answer = (await read(desk)).body.items.find(({ provider }) => provider === 'stripe');
    expect(answer).toMatchObject({ completeUntil: expect.any(String), newLines: 1 });
    await readUntil(1);
    const { differences, strange } = await desk.payouts(desk.superadmin);
    expect(differences).toEqual([]);
    expect(strange.filter(({ transfer }) => transfer === transferId)).toEqual([]);
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    const asked = { params: desk.params, query: { from: day(-1), to: day(1) } };
    const report = (await server.ask('getReconciliation', asked, desk.superadmin)).body;
    expect(report.strange.filter(({ provider }) => provider === 'stripe')).toEqual([]);
    await auditAll(server);
  });

  test('tells what came back when no webhook did', async () => {
    const { desk, id, transferId } = await aSentPayout();
    stripe.reverse(transferId);
    await read(desk);
    await desk.payoutWith(id, 'reversed');
    expect(await desk.balance()).toMatchObject({ due: eur(owedMinor), paidOut: eur(0) });
    expect((await desk.payouts()).differences).toEqual([]);
    await auditAll(server);
  });

  test('tells that a payout was sent which seemed to have failed', async () => {
    const desk = await openPayoutDesk(server, stripe);
    const account = await desk.ready(0);
    const { id } = (await desk.request(owedMinor)).body;
    await desk.payoutWith(id, 'failed');
    stripe.topUp(owedMinor, 'eur');
    stripe.transferByHand(account, owedMinor, 'eur', id);
    await read(desk);
    await desk.payoutWith(id, 'sent');
    expect((await desk.payouts()).differences).toEqual([]);
    await auditAll(server);
  });

  test('without a payout of our books is missed once it had the time to be there, and not before', async () => {
    const { desk, id, transferId } = await aSentPayout();
    stripe.forgetMovementsOf(transferId);
    await readUntil(-5);
    await read(desk);
    expect((await desk.payouts()).differences).toEqual([]);
    await readUntil(1);
    expect((await desk.payouts()).differences).toEqual([
      {
        payout: id,
        kinds: ['not_on_statement'],
        here: { sentMinor: owedMinor, reversedMinor: 0 },
        there: { sentMinor: 0, reversedMinor: 0 },
      },
    ]);
  });

  test('of a payout that went twice is left to be looked at, and our books stay as they are', async () => {
    const { desk, account, id } = await aSentPayout(1_000);
    stripe.transferByHand(account, 1_000, 'eur', id);
    await read(desk);
    await eventually('the second to be noticed', async () => {
      const text = `select from platform.journal where kind = 'settlement.payout_mismatched' and subject_id = $1`;
      return (await server.pool.query(text, [id])).rowCount === 1;
    });
    expect((await desk.payouts()).differences).toMatchObject([
      { payout: id, kinds: ['sent_twice'], there: { sentMinor: 2_000, reversedMinor: 0 } },
    ]);
    expect(await desk.balance()).toMatchObject({ due: eur(owedMinor - 1_000), paidOut: eur(1_000) });
    await auditAll(server);
  });

  test('shows transfers of none of our payouts, to the superadmin alone', async () => {
    const { desk, account } = await aSentPayout(1_000);
    stripe.transferByHand(account, 777, 'eur');
    await read(desk);
    expect((await desk.payouts()).strange).toEqual([]);
    const { strange, differences } = await desk.payouts(desk.superadmin);
    expect(strange).toMatchObject([{ provider: 'stripe', amountMinor: -777, currency: 'EUR' }]);
    expect(differences).toEqual([]);
  });
});
