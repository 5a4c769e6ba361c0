import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeFlouci, fakeFlouci, noticeOf } from '../../../testing/provider-fakes/flouci/fake-flouci.ts';
import { flouciProvider } from './flouci.ts';
import { type PaymentProvider, ProviderDown, type StartRequest } from './provider.ts';

const webhookToken = 'an-unguessable-token-of-the-address';
let fake: FakeFlouci;
let flouci: PaymentProvider;

beforeAll(async () => {
  fake = await fakeFlouci();
});
beforeEach(() => {
  const { url, publicKey, privateKey } = fake;
  const webhookUrl = 'http://localhost/api/v1/webhooks/flouci';
  const now = () => new Date();
  flouci = flouciProvider({ url, publicKey, privateKey, webhookUrl, webhookToken, pageHost: '127.0.0.1', now });
});
afterAll(() => fake.close());

describe('a session', () => {
  test('is opened in millimes, until the places are let go, and Flouci is told where to report', async () => {
    const request = aStart();
    const { providerPaymentId, next } = await flouci.start(request);
    expect(next).toMatchObject({ kind: 'redirect' });
    const session = fake.sessionOf(providerPaymentId);
    expect(session).toMatchObject({ amount: 45_000, tracking: request.paymentId });
    expect(session.webhook).toBe(`http://localhost/api/v1/webhooks/flouci?token=${webhookToken}`);
    expect(session.expiresAt).toBeLessThanOrEqual(request.expiresAt.getTime() + 1000);
  });

  test('started twice at the same time is one', async () => {
    const request = aStart();
    const [first, second] = await Promise.all([flouci.start(request), flouci.start(request)]);
    expect(second).toEqual(first);
    expect(fake.sessions().filter(({ tracking }) => tracking === request.paymentId)).toHaveLength(1);
  });

  test('is in dinars only', async () => {
    expect(flouci.takes('TND')).toBe(true);
    expect(flouci.takes('EUR')).toBe(false);
    await expect(flouci.start({ ...aStart(), currency: 'EUR' })).rejects.toBeInstanceOf(ProviderDown);
  });

  test('on a host that is not Flouci’s is not opened to the buyer, and keys follow no redirect', async () => {
    fake.trouble('elsewhere', 'redirect');
    await expect(flouci.start(aStart())).rejects.toBeInstanceOf(ProviderDown);
    await expect(flouci.start(aStart())).rejects.toBeInstanceOf(ProviderDown);
  });

  test.each(['down', 'error_500', 'too_many', 'reply_lost'] as const)(
    'is unknown when Flouci is %s',
    async (trouble) => {
      const payment = await started();
      fake.trouble(trouble, trouble);
      await expect(flouci.start(aStart())).rejects.toBeInstanceOf(ProviderDown);
      await expect(flouci.poll?.(payment)).rejects.toBeInstanceOf(ProviderDown);
    },
  );
});

describe('verify, the only truth,', () => {
  test.each([
    ['PENDING', 'pending'],
    ['SUCCESS', 'captured'],
    ['FAILURE', 'failed'],
    ['EXPIRED', 'cancelled'],
    ['PREAUTH_SUCCESS', 'pending'],
    ['SYSTEM_FAILURE', 'pending'],
  ] as const)('of %s is %s', async (status, kind) => {
    const payment = await started();
    fake.sessionOf(payment.providerPaymentId).status = status;
    expect(await flouci.poll?.(payment)).toMatchObject([{ kind, ...payment, amountMinor: 45_000, currency: 'TND' }]);
  });

  test('tells the amount that was paid, not the one that was asked', async () => {
    const payment = await started();
    Object.assign(fake.sessionOf(payment.providerPaymentId), { status: 'SUCCESS', amount: 4500 });
    expect(await flouci.poll?.(payment)).toMatchObject([{ kind: 'captured', amountMinor: 4500 }]);
  });

  test('of somebody else’s payment, or of none, says nothing of ours', async () => {
    const [ours, theirs] = [await started(), await started()];
    fake.sessionOf(theirs.providerPaymentId).status = 'SUCCESS';
    expect(await flouci.poll?.({ ...ours, providerPaymentId: theirs.providerPaymentId })).toEqual([]);
    expect(await flouci.poll?.({ ...ours, providerPaymentId: 'none' })).toEqual([]);
  });

  test('calls a session over when its time has passed', async () => {
    const payment = await started();
    fake.sessionOf(payment.providerPaymentId).expiresAt = Date.now() - 1;
    expect(await flouci.poll?.(payment)).toMatchObject([{ kind: 'cancelled' }]);
  });
});

