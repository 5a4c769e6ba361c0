import { toDecimal } from '@tessera/contract/money';
import type { Bench } from '../../../modules/payments/providers/conformance/bench.ts';
import { paypalProvider } from '../../../modules/payments/providers/paypal/paypal.ts';
import { freePort } from '../../given-a-server.ts';
import { fakePaypal } from './fake-paypal.ts';

const troubles = {
  none: 'none',
  lost_reply: 'reply_lost',
  server_error: 'error_500',
  too_many: 'too_many',
  garbage: 'garbage',
} as const;

/** PayPal tells of no reasons for a decline beyond that it was one, so there is no `decline`. */
export async function paypalBench(): Promise<Bench> {
  const fake = await fakePaypal();
  const { clientId, clientSecret, webhookId } = fake;
  const at = (url: string) =>
    paypalProvider({ url, clientId, clientSecret, webhookId, certificateOrigins: [fake.url] });
  const provider = at(fake.url);
  return {
    provider,
    unreachable: at(`http://127.0.0.1:${await freePort()}`),
    currency: 'EUR',
    pay: async (providerPaymentId) => fake.approve(providerPaymentId),
    trouble: (trouble) => fake.troubleUntilTold(troubles[trouble]),
    webhook: ({ paymentId, providerPaymentId, amountMinor }, instant) => {
      const value = toDecimal({ amountMinor, currency: 'EUR' });
      return fake.sign(fake.webhook.authorised(paymentId, providerPaymentId, value), new Date(instant));
    },
    sign: (body, instant) => fake.sign(body, new Date(instant)),
    close: fake.close,
  };
}
