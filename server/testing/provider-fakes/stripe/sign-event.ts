import Stripe from 'stripe';

const { webhooks } = new Stripe('sk_test_x');

/** The header Stripe sends with a body, made by its own library. */
export function stripeSignature(body: string, secret: string, atMs: number): string {
  return webhooks.generateTestHeaderString({ payload: body, secret, timestamp: Math.floor(atMs / 1000) });
}