describe('a webhook', () => {
  test('only says whom to ask about, whatever it claims and whatever its shape', async () => {
    const payment = await started();
    const { providerPaymentId } = payment;
    const forged = noticeOf(fake.sessionOf(providerPaymentId), 'SUCCESS');
    const ask = { paymentId: null, providerPaymentId };
    for (const body of [
      forged,
      JSON.stringify({ details: { order_number: providerPaymentId } }),
      JSON.stringify({ result: { payment_id: providerPaymentId } }),
      JSON.stringify(providerPaymentId),
      providerPaymentId,
    ])
      expect(await read(body)).toMatchObject({ ok: true, ask });
    expect(await flouci.poll?.(payment)).toMatchObject([{ kind: 'pending' }]);
  });

  test('without the token of its address, or without a payment, is not Flouci’s', async () => {
    const { providerPaymentId } = await started();
    const delivery = { headers: {}, body: providerPaymentId, now: new Date() };
    expect(await flouci.readWebhook(delivery)).toEqual({ ok: false });
    expect(await flouci.readWebhook({ ...delivery, headers: { 'webhook-token': 'guessed' } })).toEqual({ ok: false });
    for (const body of ['', 'null', '[]', '{}', '{"payment_id":1}', '{"payment_id":"../verify"}', '<xml/>'])
      expect(await read(body)).toEqual({ ok: false });
  });
});

describe('a refund', () => {
  test('is of the whole, once; asked again it is not told as done twice', async () => {
    const refund = await aRefund();
    expect(await flouci.refund?.(refund)).toMatchObject({ ...refund, kind: 'refund', status: 'succeeded' });
    expect(await flouci.refund?.({ ...refund, refundId: crypto.randomUUID() })).toMatchObject({ status: 'failed' });
  });

  test('that Flouci has not enabled for this merchant fails, and staff settle it by hand', async () => {
    const refund = await aRefund();
    fake.refundsAre('not_enabled');
    expect(await flouci.refund?.(refund)).toMatchObject({ status: 'failed', amountMinor: 45_000 });
    fake.refundsAre('enabled');
  });

  test('of a part is never sent: Flouci would give everything back', async () => {
    const refund = await aRefund();
    expect(await flouci.refund?.({ ...refund, amountMinor: 1000 })).toMatchObject({ status: 'failed' });
    expect(fake.sessionOf(refund.providerPaymentId).isRefunded).toBe(false);
  });
});

async function aRefund() {
  const payment = await started();
  fake.sessionOf(payment.providerPaymentId).status = 'SUCCESS';
  return { refundId: crypto.randomUUID(), ...payment, amountMinor: 45_000, currency: 'TND' };
}

async function started() {
  const request = aStart();
  const { providerPaymentId } = await flouci.start(request);
  return { paymentId: request.paymentId, providerPaymentId };
}

async function read(body: string) {
  return flouci.readWebhook({ headers: { 'webhook-token': webhookToken }, body, now: new Date() });
}

function aStart(): StartRequest {
  return {
    paymentId: crypto.randomUUID(),
    amountMinor: 45_000,
    currency: 'TND',
    description: 'TA2026-7KQ4XD',
    returnUrl: 'http://localhost/checkout/return',
    expiresAt: new Date(Date.now() + 600_000),
  };
}
