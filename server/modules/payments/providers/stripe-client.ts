import Stripe from 'stripe';
import { ProviderDown } from './provider.ts';

/** Stripe's own library, which repeats nothing by itself but a call whose connection broke, under the same key. */
export function openStripe(secretKey: string, apiUrl: string | undefined): Stripe {
  const url = apiUrl === undefined ? undefined : new URL(apiUrl);
  const protocol = url?.protocol === 'http:' ? 'http' : 'https';
  const port = url?.port || (protocol === 'http' ? 80 : 443);
  return new Stripe(secretKey, {
    maxNetworkRetries: 0,
    timeout: 10_000,
    telemetry: false,
    ...(url ? { host: url.hostname, port, protocol } : {}),
  });
}

/** Stripe understood and refuses; asking again changes nothing. Being told of another use of the key is no such answer. */
export function isNo(error: unknown): error is InstanceType<typeof Stripe.errors.StripeInvalidRequestError> {
  return error instanceof Stripe.errors.StripeInvalidRequestError && (error.statusCode ?? 0) < 409;
}

export async function ifKnown<Found>(call: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return undefined;
    throw error;
  }
}

export async function unlessRefused(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!isNo(error)) throw error;
  }
}

export async function answered<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof ProviderDown ? error : new ProviderDown('stripe', error);
  }
}
