import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakePaypal, fakePaypal } from '../../../../testing/provider-fakes/paypal/fake-paypal.ts';
import { eventOf, signerAt } from '../../../../testing/provider-fakes/paypal/webhooks.ts';
import { type PaymentProvider, ProviderDown, type StartRequest } from '../provider.ts';
import { paypalProvider } from './paypal.ts';
import { isCertificateAddress, signedMessage } from './webhook.ts';

let fake: FakePaypal;
let paypal: PaymentProvider;
const at = (url: string) =>
  paypalProvider({
    url,
    clientId: fake.clientId,
    clientSecret: fake.clientSecret,
    webhookId: fake.webhookId,
    certificateOrigins: [fake.url],
  });

beforeAll(async () => {
  fake = await fakePaypal();
});
beforeEach(() => {
  paypal = at(fake.url);
});
afterAll(() => fake.close());

describe('an order', () => {
  test('started twice is one, with one page; its amount is written as PayPal wants it', async () => {
    const request = aStart();
    const first = await paypal.start(request);
    expect(await paypal.start({ ...request, expiresAt: new Date(Date.now() + 9e5) })).toEqual(first);
    expect(first.next).toEqual({ kind: 'redirect', url: `${fake.url}/checkoutnow?token=${first.providerPaymentId}` });
    expect(fake.orderOf(first.providerPaymentId)).toMatchObject({
      custom_id: request.paymentId,
      amount: { currency_code: 'EUR', value: '96.00' },
      intent: 'AUTHORIZE',
    });
    const yen = await paypal.start({ ...aStart(), amountMinor: 9600, currency: 'JPY' });
    expect(fake.orderOf(yen.providerPaymentId).amount).toEqual({ currency_code: 'JPY', value: '9600' });
  });

  test('is not offered in dinars, and what PayPal refuses opens nothing', async () => {
    expect(paypal.takes('EUR')).toBe(true);
    expect(paypal.takes('TND')).toBe(false);
    await expect(paypal.start({ ...aStart(), currency: 'TND' })).rejects.toBeInstanceOf(ProviderDown);
  });

  test('nobody approved is pending, an approved one is authorised when asked, and captured only when told', async () => {
    const payment = await started();
    expect(await told(payment)).toMatchObject([{ kind: 'pending' }]);
    fake.approve(payment.providerPaymentId);
    expect(await told(payment)).toEqual([{ kind: 'authorised', ...payment, amountMinor: 9600, currency: 'EUR' }]);
    expect(fake.orderOf(payment.providerPaymentId).captures).toHaveLength(0);
    const captured = { kind: 'captured', ...payment, amountMinor: 9600, currency: 'EUR', feeMinor: 313 };
    expect(await capture(payment)).toEqual(captured);
    expect(await capture(payment)).toEqual(captured);
    expect(await told(payment)).toEqual([captured]);
    expect(fake.orderOf(payment.providerPaymentId).captures).toHaveLength(1);
  });

  test.each(['create', 'authorise', 'capture', 'refund'] as const)(
    'whose reply to %s is lost has been done once when it is asked again',
    async (step) => {
      const request = aStart();
      if (step === 'create') {
        await paypal.poll?.({ paymentId: 'a', providerPaymentId: 'none' });
        fake.trouble('reply_lost');
        await expect(paypal.start(request)).rejects.toBeInstanceOf(ProviderDown);
      }
      const { providerPaymentId } = await paypal.start(request);
      const payment = { paymentId: request.paymentId, providerPaymentId };
      const mine = [...ordersOf(request.paymentId)];
      expect(mine).toHaveLength(1);
      fake.approve(providerPaymentId);
      if (step === 'authorise') await lostReply(1, () => told(payment));
      expect(await told(payment)).toMatchObject([{ kind: 'authorised' }]);
      if (step === 'capture') await lostReply(2, () => capture(payment));
      expect(await capture(payment)).toMatchObject({ kind: 'captured' });
      const refund = aRefund(payment, 1000);
      if (step === 'refund') await lostReply(1, async () => paypal.refund?.(refund));
      expect(await paypal.refund?.(refund)).toMatchObject({ status: 'succeeded' });
      const order = fake.orderOf(providerPaymentId);
      expect([order.authorizations.length, order.captures.length, order.refunds.length]).toEqual([1, 1, 1]);
    },
  );

  test('that was let go is never authorised after, whenever the buyer approves', async () => {
    const payment = await started();
    expect(await paypal.void?.(payment)).toMatchObject({ kind: 'cancelled', amountMinor: 9600 });
    fake.approve(payment.providerPaymentId);
    expect(await told(payment)).toMatchObject([{ kind: 'cancelled' }]);
    expect(fake.orderOf(payment.providerPaymentId).authorizations).toHaveLength(0);
  });

  test('let go after it was authorised holds no money; after it was captured, it says so', async () => {
    const payment = await started();
    fake.approve(payment.providerPaymentId);
    await told(payment);
    expect(await paypal.void?.(payment)).toMatchObject({ kind: 'cancelled' });
    expect(await paypal.void?.(payment)).toMatchObject({ kind: 'cancelled' });
    expect(await capture(payment)).toMatchObject({ kind: 'cancelled' });
    expect(await paypal.void?.(await paid())).toMatchObject({ kind: 'captured' });
  });

  test('declined, denied, waiting or lapsed is told as what it is', async () => {
    const declined = await approved();
    fake.next('declined');
    expect(await told(declined)).toMatchObject([{ kind: 'failed', failureCode: 'declined' }]);
    const denied = await approved();
    fake.next('denied');
    expect(await told(denied)).toMatchObject([{ kind: 'failed', failureCode: 'declined' }]);
    const waiting = await approved();
    await told(waiting);
    fake.next('pending');
    expect(await capture(waiting)).toMatchObject({ kind: 'pending' });
    fake.decide(waiting.providerPaymentId, 'COMPLETED');
    expect(await told(waiting)).toMatchObject([{ kind: 'captured' }]);
    const refused = await approved();
    await told(refused);
    fake.next('issue:AUTHORIZATION_EXPIRED');
    expect(await capture(refused)).toMatchObject({ kind: 'failed' });
    const lapsed = await started();
    fake.expire(lapsed.providerPaymentId);
    expect(await told(lapsed)).toMatchObject([{ kind: 'cancelled' }]);
  });

  test('captured for another amount is told with that amount', async () => {
    const payment = await approved();
    await told(payment);
    fake.next('wrong_amount');
    expect(await capture(payment)).toMatchObject({ kind: 'captured', amountMinor: 100, currency: 'EUR' });
  });

  test('nobody knows how it stands while PayPal is down, broken, or silent about it', async () => {
    const payment = await started();
    fake.trouble('down', 'error_500');
    await expect(paypal.poll?.(payment)).rejects.toBeInstanceOf(ProviderDown);
    await expect(paypal.poll?.(payment)).rejects.toBeInstanceOf(ProviderDown);
    expect(await told(payment)).toMatchObject([{ kind: 'pending' }]);
    expect(await told({ ...payment, providerPaymentId: 'NOBODYKNOWS' })).toEqual([]);
  });

  test('is asked about with a new token when the old one is refused, and with wrong keys not at all', async () => {
    const payment = await started();
    fake.trouble('unauthorised');
    expect(await told(payment)).toMatchObject([{ kind: 'pending' }]);
    const stranger = paypalProvider({
      url: fake.url,
      clientId: 'x',
      clientSecret: 'y',
      webhookId: '',
      certificateOrigins: [],
    });
    await expect(stranger.poll?.(payment)).rejects.toBeInstanceOf(ProviderDown);
  });
});

