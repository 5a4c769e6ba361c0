import { z } from 'zod';

/** How each way to pay reaches its provider; undefined: not offered. */
export type PaymentConfig = Readonly<{
  /** apiUrl: only for a stand-in of Stripe. */
  stripe: { secretKey: string; webhookSecret: string; connectWebhookSecret?: string; apiUrl?: string } | undefined;
  paypal: { url: string; clientId: string; clientSecret: string; webhookId: string } | undefined;
  flouci: { url: string; publicKey: string; privateKey: string } | undefined;
}>;

const key = z.string().regex(/^[\w.:-]{1,300}$/);
const address = z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol));

export const paymentEnvironment = {
  STRIPE_SECRET_KEY: key.optional(),
  STRIPE_WEBHOOK_SECRET: key.optional(),
  STRIPE_CONNECT_WEBHOOK_SECRET: key.optional(),
  STRIPE_API_URL: address.optional(),
  PAYPAL_CLIENT_ID: key.optional(),
  PAYPAL_CLIENT_SECRET: key.optional(),
  PAYPAL_WEBHOOK_ID: key.optional(),
  PAYPAL_API_URL: address.default('https://api-m.paypal.com'),
  FLOUCI_PUBLIC_KEY: key.optional(),
  FLOUCI_PRIVATE_KEY: key.optional(),
  FLOUCI_API_URL: address.default('https://developers.flouci.com/api/v2'),
};
const environment = z.object(paymentEnvironment);
type Environment = z.infer<typeof environment>;

const aKey = 'the text that the provider shows';
const anAddress = 'an address that begins with http:// or https://';
export const paymentSettings: Record<
  keyof Environment,
  { readonly help: string; readonly expected: string; readonly confidential?: true }
> = {
  STRIPE_SECRET_KEY: {
    help: 'Stripe’s secret key; without it cards are not taken by Stripe',
    expected: aKey,
    confidential: true,
  },
  STRIPE_WEBHOOK_SECRET: {
    help: 'what Stripe signs its webhooks to /api/v1/webhooks/stripe with',
    expected: aKey,
    confidential: true,
  },
  STRIPE_CONNECT_WEBHOOK_SECRET: {
    help: 'the same of the endpoint that hears of connected accounts, for payouts to organisers',
    expected: aKey,
    confidential: true,
  },
  STRIPE_API_URL: { help: 'only for a stand-in of Stripe', expected: anAddress },
  PAYPAL_CLIENT_ID: { help: 'PayPal’s REST app; without it PayPal is not offered', expected: aKey },
  PAYPAL_CLIENT_SECRET: { help: 'the secret of PayPal’s REST app', expected: aKey, confidential: true },
  PAYPAL_WEBHOOK_ID: { help: 'PayPal’s id of the webhook that leads to /api/v1/webhooks/paypal', expected: aKey },
  PAYPAL_API_URL: {
    help: 'https://api-m.sandbox.paypal.com for tests; https://api-m.paypal.com',
    expected: anAddress,
  },
  FLOUCI_PUBLIC_KEY: { help: 'Flouci’s application; without it Flouci is not offered', expected: aKey },
  FLOUCI_PRIVATE_KEY: { help: 'the private key of Flouci’s application', expected: aKey, confidential: true },
  FLOUCI_API_URL: { help: 'where Flouci answers; https://developers.flouci.com/api/v2', expected: anAddress },
};

const together = [
  ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
  ['PAYPAL_CLIENT_ID', 'PAYPAL_CLIENT_SECRET', 'PAYPAL_WEBHOOK_ID'],
  ['FLOUCI_PUBLIC_KEY', 'FLOUCI_PRIVATE_KEY'],
] as const;

/** A sentence for each way to pay of which only a part is set. */
export function halfPayments(data: Environment): string[] {
  const alone = data.STRIPE_CONNECT_WEBHOOK_SECRET !== undefined && data.STRIPE_SECRET_KEY === undefined;
  const ofAccounts = alone ? ['STRIPE_CONNECT_WEBHOOK_SECRET is set, but STRIPE_SECRET_KEY is missing.'] : [];
  const halves = together.flatMap((names) => {
    const missing = names.filter((name) => data[name] === undefined);
    if (missing.length === 0 || missing.length === names.length) return [];
    return [`${names.join(', ')} are set together or not at all, but ${missing.join(' and ')} is missing.`];
  });
  return [...halves, ...ofAccounts];
}

/** What is wholly set. */
export function paymentConfigOf(data: Environment): PaymentConfig {
  const { PAYPAL_CLIENT_ID: clientId, PAYPAL_CLIENT_SECRET: clientSecret, PAYPAL_WEBHOOK_ID: webhookId } = data;
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_URL: apiUrl } = data;
  const { STRIPE_CONNECT_WEBHOOK_SECRET: connectWebhookSecret } = data;
  const { FLOUCI_PUBLIC_KEY: publicKey, FLOUCI_PRIVATE_KEY: privateKey } = data;
  return {
    stripe:
      secretKey && webhookSecret
        ? {
            secretKey,
            webhookSecret,
            ...(connectWebhookSecret ? { connectWebhookSecret } : {}),
            ...(apiUrl ? { apiUrl: withoutSlash(apiUrl) } : {}),
          }
        : undefined,
    paypal:
      clientId && clientSecret && webhookId
        ? { url: withoutSlash(data.PAYPAL_API_URL), clientId, clientSecret, webhookId }
        : undefined,
    flouci: publicKey && privateKey ? { url: withoutSlash(data.FLOUCI_API_URL), publicKey, privateKey } : undefined,
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
