import { sign } from 'node:crypto';
import { signedMessage } from '../../../modules/payments/providers/paypal/webhook.ts';
import { type Certificate, selfSigned } from './certificate.ts';
import { newId } from './orders.ts';

export type SignedWebhook = { readonly headers: Record<string, string>; readonly body: string };
export type Signer = { readonly certificate: Certificate; sign(body: string, at: Date): SignedWebhook };

const day = 86_400_000;
export const fakeWebhookId = '1JE4291016473214C';

/** Signs as PayPal does, with a certificate that is served at the address in the headers. */
export function signerAt(url: string, validity: { from: Date; until: Date } = aroundNow()): Signer {
  const certificate = selfSigned('messageverificationcerts.paypal.com', validity.from, validity.until);
  return {
    certificate,
    sign: (body, at) => {
      const id = crypto.randomUUID();
      const sentAt = at.toISOString();
      const message = Buffer.from(signedMessage(id, sentAt, fakeWebhookId, body));
      const headers = {
        'paypal-transmission-id': id,
        'paypal-transmission-time': sentAt,
        'paypal-transmission-sig': sign('sha256', message, certificate.privateKey).toString('base64'),
        'paypal-cert-url': `${url}/v1/notifications/certs/CERT-1`,
        'paypal-auth-algo': 'SHA256withRSA',
      };
      return { headers, body };
    },
  };
}

export function eventOf(type: string, resource: unknown): string {
  const resource_type = type.toLowerCase().split('.')[1] ?? 'checkout-order';
  return JSON.stringify({
    id: `WH-${newId()}`,
    event_version: '1.0',
    create_time: new Date().toISOString(),
    resource_type,
    event_type: type,
    summary: type,
    resource,
  });
}

function aroundNow() {
  return { from: new Date(Date.now() - day), until: new Date(Date.now() + 365 * day) };
}
