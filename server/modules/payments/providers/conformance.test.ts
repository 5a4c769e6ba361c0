import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulate } from '../../../testing/buy.ts';
import { freePort, type GivenServer, givenAServer, testSecret } from '../../../testing/given-a-server.ts';
import { eventAbout, signatureOf } from '../../../testing/send-webhook.ts';
import { type PaymentProvider, ProviderDown, type StartRequest } from './provider.ts';
import { simulatorProvider } from './simulator.ts';

/** What the tests need of a provider's side: its adapter here, and a server that answers as its documentation says. */
type Bench = {
  readonly provider: PaymentProvider;
  /** The same adapter, pointed at a port where nobody answers. */
  readonly unreachable: PaymentProvider;
  /** The buyer pays on the provider's page. */
  pay(providerPaymentId: string): Promise<void>;
  /** A webhook about a paid payment, signed as the provider signs, at an instant in milliseconds. */
  webhook(payment: { paymentId: string; providerPaymentId: string }, at: number): Signed;
  close(): Promise<void>;
};
type Signed = { readonly headers: Record<string, string>; readonly body: string };

const benches: Record<string, () => Promise<Bench>> = { simulator: simulatorBench };

describe.each(Object.entries(benches))('the provider %s', (_name, open) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await open();
  });
  afterAll(() => bench.close());

  test('started twice for one payment, opens one and sends the buyer to the same place', async () => {
    const request = aStart();
    const first = await bench.provider.start(request);
    expect(await bench.provider.start(request)).toEqual(first);
    expect(first.next.kind).toBe('redirect');
  });

  test('tells of a payment nobody has paid that it is pending, and of a paid one that it is captured, to the cent', async () => {
    const request = aStart();
    const { providerPaymentId } = await bench.provider.start(request);
    const payment = { paymentId: request.paymentId, providerPaymentId };
    expect((await bench.provider.poll?.(payment))?.[0]?.kind).toBe('pending');
    await bench.pay(providerPaymentId);
    expect(await bench.provider.poll?.(payment)).toEqual([
      { kind: 'captured', ...payment, amountMinor: request.amountMinor, currency: request.currency },
    ]);
  });

  test('a webhook it signed gives the fact and an id of its own', async () => {
    const now = Date.now();
    const payment = { paymentId: crypto.randomUUID(), providerPaymentId: 'p_1' };
    const reading = await bench.provider.readWebhook({ ...bench.webhook(payment, now), now: new Date(now) });
    expect(reading).toMatchObject({ ok: true, facts: [{ kind: 'captured', ...payment }] });
    expect(reading.ok && reading.eventId.length).toBeGreaterThan(0);
  });

  test('a webhook that is changed, cut short, unsigned, or too old is not its', async () => {
    const now = Date.now();
    const good = bench.webhook({ paymentId: crypto.randomUUID(), providerPaymentId: 'p_1' }, now);
    const bad: Signed[] = [
      { ...good, body: good.body.replace('9600', '96') },
      { ...good, body: good.body.slice(0, -1) },
      { ...good, headers: {} },
      { body: good.body, headers: Object.fromEntries(Object.keys(good.headers).map((name) => [name, 'nonsense'])) },
    ];
    for (const delivery of bad)
      expect(await bench.provider.readWebhook({ ...delivery, now: new Date(now) })).toEqual({ ok: false });
    expect(await bench.provider.readWebhook({ ...good, now: new Date(now + 3_600_000) })).toEqual({ ok: false });
  });

  test('a body that is signed and means nothing is refused without a throw', async () => {
    const now = Date.now();
    for (const body of ['', 'null', '[]', '{"id":1}', '{"id":"evt","type":"x","payment":null}']) {
      const delivery = { headers: { 'simulator-signature': signatureOf(body, { at: now }) }, body, now: new Date(now) };
      expect(await bench.provider.readWebhook(delivery)).toEqual({ ok: false });
    }
  });

  test('refunded twice under one id, gives the money back once', async () => {
    const request = aStart();
    const { paymentId } = request;
    const { providerPaymentId } = await bench.provider.start(request);
    await bench.pay(providerPaymentId);
    const refund = { refundId: crypto.randomUUID(), paymentId, providerPaymentId, amountMinor: 9600, currency: 'EUR' };
    const first = await bench.provider.refund?.(refund);
    expect(first?.providerRefundId).toBeTruthy();
    expect(await bench.provider.refund?.(refund)).toEqual(first);
    await expect(bench.provider.refund?.({ ...refund, refundId: crypto.randomUUID() })).rejects.toThrow();
  });

  test('where nobody answers, it says that it does not know', async () => {
    await expect(bench.unreachable.start(aStart())).rejects.toBeInstanceOf(ProviderDown);
    await expect(bench.unreachable.poll?.({ paymentId: 'a', providerPaymentId: 'b' })).rejects.toBeInstanceOf(
      ProviderDown,
    );
  });
});

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

async function simulatorBench(): Promise<Bench> {
  const server: GivenServer = await givenAServer();
  const keys = {
    apiKey: createHmac('sha256', testSecret).update('simulator api key').digest('hex'),
    webhookSecret: createHmac('sha256', testSecret).update('simulator webhooks').digest('hex'),
  };
  const at = (url: string) => simulatorProvider({ url, webhookUrl: `${url}/nowhere`, ...keys });
  return {
    provider: at(server.url),
    unreachable: at(`http://127.0.0.1:${await freePort()}`),
    pay: (providerPaymentId) => simulate(server, providerPaymentId, 'succeed'),
    webhook: ({ paymentId, providerPaymentId }, instant) => {
      const paid = {
        id: providerPaymentId,
        status: 'succeeded',
        clientReference: paymentId,
        amountMinor: 9600,
        currency: 'EUR',
      } as const;
      const body = eventAbout(paid);
      return { body, headers: { 'simulator-signature': signatureOf(body, { at: instant }) } };
    },
    close: server.stop,
  };
}
