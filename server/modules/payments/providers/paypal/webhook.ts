import { verify, X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { ProviderDown, type WebhookDelivery } from '../provider.ts';

type Settings = {
  readonly webhookId: string;
  /** Where PayPal may keep its certificates, such as https://api.paypal.com. */
  readonly certificateOrigins: readonly string[];
};
const Event = z.object({
  id: z.string().min(1).max(200),
  event_type: z.string().min(1).max(100),
  resource: z.record(z.string(), z.unknown()),
});
export type PaypalEvent = z.infer<typeof Event>;

const certificatePath = '/v1/notifications/certs/';
const patienceMilliseconds = 20_000;
const daysOfRedelivery = 3;
const certificatesMax = 20;

/**
 * Verifies a webhook without asking PayPal about it: the signature is over the transmission's id and time, our webhook's id,
 * and the CRC-32 of the body's bytes. The certificate comes over TLS from PayPal's own host, which is what proves it.
 * Undefined for what is not provably PayPal's. Throws ProviderDown when the certificate cannot be fetched.
 */
export function webhookReader({ webhookId, certificateOrigins }: Settings) {
  const certificates = new Map<string, X509Certificate>();

  const certificateAt = async (address: string): Promise<X509Certificate | undefined> => {
    const known = certificates.get(address);
    if (known) return known;
    const certificate = await fetchCertificate(address);
    if (certificate && certificates.size < certificatesMax) certificates.set(address, certificate);
    return certificate;
  };

  return async ({ headers, body, now }: WebhookDelivery): Promise<PaypalEvent | undefined> => {
    const header = (name: string): string => {
      const value = headers[`paypal-${name}`];
      return typeof value === 'string' ? value : '';
    };
    const sentAt = header('transmission-time');
    const age = now.getTime() - Date.parse(sentAt);
    if (!(Math.abs(age) <= daysOfRedelivery * 86_400_000)) return undefined;
    const address = header('cert-url');
    if (header('auth-algo') !== 'SHA256withRSA' || !isCertificateAddress(address, certificateOrigins)) return undefined;
    const certificate = await certificateAt(address);
    if (!certificate || now < certificate.validFromDate || now > certificate.validToDate) return undefined;
    const message = signedMessage(header('transmission-id'), sentAt, webhookId, body);
    const signature = Buffer.from(header('transmission-sig'), 'base64');
    if (!verify('sha256', Buffer.from(message), certificate.publicKey, signature)) return undefined;
    return Event.safeParse(parsed(body)).data;
  };
}

/** What PayPal signs. */
export function signedMessage(transmissionId: string, sentAt: string, webhookId: string, body: string): string {
  return `${transmissionId}|${sentAt}|${webhookId}|${crc32(Buffer.from(body))}`;
}

export function isCertificateAddress(address: string, origins: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { origin, pathname, username, password } = new URL(address);
  return origins.includes(origin) && pathname.startsWith(certificatePath) && username === '' && password === '';
}

async function fetchCertificate(address: string): Promise<X509Certificate | undefined> {
  let pem: string;
  try {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(patienceMilliseconds) });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`status ${response.status}`);
    pem = await response.text();
  } catch (error) {
    throw new ProviderDown('paypal', error);
  }
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
