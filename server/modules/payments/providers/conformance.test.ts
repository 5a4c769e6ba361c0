import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { benches } from '../../../testing/provider-fakes/benches.ts';
import { amountMinor, paymentsAt } from '../../../testing/provider-fakes/payments-at.ts';
import type { Bench, Signed, Trouble } from './conformance/bench.ts';
import { type AskedPayment, ProviderDown } from './provider.ts';

/** Every provider passes all of this. */
const troubles: readonly Trouble[] = ['lost_reply', 'server_error', 'too_many', 'garbage'];

describe.each(Object.entries(benches))('the provider %s', (name, open) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await open();
  });
  afterEach(() => bench.trouble?.('none'));
  afterAll(() => bench.close());

  const { aStart, ask, unpaid, paid, taken } = paymentsAt(() => bench);
  /** Where no webhooks are sent, somebody else made this one. */
  const webhookOf = (payment: AskedPayment & { readonly amountMinor: number }, at: number): Signed =>
    bench.webhook?.(payment, at) ?? { headers: { signature: 'of nobody' }, body: JSON.stringify(payment) };
  /** Money goes back by hand only where there is no page that it came by. */
  const isByHand = () => bench.provider.refund === undefined && bench.provider.manner !== undefined;
  const isSeparate = () => bench.provider.captures === 'separate';

  describe('starting', () => {
    test('twice for one payment opens one and sends the buyer to the same place', async () => {
      const request = aStart();
      // Flouci has no idempotency key: there, only starts that are under way together are one.
      const first = bench.provider.start(request);
      const second =
        name === 'flouci' ? bench.provider.start(request) : await first.then(() => bench.provider.start(request));
      expect(await second).toEqual(await first);
      expect((await first).next.kind).toBe(bench.provider.manner ? 'none' : 'redirect');
    });
    test('at the same moment opens one', async () => {
      const request = aStart();
      const started = await Promise.all([1, 2, 3].map(() => bench.provider.start(request)));
      expect(new Set(started.map(({ providerPaymentId }) => providerPaymentId)).size).toBe(1);
    });
    test('two payments keeps them apart: what is paid for one is not paid for the other', async () => {
      const [one, other] = [await unpaid(), await unpaid()];
      await bench.pay(one.providerPaymentId);
      expect(await ask(other)).toMatchObject([{ kind: 'pending', paymentId: other.paymentId }]);
      expect(await ask(one)).toMatchObject([{ amountMinor, paymentId: one.paymentId }]);
    });
    test('takes any words for what is sold', async () => {
      const description = `"L'Été" <b>& 'ليلة' 🎟️ ${'x'.repeat(40)}`;
      const { providerPaymentId } = await bench.provider.start({ ...aStart(), description });
      expect(providerPaymentId).not.toBe('');
    });
    test('takes its currency and none that does not exist', () => {
      expect([bench.provider.takes(bench.currency), bench.provider.takes('XXX')]).toEqual([true, false]);
    });
  });

  describe('a payment', () => {
    test('nobody has paid is pending', async () => {
      expect(await ask(await unpaid())).toMatchObject([{ kind: 'pending' }]);
    });
    test('that is paid is promised where money is taken apart, else taken; to the cent, under both ids', async () => {
      const payment = await unpaid();
      await bench.pay(payment.providerPaymentId);
      const kind = isSeparate() ? 'authorised' : 'captured';
      expect(await ask(payment)).toMatchObject([{ kind, ...payment }]);
      expect(await ask(payment)).toMatchObject([{ kind, ...payment }]);
    });
    test('that is declined can be paid again on the same page, and the reason is told', async () => {
      if (!bench.decline) return;
      const payment = await unpaid();
      for (const reason of ['declined', 'insufficient_funds', 'authentication_failed', 'card_expired'] as const) {
        await bench.decline(payment.providerPaymentId, reason);
        expect(await ask(payment)).toMatchObject([{ kind: 'pending', failureCode: reason }]);
      }
      await bench.pay(payment.providerPaymentId);
      expect(await ask(payment)).toMatchObject([{ kind: isSeparate() ? 'authorised' : 'captured' }]);
    });
    test('that it does not know was not paid', async () => {
      const unknown = { paymentId: crypto.randomUUID(), providerPaymentId: 'no_such_payment' };
      const facts = await ask(unknown).catch(() => []);
      expect(facts?.map(({ kind }) => kind) ?? []).not.toContain('captured');
    });
  });

  describe('promised money', () => {
    test('is taken once, however often it is asked for', async () => {
      if (!isSeparate()) return expect(bench.provider.capture).toBeUndefined();
      const payment = await paid();
      const first = await bench.provider.capture?.(payment);
      expect(first).toMatchObject({ kind: 'captured', ...payment });
      expect(await bench.provider.capture?.(payment)).toMatchObject({ kind: 'captured', ...payment });
      expect(await ask(payment)).toMatchObject([{ kind: 'captured', amountMinor }]);
    });
    test('is not taken before the buyer has paid', async () => {
      if (!isSeparate()) return expect(bench.provider.capture).toBeUndefined();
      const payment = await unpaid();
      const fact = await Promise.resolve(bench.provider.capture?.(payment)).catch(() => ({ kind: 'unknown' }));
      expect(fact?.kind).not.toBe('captured');
      expect(await ask(payment)).toMatchObject([{ kind: 'pending' }]);
    });
    test('is let go of, and cannot be taken then', async () => {
      if (!isSeparate()) return expect(bench.provider.capture).toBeUndefined();
      const payment = await paid();
      expect(await bench.provider.void?.(payment)).toMatchObject({ kind: 'cancelled' });
      expect(await bench.provider.void?.(payment)).toMatchObject({ kind: 'cancelled' });
      expect(['failed', 'cancelled']).toContain((await bench.provider.capture?.(payment))?.kind);
    });
    test('that two ask for at the same moment is taken once', async () => {
      if (!isSeparate()) return expect(bench.provider.capture).toBeUndefined();
      const payment = await paid();
      const facts = await Promise.all([1, 2].map(async () => bench.provider.capture?.(payment)));
      for (const fact of facts) expect(fact).toMatchObject({ kind: 'captured', ...payment });
      expect(await bench.provider.refund?.({ ...payment, refundId: crypto.randomUUID() })).toMatchObject({
        status: 'succeeded',
      });
      expect(await bench.provider.refund?.({ ...payment, refundId: crypto.randomUUID() })).toMatchObject({
        status: 'failed',
      });
    });
    test('that is taken and let go of at the same moment is one of both, and every answer agrees in the end', async () => {
      if (!isSeparate()) return expect(bench.provider.capture).toBeUndefined();
      const payment = await paid();
      await Promise.allSettled([bench.provider.capture?.(payment), bench.provider.void?.(payment)]);
      const [known] = (await ask(payment)) ?? [];
      expect(['captured', 'cancelled', 'failed']).toContain(known?.kind);
      expect((await bench.provider.void?.(payment))?.kind === 'captured').toBe(known?.kind === 'captured');
      expect((await bench.provider.capture?.(payment))?.kind === 'captured').toBe(known?.kind === 'captured');
    });
    test('that nobody gave yet is let go of: the payment is over', async () => {
      if (!isSeparate()) return expect(bench.provider.capture).toBeUndefined();
      const payment = await unpaid();
      expect(['cancelled', 'failed']).toContain((await bench.provider.void?.(payment))?.kind);
      await Promise.resolve(bench.pay(payment.providerPaymentId)).catch(() => undefined);
      expect((await bench.provider.capture?.(payment))?.kind).not.toBe('captured');
    });
    test('that is taken already is not let go of: the answer says that it was too late', async () => {
      if (!isSeparate()) return expect(bench.provider.capture).toBeUndefined();
      const payment = await taken();
      expect(await bench.provider.void?.(payment)).toMatchObject({ kind: 'captured', amountMinor });
    });
  });

  describe('money back', () => {
    const refundOf = (payment: Awaited<ReturnType<typeof taken>>, amount: number) => ({
      ...payment,
      refundId: crypto.randomUUID(),
      amountMinor: amount,
    });
    test('goes back to the cent, in parts where it can, each part once, and never more than was paid', async () => {
      if (isByHand()) return expect(bench.provider.refund).toBeUndefined();
      const payment = await taken();
      const part = refundOf(payment, amountMinor - 1);
      const first = await bench.provider.refund?.(part);
      if (bench.provider.refunds === 'whole') {
        expect(first).toMatchObject({ kind: 'refund', status: 'failed' });
        expect(await bench.provider.refund?.(refundOf(payment, amountMinor))).toMatchObject({ status: 'succeeded' });
        return;
      }
      expect(first).toMatchObject({
        kind: 'refund',
        status: 'succeeded',
        refundId: part.refundId,
        amountMinor: amountMinor - 1,
      });
      expect(await bench.provider.refund?.(part)).toEqual(first);
      expect(await bench.provider.refund?.(refundOf(payment, 2))).toMatchObject({ status: 'failed' });
      expect(await bench.provider.refund?.(refundOf(payment, 1))).toMatchObject({ status: 'succeeded' });
      expect(await bench.provider.refund?.(refundOf(payment, 1))).toMatchObject({ status: 'failed' });
    });
    test('that is asked for twice with one id at the same moment goes back once', async () => {
      if (isByHand()) return expect(bench.provider.refund).toBeUndefined();
      const payment = await taken();
      const whole = refundOf(payment, amountMinor);
      const facts = await Promise.all([1, 2].map(async () => bench.provider.refund?.(whole)));
      for (const fact of facts) expect(fact).toMatchObject({ status: 'succeeded', amountMinor });
      expect(await bench.provider.refund?.(refundOf(payment, amountMinor))).toMatchObject({ status: 'failed' });
    });
    test('that is asked for under two ids at the same moment goes back once', async () => {
      if (isByHand()) return expect(bench.provider.refund).toBeUndefined();
      const payment = await taken();
      const facts = await Promise.all([1, 2].map(async () => bench.provider.refund?.(refundOf(payment, amountMinor))));
      expect(facts.map((fact) => fact?.status).sort()).toEqual(['failed', 'succeeded']);
    });
    test('does not go back while it is only promised', async () => {
      if (!isSeparate()) return expect(bench.provider.capture).toBeUndefined();
      const payment = await paid();
      const fact = await Promise.resolve(bench.provider.refund?.(refundOf(payment, 1))).catch(() => undefined);
      expect(fact?.status ?? 'failed').toBe('failed');
      expect(await bench.provider.capture?.(payment)).toMatchObject({ kind: 'captured', amountMinor });
    });
    test('does not go back for what nobody has paid', async () => {
      const fact = await Promise.resolve(bench.provider.refund?.(refundOf(await unpaid(), 1))).catch(() => undefined);
      expect(fact?.status ?? 'failed').toBe('failed');
    });
  });

  describe('where nobody answers, it says that it does not know:', () => {
    test.each(['start', 'poll', 'capture', 'void', 'refund'] as const)('%s', async (call) => {
      const payment = { ...aStart(), providerPaymentId: 'id', refundId: crypto.randomUUID() };
      if (!bench.unreachable) return expect(bench.provider.manner).toBeDefined();
      const asked: ((payment: never) => Promise<unknown>) | undefined = bench.unreachable[call];
      if (!asked) return expect([call, isSeparate()]).not.toEqual(['capture', true]);
      await expect(asked(payment as never)).rejects.toBeInstanceOf(ProviderDown);
    });
  });

  describe.each(troubles)('when the answer is %s', (trouble) => {
    /** Nobody knows; asked again once all is well, it has happened once. */
    async function inTrouble<Answer>(call: () => Promise<Answer>): Promise<Answer> {
      bench.trouble?.(trouble);
      if (bench.trouble) await expect(call()).rejects.toBeInstanceOf(ProviderDown);
      bench.trouble?.('none');
      return call();
    }
    test('a start is repeated and opens one payment that can be paid', async () => {
      const request = aStart();
      const { providerPaymentId } = await inTrouble(() => bench.provider.start(request));
      await bench.pay(providerPaymentId);
      expect(await ask({ ...request, providerPaymentId })).toMatchObject([{ amountMinor }]);
    });
    test('a question is repeated', async () => {
      const payment = await paid();
      const [fact] = (await inTrouble(() => ask(payment))) ?? [];
      expect(fact?.kind).toBe(isSeparate() ? 'authorised' : 'captured');
    });
    test('a capture is repeated and takes the money once', async () => {
      if (!isSeparate()) return expect(bench.provider.capture).toBeUndefined();
      const payment = await paid();
      expect(await inTrouble(async () => bench.provider.capture?.(payment))).toMatchObject({
        kind: 'captured',
        amountMinor,
      });
    });
    test('a promise that is let go of is repeated and ends the payment', async () => {
      if (!isSeparate()) return expect(bench.provider.capture).toBeUndefined();
      const payment = await paid();
      expect(await inTrouble(async () => bench.provider.void?.(payment))).toMatchObject({ kind: 'cancelled' });
      expect(['failed', 'cancelled']).toContain((await bench.provider.capture?.(payment))?.kind);
    });
    test('a refund is repeated and gives the money back once', async () => {
      if (isByHand()) return expect(bench.provider.refund).toBeUndefined();
      const payment = await taken();
      const refund = { ...payment, refundId: crypto.randomUUID() };
      const fact = await inTrouble(async () => bench.provider.refund?.(refund));
      expect(fact).toMatchObject({ status: 'succeeded', amountMinor });
      expect(await bench.provider.refund?.({ ...refund, refundId: crypto.randomUUID() })).toMatchObject({
        status: 'failed',
      });
    });
  });

  describe('a webhook', () => {
    const now = Date.now();
    const about = () => ({ paymentId: crypto.randomUUID(), providerPaymentId: 'p_1', amountMinor });
    const read = (delivery: Signed, at = now) => bench.provider.readWebhook({ ...delivery, now: new Date(at) });

    test('it signed gives a fact, or at least a question, and an id of its own', async () => {
      const payment = about();
      const reading = await read(webhookOf(payment, now));
      if (!bench.webhook) return expect(reading).toEqual({ ok: false });
      expect(reading).toMatchObject({ ok: true });
      if (!reading.ok) return;
      expect(reading.eventId.length).toBeGreaterThan(0);
      if ('ask' in reading) expect(reading.ask.providerPaymentId).toBe('p_1');
      else
        expect(reading.facts).toMatchObject([
          { kind: isSeparate() ? 'authorised' : 'captured', paymentId: payment.paymentId },
        ]);
    });
    test('told again is the same event, or the same question', async () => {
      const delivery = webhookOf(about(), now);
      const [first, second] = [await read(delivery), await read(delivery)];
      if (first.ok && 'ask' in first) expect(second).toMatchObject({ ok: true, ask: first.ask });
      else expect(second).toEqual(first);
    });
    const bad: readonly [string, (good: Signed) => Signed][] = [
      ['unsigned', (good) => ({ ...good, headers: {} })],
      ['signed with nonsense', (good) => ({ ...good, headers: allOf(good, 'nonsense') })],
      ['with a signature that is empty', (good) => ({ ...good, headers: allOf(good, '') })],
      ['with a signature of a megabyte', (good) => ({ ...good, headers: allOf(good, 'a'.repeat(1_000_000)) })],
      ['with the signature of another one', (good) => ({ ...webhookOf(about(), now), headers: good.headers })],
      ['cut short', (good) => ({ ...good, body: good.body.slice(0, -1) })],
      ['with a changed amount', (good) => ({ ...good, body: good.body.replace(/96/, '69') })],
      ['written anew with other blanks', (good) => ({ ...good, body: JSON.stringify(JSON.parse(good.body), null, 1) })],
    ];
    test.each(bad)('%s proves nothing', async (_what, spoil) => {
      const reading = await read(spoil(webhookOf(about(), now)));
      // Where nothing is signed, no webhook is believed: it is at most the occasion for a question.
      if (name === 'flouci' && reading.ok) return expect('ask' in reading).toBe(true);
      expect(reading).toEqual({ ok: false });
    });
    test('that is a week old proves nothing', async () => {
      const reading = await read(webhookOf(about(), now - 7 * 86_400_000));
      if (name === 'flouci' && reading.ok) return expect('ask' in reading).toBe(true);
      expect(reading).toEqual({ ok: false });
    });
    test.each(['', 'null', '[]', '"text"', '{"id":1}', '{"id":"evt","type":"x"}', '{"id":"e","data":null}'])(
      'that is signed and says %s is read without a throw, and as no money',
      async (body) => {
        const reading = await read(bench.sign?.(body, now) ?? { headers: {}, body });
        const facts = reading.ok && 'facts' in reading ? reading.facts : [];
        expect(facts.map(({ kind }) => kind)).not.toContain('captured');
        expect(facts.map(({ kind }) => kind)).not.toContain('authorised');
      },
    );
  });
});

function allOf({ headers }: Signed, value: string): Record<string, string> {
  return Object.fromEntries(Object.keys(headers).map((header) => [header, value]));
}
