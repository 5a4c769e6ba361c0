import { randomUUID } from 'node:crypto';
import { apiBase } from '@tessera/contract/api/paths';
import { deriveSecrets } from '../platform/secrets.ts';
import type { GivenServer } from './given-a-server.ts';
import { passTypeId } from './provider-fakes/wallets/given-wallets.ts';

/** token: by which a phone shows that it has it. */
export type GivenPass = { readonly ticketId: string; readonly token: string; readonly phoneId: string };

/** The pass of a ticket, fetched with the token of its order and registered by a phone. */
export async function takeOntoPhone(
  { ask, url, config }: GivenServer,
  { ticketId, token: k }: { readonly ticketId: string; readonly token: string },
): Promise<GivenPass> {
  const answer = await fetch(`${url}${apiBase}/tickets/${ticketId}/apple-pass?k=${k}`);
  if (!answer.ok) throw new Error(`no pass: ${answer.status}`);
  const token = deriveSecrets(config.secret).capability(`pass ${ticketId}`);
  const phoneId = randomUUID();
  const params = { phoneId, passTypeId, serialNumber: ticketId };
  await ask('registerPhone', { params, body: { pushToken: 'ab'.repeat(32) } }, { token });
  return { ticketId, token, phoneId };
}
