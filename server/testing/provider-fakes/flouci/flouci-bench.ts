import type { Bench } from '../../../modules/payments/providers/conformance/bench.ts';
import { flouciProvider } from '../../../modules/payments/providers/flouci.ts';
import { freePort } from '../../given-a-server.ts';
import { fakeFlouci } from './fake-flouci.ts';

const troubles = {
  none: 'none',
  lost_reply: 'reply_lost',
  server_error: 'error_500',
  too_many: 'too_many',
  garbage: 'garbage',
} as const;
const webhookToken = 'an-unguessable-token-of-the-address';

/** Flouci does not sign: its webhook is known by the token of its address and only leads to a question. */
export async function flouciBench(): Promise<Bench> {
  const fake = await fakeFlouci();
  const { publicKey, privateKey } = fake;
  const webhookUrl = 'http://localhost/api/v1/webhooks/flouci';
  const now = () => new Date();
  const at = (url: string) =>
    flouciProvider({ url, publicKey, privateKey, webhookUrl, webhookToken, pageHost: '127.0.0.1', now });
  const sign = (body: string) => ({ headers: { 'webhook-token': webhookToken }, body });
  return {
    provider: at(fake.url),
    unreachable: at(`http://127.0.0.1:${await freePort()}`),
    currency: 'TND',
    pay: async (providerPaymentId) => {
      fake.sessionOf(providerPaymentId).status = 'SUCCESS';
    },
    trouble: (trouble) => fake.troubleUntilTold(troubles[trouble]),
    webhook: ({ paymentId, providerPaymentId }) =>
      sign(JSON.stringify({ payment_id: providerPaymentId, status: 'SUCCESS', developer_tracking_id: paymentId })),
    sign,
    close: fake.close,
  };
}
