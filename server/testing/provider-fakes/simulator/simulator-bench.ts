import { createHmac } from 'node:crypto';
import type { Bench, Signed } from '../../../modules/payments/providers/conformance/bench.ts';
import { simulatorProvider } from '../../../modules/payments/providers/simulator.ts';
import { simulate } from '../../buy.ts';
import { freePort, type GivenServer, givenAServer, testSecret } from '../../given-a-server.ts';
import { eventAbout, signatureOf } from '../../send-webhook.ts';

/** The simulator of a running product, which is its own fake. */
export async function simulatorBench(): Promise<Bench> {
  const server: GivenServer = await givenAServer();
  const keys = {
    apiKey: createHmac('sha256', testSecret).update('simulator api key').digest('hex'),
    webhookSecret: createHmac('sha256', testSecret).update('simulator webhooks').digest('hex'),
  };
  const at = (url: string) => simulatorProvider({ url, webhookUrl: `${url}/nowhere`, ...keys });
  const sign = (body: string, instant: number): Signed => ({
    body,
    headers: { 'simulator-signature': signatureOf(body, { at: instant }) },
  });
  return {
    provider: at(server.url),
    unreachable: at(`http://127.0.0.1:${await freePort()}`),
    currency: 'EUR',
    pay: (providerPaymentId) => simulate(server, providerPaymentId, 'succeed'),
    webhook: ({ paymentId, providerPaymentId, amountMinor: paidMinor }, instant) => {
      const told = { id: providerPaymentId, status: 'succeeded', clientReference: paymentId } as const;
      return sign(eventAbout({ ...told, amountMinor: paidMinor, currency: 'EUR' }), instant);
    },
    sign,
    close: server.stop,
  };
}
