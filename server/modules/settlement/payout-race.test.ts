import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '../../platform/actor.ts';
import { openLog } from '../../platform/log.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import type { GivenServer } from '../../testing/given-a-server.ts';
import { type FakeStripe, givenAPayingServer, openPayoutDesk, owedMinor } from '../../testing/payout-desk.ts';
import { transactionsWithLocks, transactionsWithoutLocks } from '../../testing/without-locks.ts';
import { openProviders, type Providers } from '../payments/index.ts';
import { requestPayout } from './request-payout.ts';
import { sendPayout } from './send-payout.ts';

let server: GivenServer;
let stripe: FakeStripe;
let providers: Providers;
beforeAll(async () => {
  ({ server, stripe } = await givenAPayingServer());
  providers = openProviders({ stripe: { secretKey: 'sk_test_x', webhookSecret: 'x', apiUrl: stripe.url } });
});
afterAll(() => server.stop());

/** Asks for twenty payouts at once, of which four are owed, and resolves to how many were granted. */
async function grantedOfTwenty(inTransaction: InTransaction): Promise<number> {
  const { at, ready } = await openPayoutDesk(server, stripe);
  await ready();
  const wish = { organiserId: at.organiserId, amountMinor: Math.floor(owedMinor / 4), currency: 'EUR' };
  const asked = await Promise.allSettled(
    Array.from({ length: 20 }, () => inTransaction(system('test'), (ctx) => requestPayout(ctx, providers, wish))),
  );
  return asked.filter(({ status }) => status === 'fulfilled').length;
}

test('twenty payouts at once are granted as far as they are owed', async () => {
  const { inTransaction, close } = transactionsWithLocks(server.databaseUrl);
  expect(await grantedOfTwenty(inTransaction)).toBe(4);
  await close();
});

test('without the lock more is granted than is owed, or the race above would prove nothing', async () => {
  const { inTransaction, close } = transactionsWithoutLocks(server.databaseUrl);
  expect(await grantedOfTwenty(inTransaction)).toBeGreaterThan(4);
  await close();
});

test('whoever is at a payout at the same time, and whatever each believes, one transfer is sent', async () => {
  const desk = await openPayoutDesk(server, stripe);
  // The payouts of the races above are being sent meanwhile.
  await desk.ready(1_000_000);
  const { inTransaction, close } = transactionsWithLocks(server.databaseUrl);
  const wish = { organiserId: desk.at.organiserId, amountMinor: owedMinor, currency: 'EUR' };
  const { id } = await inTransaction(system('test'), (ctx) => requestPayout(ctx, providers, wish));
  const app = { inTransaction, providers, log: openLog('silent') };
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      await desk.hurry(id);
      await sendPayout(app, id);
    }),
  );
  await desk.payoutWith(id, 'sent');
  expect(desk.transfersOf(id)).toHaveLength(1);
  await close();
});