describe('a refund', () => {
  test('in parts and once each; more than is left fails', async () => {
    const payment = await paid();
    const part = aRefund(payment, 1000);
    const first = await paypal.refund?.(part);
    expect(first).toMatchObject({ ...part, kind: 'refund', status: 'succeeded' });
    expect(await paypal.refund?.(part)).toEqual(first);
    expect(await paypal.refund?.(aRefund(payment, 8601))).toMatchObject({ status: 'failed', amountMinor: 8601 });
    expect(await paypal.refund?.(aRefund(payment, 8600))).toMatchObject({ status: 'succeeded' });
    expect((await told(payment)).map(({ kind }) => kind)).toEqual(['captured', 'refund', 'refund']);
  });

  test.each([
    'REFUND_FAILED_INSUFFICIENT_FUNDS',
    'REFUND_TIME_LIMIT_EXCEEDED',
    'REFUND_NOT_ALLOWED',
    'TRANSACTION_DISPUTED',
    'PERMISSION_DENIED',
  ] as const)('refused for %s is told as failed', async (issue) => {
    const payment = await paid();
    fake.next(`issue:${issue}`);
    expect(await paypal.refund?.(aRefund(payment, 1000))).toMatchObject({ status: 'failed' });
  });

  test('that takes days is pending, and then what PayPal says', async () => {
    const payment = await paid();
    const refund = aRefund(payment, 9600);
    fake.next('pending');
    expect(await paypal.refund?.(refund)).toMatchObject({ status: 'pending' });
    for (const made of fake.orderOf(payment.providerPaymentId).refunds) made.status = 'FAILED';
    expect(await told(payment)).toMatchObject([{ kind: 'captured' }, { refundId: refund.refundId, status: 'failed' }]);
  });

  test('of a payment without money fails', async () => {
    expect(await paypal.refund?.(aRefund(await started(), 9600))).toMatchObject({ status: 'failed' });
  });
});

