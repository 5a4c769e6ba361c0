import Stripe from 'stripe';

const { webhooks } = new Stripe('sk_test_x');

/** What Stripe signs a body with, made by its own library. */
export function stripeSignature(body: string, secret: string, atMs: number): string {
  return webhooks.generateTestHeaderString({ payload: body, secret, timestamp: Math.floor(atMs / 1000) });
}
