import { createHmac } from 'node:crypto';
import { apiBase } from '@tessera/contract/api/paths';
import type { openProviders } from './modules/payments/index.ts';
import type { Config } from './platform/config.ts';

type ProviderSettings = Parameters<typeof openProviders>[0];

const paypalHosts = ['api.paypal.com', 'api.sandbox.paypal.com', 'api-m.paypal.com', 'api-m.sandbox.paypal.com'];

/** What the configured providers need: where they answer, where they report, whom we believe. */
export function providerSettings({ payments, publicUrl, secret }: Config): ProviderSettings {
  const { stripe, paypal, flouci } = payments;
  return {
    ...(stripe ? { stripe } : {}),
    ...(paypal ? { paypal: { ...paypal, certificateOrigins: certificateOriginsOf(paypal.url) } } : {}),
    ...(flouci
      ? {
          flouci: {
            ...flouci,
            webhookUrl: `${publicUrl}${apiBase}/webhooks/flouci`,
            webhookToken: createHmac('sha256', secret).update('flouci webhooks').digest('hex'),
            pageHost: pageHostOf(flouci.url),
            now: () => new Date(),
          },
        }
      : {}),
  };
}

/** PayPal's own hosts; a stand-in keeps its certificates itself. */
function certificateOriginsOf(url: string): string[] {
  const { hostname, origin } = new URL(url);
  return paypalHosts.includes(hostname) ? paypalHosts.map((host) => `https://${host}`) : [origin];
}

function pageHostOf(url: string): string {
  const { hostname } = new URL(url);
  return hostname === 'flouci.com' || hostname.endsWith('.flouci.com') ? 'flouci.com' : hostname;
}
