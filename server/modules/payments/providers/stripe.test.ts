import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../../testing/given-a-server.ts';
import { openFakeStripe } from '../../../testing/provider-fakes/stripe/fake-stripe.ts';
import { type PaymentProvider, ProviderDown } from './provider.ts';
import { stripeProvider } from './stripe.ts';

const webhookSecret = 'whsec_test_secret';
let fake: Awaited<ReturnType<typeof openFakeStripe>>;
let stripe: PaymentProvider;
beforeAll(async () => {
  fake = await openFakeStripe();
  stripe = stripeProvider({ secretKey: 'sk_test_x', webhookSecret, apiUrl: fake.url });
});
afterEach(() => fake.setTrouble('none'));
afterAll(() => fake.close());

function aStart() {
  const paymentId = crypto.randomUUID();
  const expiresAt = new Date(Date.now() + 600_000);
  return {
    paymentId,
    amountMinor: 9600,
    currency: 'EUR',
    description: 'T',
    returnUrl: 'http://localhost/r',
    expiresAt,
  };
}
async function started() {
  const request = aStart();
  const { providerPaymentId } = await stripe.start(request);
  return { paymentId: request.paymentId, providerPaymentId, amountMinor: 9600, currency: 'EUR' };
}
const sign = (body: string, at: number) => {
  const t = Math.floor(at / 1000);
  const v1 = createHmac('sha256', webhookSecret).update(`${t}.${body}`).digest('hex');
  return { headers: { 'stripe-signature': `t=${t},v1=${v1}` }, body };
};

test('an authorised payment is captured once, however often it is asked for', async () => {
  const payment = await started();
  expect(await stripe.poll?.(payment)).toEqual([{ kind: 'pending', ...payment }]);
  fake.giveCard(payment.providerPaymentId);
  expect(await stripe.poll?.(payment)).toEqual([{ kind: 'authorised', ...payment }]);
  expect(await stripe.capture?.(payment)).toEqual({ kind: 'captured', ...payment });
  expect(await stripe.capture?.(payment)).toEqual({ kind: 'captured', ...payment });
  expect(await stripe.void?.(payment)).toMatchObject({ kind: 'captured' });
});

test('an unpaid and an authorised payment can be let go, and are then not captured', async () => {
  const unpaid = await started();
  expect(await stripe.void?.(unpaid)).toMatchObject({ kind: 'cancelled' });
  const held = await started();
  fake.giveCard(held.providerPaymentId);
  expect(await stripe.void?.(held)).toMatchObject({ kind: 'cancelled' });
  expect(await stripe.capture?.(held)).toMatchObject({ kind: 'failed' });
});

test('a decline leaves the page open and tells the reason', async () => {
  const payment = await started();
  fake.giveCard(payment.providerPaymentId, { code: 'card_declined', decline_code: 'insufficient_funds' });
  expect(await stripe.poll?.(payment)).toMatchObject([{ kind: 'pending', failureCode: 'insufficient_funds' }]);
  fake.giveCard(payment.providerPaymentId);
  expect(await stripe.poll?.(payment)).toMatchObject([{ kind: 'authorised' }]);
});

test('refunds go to the cent up to the whole, each once, and not beyond', async () => {
  const payment = await started();
  fake.giveCard(payment.providerPaymentId);
  await stripe.capture?.(payment);
  const part = { ...payment, refundId: crypto.randomUUID(), amountMinor: 9599 };
  const first = await stripe.refund?.(part);
  expect(first).toMatchObject({ status: 'succeeded', amountMinor: 9599, refundId: part.refundId });
  expect(await stripe.refund?.(part)).toEqual(first);
  const over = { ...part, refundId: crypto.randomUUID(), amountMinor: 2 };
  expect(await stripe.refund?.(over)).toMatchObject({ status: 'failed' });
  const rest = { ...part, refundId: crypto.randomUUID(), amountMinor: 1 };
  expect(await stripe.refund?.(rest)).toMatchObject({ status: 'succeeded' });
});

test('a lost reply, an error and nonsense are unknown; the repetition has one effect', async () => {
  for (const trouble of ['lost_reply', 'server_error', 'too_many', 'garbage'] as const) {
    const request = aStart();
    fake.setTrouble(trouble);
    await expect(stripe.start(request), trouble).rejects.toBeInstanceOf(ProviderDown);
    fake.setTrouble('none');
    const first = await stripe.start(request);
    expect(await stripe.start(request)).toEqual(first);
  }
  const nobody = stripeProvider({ secretKey: 'sk_x', webhookSecret, apiUrl: `http://127.0.0.1:${await freePort()}` });
  await expect(nobody.start(aStart())).rejects.toBeInstanceOf(ProviderDown);
  expect(await stripe.poll?.({ paymentId: 'a', providerPaymentId: 'cs_test_nobody' })).toEqual([]);
});

test('a webhook is believed only when signed, whole, and of now', async () => {
  const now = new Date();
  const object = {
    id: 'pi_1',
    status: 'succeeded',
    amount_received: 9600,
    currency: 'eur',
    metadata: { payment_id: 'p' },
  };
  const good = sign(JSON.stringify({ id: 'evt_1', type: 'payment_intent.succeeded', data: { object } }), now.getTime());
  const fact = { kind: 'captured', paymentId: 'p', providerPaymentId: 'pi_1', amountMinor: 9600, currency: 'EUR' };
  expect(await stripe.readWebhook({ ...good, now })).toMatchObject({ ok: true, eventId: 'evt_1', facts: [fact] });
  const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
  expect(await stripe.readWebhook({ ...good, now: minutes(6) })).toEqual({ ok: false });
  expect(await stripe.readWebhook({ ...good, now: minutes(-6) })).toEqual({ ok: false });
  expect(await stripe.readWebhook({ ...good, body: `${good.body} `, now })).toEqual({ ok: false });
  expect(await stripe.readWebhook({ ...good, headers: {}, now })).toEqual({ ok: false });
  for (const body of ['', 'null', '[]', '{"id":1}'])
    expect(await stripe.readWebhook({ ...sign(body, now.getTime()), now })).toEqual({ ok: false });
  const strange = sign('{"id":"evt_2","type":"payout.paid","data":{"object":{}}}', now.getTime());
  expect(await stripe.readWebhook({ ...strange, now })).toMatchObject({ ok: true, facts: [] });
});
