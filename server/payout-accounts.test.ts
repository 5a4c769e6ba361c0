import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { auditAll } from './testing/books-of.ts';
import { orderWith, placeAnOrder, startToPay } from './testing/buy.ts';
import { eventually, type GivenServer, givenAServer } from './testing/given-a-server.ts';
import { givenStaff } from './testing/given-staff.ts';
import { type FakeStripe, givenAPayingServer, openPayoutDesk, type PayoutDesk } from './testing/payout-desk.ts';

let server: GivenServer;
let stripe: FakeStripe;
beforeAll(async () => {
  ({ server, stripe } = await givenAPayingServer());
});
afterEach(() => stripe.setTrouble('none'));
afterAll(() => server.stop());

const open = () => openPayoutDesk(server, stripe);
const onboard = async (desk: PayoutDesk) =>
  (await server.ask('onboardPayoutAccount', { params: desk.params }, desk.director)).body;
const follow = async (url: string) =>
  (await fetch(url, { redirect: 'manual' })).headers.get('location')?.slice(server.url.length);
/** Waits until what was told of an account led to a question that is answered. */
const stateOf = (desk: PayoutDesk, state: string) =>
  eventually(`account ${state}`, async () => (await desk.account())?.state === state);

describe('the account of an organiser', () => {
  test('is opened once, however often its director presses, and known by what Stripe says of it', async () => {
    const desk = await open();
    expect(await desk.account()).toBeNull();
    const answers = await Promise.all(Array.from({ length: 5 }, () => desk.open()));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
    expect(desk.atStripe()).toHaveLength(1);
    expect(await desk.account()).toMatchObject({
      provider: 'stripe',
      country: 'FR',
      state: 'incomplete',
      detailsSubmitted: false,
      payoutsEnabled: false,
      currentlyDue: ['business_profile.url', 'external_account', 'tos_acceptance.date'],
      disabledReason: 'requirements.past_due',
    });
    expect((await desk.open('DE')).problem.code).toBe('payout_account_exists');
    await auditAll(server);
  });

  test('is ready after a visit to Stripe, whose link is good for one', async () => {
    const desk = await open();
    expect((await server.ask('onboardPayoutAccount', { params: desk.params }, desk.director)).problem.code).toBe(
      'payout_account_not_ready',
    );
    await desk.open();
    const { url } = await onboard(desk);
    expect(await follow(url)).toBe(`/desk/payouts?organiser=${desk.at.organiserId}&back=1`);
    expect(await follow(url)).toBe(`/desk/payouts?organiser=${desk.at.organiserId}&renew=1`);
    expect((await desk.refresh())?.state).toBe('ready');
  });

  test('follows what Stripe tells of it, in any order, and is asked about before anything is believed', async () => {
    const desk = await open();
    await desk.open();
    const [id = ''] = desk.atStripe();
    const young = stripe.accountUpdated(id);
    stripe.verify(id);
    expect(await desk.tell(stripe.accountUpdated(id))).toBe(204);
    await stateOf(desk, 'ready');
    stripe.require(id, ['company.tax_id'], null);
    for (const event of [stripe.accountUpdated(id), young, young]) expect(await desk.tell(event)).toBe(204);
    await eventually('what is due', async () => (await desk.account())?.currentlyDue.length === 1);
    expect((await desk.account())?.state).toBe('ready');

    stripe.require(id, [], 'rejected.fraud');
    const told = stripe.accountUpdated(id);
    expect(await desk.tell(told, 'whsec_of_somebody_else')).toBe(401);
    expect((await desk.account())?.state).toBe('ready');
    expect(await desk.tell(told)).toBe(204);
    await stateOf(desk, 'rejected');
  });

  test('ends when the organiser takes it away, and another can be opened', async () => {
    const desk = await open();
    const id = await desk.ready();
    expect(await desk.tell(stripe.deauthorised(id))).toBe(204);
    expect((await desk.refresh())?.state).toBe('ready');
    stripe.deauthorise(id);
    expect(await desk.tell(stripe.deauthorised(id))).toBe(204);
    await eventually('the end of the account', async () => (await desk.account()) === null);
    expect((await desk.request(100)).problem.code).toBe('payout_account_not_ready');
    expect((await desk.open('DE')).body).toMatchObject({ country: 'DE', state: 'incomplete' });
    expect(desk.atStripe()).toHaveLength(2);
  });

  test('that Stripe opened without our hearing of it is the one we have later', async () => {
    const desk = await open();
    stripe.setTrouble('lost_reply');
    expect((await desk.open()).problem.code).toBe('provider_unavailable');
    expect(await desk.account()).toMatchObject({ state: 'opening', askedAt: null });
    stripe.setTrouble('none');
    await server.pool.query(
      `update settlement.payout_account set tried_at = tried_at - interval '2 minutes' where organiser_id = $1`,
      [desk.at.organiserId],
    );
    await stateOf(desk, 'incomplete');
    expect(desk.atStripe()).toHaveLength(1);
  });

  test('is not to be had where Stripe has none: in Tunisia, or without Stripe', async () => {
    const desk = await open();
    expect((await desk.open('TN')).problem.code).toBe('payout_by_transfer');
    expect((await server.ask('getPayoutAccount', { params: desk.params }, desk.director)).body).toMatchObject({
      provider: 'stripe',
      countries: expect.not.arrayContaining(['TN']),
      currencies: expect.not.arrayContaining(['TND']),
      account: null,
    });
    const other = await givenAServer();
    const { params } = await openPayoutDesk(other, stripe);
    const director = { cookie: await givenStaff(other, params.organiserId) };
    expect((await other.ask('getPayoutAccount', { params }, director)).body).toEqual({
      provider: null,
      countries: [],
      currencies: [],
      account: null,
    });
    const wish = { params, body: { country: 'FR' } };
    expect((await other.ask('openPayoutAccount', wish, director)).problem.code).toBe('payout_by_transfer');
    await other.stop();
  });
});

test('what happens on an account of an organiser’s says nothing of our payments, however well it is signed', async () => {
  const desk = await open();
  const account = await desk.ready();
  const bought = await placeAnOrder(server, desk.at.performanceId, (desk.at.rows[1] ?? []).slice(0, 2));
  const { payment } = await startToPay(server, bought, 'stripe');
  const object = {
    id: 'pi_of_theirs',
    object: 'payment_intent',
    status: 'requires_capture',
    amount: 9_600,
    amount_capturable: 9_600,
    currency: 'eur',
    metadata: { payment_id: payment.id },
  };
  const type = 'payment_intent.amount_capturable_updated';
  const event = { id: `evt_${crypto.randomUUID()}`, object: 'event', type, account, data: { object } };
  expect(await desk.tell(JSON.stringify(event))).toBe(204);
  await eventually('the event to be applied', async () => {
    const text = 'select from payments.provider_event where event_id = $1 and applied_at is not null';
    return (await server.pool.query(text, [event.id])).rowCount === 1;
  });
  expect((await orderWith(server, bought, 'paying')).tickets).toEqual([]);
});
