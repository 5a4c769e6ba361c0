import type { Reply } from '../../contract/api/operations.ts';
import type { Config } from '../platform/config.ts';
import { buySeats } from './buy.ts';
import { type GivenPerformance, givenAPerformance } from './given-a-performance.ts';
import { type Answer, type Caller, eventually, type GivenServer, givenAServer } from './given-a-server.ts';
import { givenASession } from './given-a-session.ts';
import { givenAnAccount } from './given-an-account.ts';
import { givenStaff } from './given-staff.ts';
import { openFakeStripe } from './provider-fakes/stripe/fake-stripe.ts';
import { stripeSignature } from './provider-fakes/stripe/sign-event.ts';
import { sendWebhook } from './send-webhook.ts';

export type FakeStripe = Awaited<ReturnType<typeof openFakeStripe>>;
type Payout = Reply<'requestPayout'>;

const webhookSecret = 'whsec_test_secret';
const connectWebhookSecret = 'whsec_test_of_accounts';
export const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' as const });

/** What two seats leave the organiser: 45 € each. */
export const owedMinor = 9_000;

/** The product beside a Stripe that has organisers' accounts; both stop together. */
export async function givenAPayingServer(
  settings: Partial<Config> = {},
): Promise<{ readonly server: GivenServer; readonly stripe: FakeStripe }> {
  const stripe = await openFakeStripe();
  const keys = { secretKey: 'sk_test_x', webhookSecret, connectWebhookSecret, apiUrl: stripe.url };
  const server = await givenAServer({ payments: { stripe: keys, paypal: undefined, flouci: undefined }, ...settings });
  const stop = async () => {
    await server.stop();
    await stripe.close();
  };
  return { server: { ...server, stop }, stripe };
}

/** Opens an account of an organiser's at Stripe that can be sent money, and resolves to its id there. */
export async function givenAReadyAccount(
  server: GivenServer,
  stripe: FakeStripe,
  { organiserId, director }: { readonly organiserId: string; readonly director: Caller },
): Promise<string> {
  const params = { organiserId };
  await server.ask('openPayoutAccount', { params, body: { country: 'FR' } }, director);
  const id = accountsOf(stripe, organiserId).at(-1) ?? '';
  stripe.verify(id);
  const { account } = (await server.ask('refreshPayoutAccount', { params }, director)).body;
  if (account?.state !== 'ready') throw new Error('the account is not ready');
  return id;
}

function accountsOf(stripe: FakeStripe, organiserId: string): string[] {
  return stripe.accounts().flatMap(({ id, metadata }) => (metadata['organiser_id'] === organiserId ? [id] : []));
}

/** An organiser that is owed for two seats, its director, and the platform's superadmin. */
export async function openPayoutDesk(server: GivenServer, stripe: FakeStripe, given?: GivenPerformance) {
  const at = given ?? (await givenAPerformance(server.pool, { doorsOpen: false }));
  const params = { organiserId: at.organiserId };
  const director: Caller = { cookie: await givenStaff(server, at.organiserId) };
  const { accountId } = await givenAnAccount(server.pool, { isSuperadmin: true });
  const superadmin: Caller = { cookie: (await givenASession(server, accountId)).cookie };
  await buySeats(server, at.performanceId, (at.rows[0] ?? []).slice(0, 2));

  const open = (country = 'FR', caller = director) =>
    server.ask('openPayoutAccount', { params, body: { country } }, caller);
  const account = async () => (await server.ask('getPayoutAccount', { params }, director)).body.account;
  const refresh = async () => (await server.ask('refreshPayoutAccount', { params }, director)).body.account;
  const request = (amountMinor: number, key: string = crypto.randomUUID()): Promise<Answer<'requestPayout'>> =>
    server.ask('requestPayout', { params, body: { amount: eur(amountMinor) } }, { ...superadmin, key });
  const payouts = async (caller = director) => (await server.ask('listPayouts', { params }, caller)).body;
  const transfersOf = (payoutId: string) => stripe.transfers().filter((one) => one.transfer_group === payoutId);
  return {
    at,
    params,
    director,
    superadmin,
    open,
    account,
    refresh,
    /** The ids of its accounts at Stripe, as it opened them. */
    atStripe: () => accountsOf(stripe, at.organiserId),
    request,
    payouts,
    transfersOf,
    /** An account that can be sent money, and just so much money at Stripe. */
    ready: (fundsMinor = owedMinor): Promise<string> => {
      stripe.topUp(fundsMinor - stripe.available('eur'), 'eur');
      return givenAReadyAccount(server, stripe, { organiserId: at.organiserId, director });
    },
    payoutWith: (id: string, state: Payout['state'], patienceMs?: number): Promise<Payout> =>
      eventually(
        `payout ${state}`,
        async () => (await payouts()).items.find((payout) => payout.id === id && payout.state === state),
        patienceMs,
      ),
    balance: async () => (await server.ask('getBalances', { params }, director)).body.items[0],
    /** Waits until Stripe was asked for it so often, whatever came of it. */
    triedTimes: (id: string, times: number): Promise<unknown> =>
      eventually(`${times} tries`, async () => {
        const text = 'select from settlement.payout where id = $1 and tries >= $2';
        return (await server.pool.query(text, [id, times])).rowCount === 1;
      }),
    /** The next try is due, as if the pause before it had passed. */
    hurry: async (id: string): Promise<void> => {
      await server.pool.query('update settlement.payout set try_after = clock_timestamp() where id = $1', [id]);
    },
    /** Stripe delivers an event, of accounts to its own endpoint; resolves to the status of the answer. */
    tell: (event: string, secret?: string): Promise<number> => {
      const usual = event.includes('"account":') ? connectWebhookSecret : webhookSecret;
      const headers = { 'stripe-signature': stripeSignature(event, secret ?? usual, Date.now()) };
      return sendWebhook(server, event, headers, 'stripe');
    },
  };
}
export type PayoutDesk = Awaited<ReturnType<typeof openPayoutDesk>>;