describe('a webhook', () => {
  test('is signed over the unsigned CRC of the body, as in PayPal’s example', () => {
    const body = '{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{"id":"2GG279541U471931P"}}';
    expect(crc32(body)).toBe(3092226693);
    expect(
      signedMessage('69cd13f0-d67a-11e5-baa3-778b53f4ae55', '2026-01-15T10:00:00Z', '1JE4291016473214C', body),
    ).toBe('69cd13f0-d67a-11e5-baa3-778b53f4ae55|2026-01-15T10:00:00Z|1JE4291016473214C|3092226693');
  });

  test('about an approval asks, about money tells', async () => {
    const payment = await approved();
    const { providerPaymentId } = payment;
    const ask = { paymentId: null, providerPaymentId };
    expect(await read(fake.webhook.order('CHECKOUT.ORDER.APPROVED', providerPaymentId))).toMatchObject({ ask });
    expect(await read(fake.webhook.reversedApproval(providerPaymentId))).toMatchObject({ ask });
    await told(payment);
    const authorised = fake.webhook.authorization('PAYMENT.AUTHORIZATION.CREATED', providerPaymentId);
    expect(await read(authorised)).toMatchObject({ facts: [{ kind: 'authorised', ...payment }] });
    await capture(payment);
    const captured = fake.webhook.capture('PAYMENT.CAPTURE.COMPLETED', providerPaymentId);
    expect(await read(captured)).toMatchObject({ facts: [{ kind: 'captured', ...payment, feeMinor: 313 }] });
    const refund = aRefund(payment, 1000);
    await paypal.refund?.(refund);
    const refunded = fake.webhook.refund('PAYMENT.CAPTURE.REFUNDED', providerPaymentId);
    expect(await read(refunded)).toMatchObject({ facts: [{ kind: 'refund', ...refund, status: 'succeeded' }] });
    for (const [status, outcome, expected] of [
      ['OPEN', undefined, 'open'],
      ['RESOLVED', 'RESOLVED_SELLER_FAVOUR', 'won'],
      ['RESOLVED', 'RESOLVED_BUYER_FAVOUR', 'lost'],
    ] as const) {
      const dispute = fake.webhook.dispute('CUSTOMER.DISPUTE.UPDATED', providerPaymentId, status, outcome);
      const fact = { kind: 'dispute', ...payment, status: expected, amountMinor: 9600, currency: 'EUR' };
      expect(await read(dispute)).toMatchObject({ facts: [fact] });
    }
  });

  test('about other people’s money, in other currencies or of unknown kinds, changes nothing', async () => {
    const links = [{ rel: 'up', href: `${fake.url}/v2/payments/captures/NOBODYS` }];
    const amount = { currency_code: 'HUF', value: '100' };
    for (const body of [
      eventOf('PAYMENT.CAPTURE.COMPLETED', { id: 'X', status: 'COMPLETED', amount }),
      eventOf('PAYMENT.CAPTURE.COMPLETED', {
        id: 'X',
        status: 'COMPLETED',
        amount,
        custom_id: 'x',
        supplementary_data: { related_ids: { order_id: 'Y' } },
      }),
      eventOf('PAYMENT.CAPTURE.REFUNDED', { id: 'R', status: 'COMPLETED', amount, links }),
      eventOf('BILLING.PLAN.CREATED', {}),
      eventOf('CHECKOUT.ORDER.APPROVED', {}),
      eventOf('CUSTOMER.DISPUTE.CREATED', {}),
    ])
      expect(await read(body)).toMatchObject({ ok: true, facts: [] });
  });

  test('that is changed, cut short, unsigned, old, or signed for somebody else is not PayPal’s', async () => {
    const { providerPaymentId } = await paid();
    const good = fake.sign(fake.webhook.capture('PAYMENT.CAPTURE.COMPLETED', providerPaymentId));
    const now = new Date();
    expect(await paypal.readWebhook({ ...good, now })).toMatchObject({ ok: true });
    const bad = [
      { ...good, body: good.body.replace('96.00', '69.00') },
      { ...good, body: JSON.stringify(JSON.parse(good.body), null, 1) },
      { ...good, body: good.body.slice(0, -1) },
      { ...good, headers: {} },
      ...Object.keys(good.headers).map((name) => ({ ...good, headers: { ...good.headers, [name]: 'nonsense' } })),
      { ...good, headers: { ...good.headers, 'paypal-cert-url': `${fake.url}/v1/notifications/certs/CERT-2` } },
    ];
    for (const delivery of bad) expect(await paypal.readWebhook({ ...delivery, now })).toEqual({ ok: false });
    expect(await paypal.readWebhook({ ...good, now: new Date(now.getTime() + 4 * 86_400_000) })).toEqual({ ok: false });
    const other = paypalProvider({ ...keys(), webhookId: 'ANOTHERHOOK' });
    expect(await other.readWebhook({ ...good, now })).toEqual({ ok: false });
    const selfMade = signerAt(fake.url).sign(good.body, now);
    expect(await paypal.readWebhook({ ...selfMade, now })).toEqual({ ok: false });
  });

  test('under a certificate from elsewhere, or past its time, is not PayPal’s', async () => {
    const { providerPaymentId } = await paid();
    const now = new Date();
    const good = fake.sign(fake.webhook.capture('PAYMENT.CAPTURE.COMPLETED', providerPaymentId), now);
    const elsewhere = paypalProvider({ ...keys(), certificateOrigins: ['https://api.paypal.com'] });
    expect(await elsewhere.readWebhook({ ...good, now })).toEqual({ ok: false });
    const later = new Date(now.getTime() + 400 * 86_400_000);
    const signedLater = fake.sign(good.body, later);
    expect(await paypal.readWebhook({ ...signedLater, now: later })).toEqual({ ok: false });
    const origins = ['https://api.paypal.com'];
    expect(isCertificateAddress('https://api.paypal.com/v1/notifications/certs/CERT-1', origins)).toBe(true);
    for (const address of [
      'http://api.paypal.com/v1/notifications/certs/CERT-1',
      'https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1',
      'https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1',
      'https://api.paypal.com/v1/notifications/certs/../../../upload/mine',
      'https://api.paypal.com:8443/v1/notifications/certs/CERT-1',
    ])
      expect(isCertificateAddress(address, origins)).toBe(false);
  });

  test('that is signed and means nothing is refused without a throw', async () => {
    for (const body of ['', 'null', '[]', '{"id":1}', '{"id":"WH","event_type":"x","resource":null}'])
      expect(await read(body)).toEqual({ ok: false });
  });
});

