import type { Bench, Signed } from '../../../modules/payments/providers/conformance/bench.ts';
import { stripeProvider } from '../../../modules/payments/providers/stripe.ts';
import { freePort } from '../../given-a-server.ts';
import { openFakeStripe } from './fake-stripe.ts';
import { stripeSignature } from './sign-event.ts';

const webhookSecret = 'whsec_test_secret';
const declines = {
  declined: { code: 'card_declined', decline_code: 'generic_decline' },
  insufficient_funds: { code: 'card_declined', decline_code: 'insufficient_funds' },
  authentication_failed: { code: 'payment_intent_authentication_failure' },
  card_expired: { code: 'expired_card' },
} as const;

export async function stripeBench(): Promise<Bench> {
  const fake = await openFakeStripe();
  const at = (apiUrl: string) => stripeProvider({ secretKey: 'sk_test_x', webhookSecret, apiUrl });
  const sign = (body: string, instant: number): Signed => ({
    body,
    headers: { 'stripe-signature': stripeSignature(body, webhookSecret, instant) },
  });
  return {
    provider: at(fake.url),
    unreachable: at(`http://127.0.0.1:${await freePort()}`),
    currency: 'EUR',
    pay: async (providerPaymentId) => fake.giveCard(providerPaymentId),
    decline: async (providerPaymentId, reason) =>
      fake.giveCard(
        providerPaymentId,
        reason in declines ? declines[reason as keyof typeof declines] : declines.declined,
      ),
    trouble: fake.setTrouble,
    payouts: {
      verify: fake.verify,
      block: (id) => fake.require(id, ['external_account'], 'requirements.past_due'),
      takeAway: fake.deauthorise,
      fund: (amountMinor) => fake.topUp(amountMinor - fake.available('eur'), 'eur'),
      sent: (payoutId) => fake.transfers().flatMap((one) => (one.transfer_group === payoutId ? [one.id] : [])),
      takeBack: fake.reverse,
      forgetKeys: fake.forgetKeys,
    },
    webhook: ({ paymentId, amountMinor }, instant) => {
      const intent = {
        id: 'pi_1',
        object: 'payment_intent',
        status: 'requires_capture',
        amount: amountMinor,
        amount_capturable: amountMinor,
        currency: 'eur',
        metadata: { payment_id: paymentId },
      };
      const type = 'payment_intent.amount_capturable_updated';
      return sign(JSON.stringify({ id: 'evt_1', object: 'event', type, data: { object: intent } }), instant);
    },
    sign,
    close: fake.close,
  };
}
