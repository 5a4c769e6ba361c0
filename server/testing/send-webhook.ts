import { createHmac, randomBytes } from 'node:crypto';
import { apiBase } from '../../contract/api/paths.ts';
import { testSecret } from './given-a-server.ts';

export type ToldPayment = {
  id: string;
  status: 'open' | 'succeeded' | 'declined' | 'cancelled';
  clientReference: string;
  amountMinor: number;
  currency: string;
};

export function eventAbout(payment: ToldPayment, eventId = `evt_${randomBytes(12).toString('hex')}`): string {
  return JSON.stringify({ id: eventId, type: `payment.${payment.status}`, payment: { ...payment, url: '' } });
}

/** The header the simulator would send with a body. */
export function signatureOf(body: string, { secret = testSecret, at = Date.now() } = {}): string {
  const key = createHmac('sha256', secret).update('simulator webhooks').digest('hex');
  const sentAt = Math.floor(at / 1000);
  return `t=${sentAt},v1=${createHmac('sha256', key).update(`${sentAt}.${body}`).digest('hex')}`;
}

/** Posts a webhook as the simulator would; resolves to the status of the answer. */
export async function sendWebhook(
  { url }: { url: string },
  body: string,
  headers: Record<string, string> = { 'simulator-signature': signatureOf(body) },
  provider = 'simulator',
): Promise<number> {
  const response = await fetch(`${url}${apiBase}/webhooks/${provider}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  await response.text();
  return response.status;
}