function keys() {
  const { url, clientId, clientSecret, webhookId } = fake;
  return { url, clientId, clientSecret, webhookId, certificateOrigins: [url] };
}

function aStart(): StartRequest {
  return {
    paymentId: crypto.randomUUID(),
    amountMinor: 9600,
    currency: 'EUR',
    description: 'TA2026-7KQ4XD',
    returnUrl: 'http://localhost/checkout/return',
    expiresAt: new Date(Date.now() + 600_000),
  };
}

type About = { paymentId: string; providerPaymentId: string };

async function started(): Promise<About> {
  const request = aStart();
  const { providerPaymentId } = await paypal.start(request);
  return { paymentId: request.paymentId, providerPaymentId };
}

async function approved(): Promise<About> {
  const payment = await started();
  fake.approve(payment.providerPaymentId);
  return payment;
}

async function paid(): Promise<About> {
  const payment = await approved();
  await told(payment);
  await capture(payment);
  return payment;
}

async function told(payment: About) {
  return (await paypal.poll?.(payment)) ?? [];
}

async function capture(payment: About) {
  return paypal.capture?.({ ...payment, amountMinor: 9600, currency: 'EUR' });
}

function aRefund(payment: About, amountMinor: number) {
  return { refundId: crypto.randomUUID(), ...payment, amountMinor, currency: 'EUR' };
}

async function read(body: string) {
  return paypal.readWebhook({ ...fake.sign(body), now: new Date() });
}

function* ordersOf(paymentId: string) {
  for (const order of fake.orders()) if (order.custom_id === paymentId) yield order;
}

/** The call after some others is done, and its reply lost: the adapter has to say that it does not know. */
async function lostReply(others: number, work: () => Promise<unknown>): Promise<void> {
  fake.trouble(...Array.from({ length: others }, () => 'none' as const), 'reply_lost');
  await expect(work()).rejects.toBeInstanceOf(ProviderDown);
}
