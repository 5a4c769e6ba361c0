import { importPKCS8, SignJWT } from 'jose';
import { z } from 'zod';
import type { GoogleWallet } from '../../platform/wallet-config.ts';
import type { GoogleResource } from './google-pass.rules.ts';

export type GoogleTransport = {
  /** Writes a class or an object as it is now, whether Google has it or not. Throws when it may not be there afterwards. */
  write(kind: 'eventTicketClass' | 'eventTicketObject', resource: GoogleResource, isKnown: boolean): Promise<void>;
  /** The link by which a phone takes objects that are there into its wallet. */
  saveLink(tickets: readonly { readonly id: string; readonly classId: string }[], origin: string): Promise<string>;
};

const patienceMilliseconds = 20_000;
const marginSeconds = 60;
const scope = 'https://www.googleapis.com/auth/wallet_object.issuer';
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const saveUrl = 'https://pay.google.com/gp/v/save/';
const Token = z.object({ access_token: z.string().min(1), expires_in: z.number() });

/** Google Wallet by its REST API, as the service account. Repeats nothing but a call whose token had ended. */
export function googleTransport({ email, key, keyId, tokenUrl, apiUrl }: GoogleWallet): GoogleTransport {
  let token: { readonly value: string; readonly until: number } | undefined;
  const signingKey = importPKCS8(key, 'RS256');
  // Whoever signs first is told of a key that cannot sign.
  signingKey.catch(() => undefined);
  const header = { alg: 'RS256', typ: 'JWT', kid: keyId };

  const freshToken = async (): Promise<string> => {
    if (token && performance.now() < token.until) return token.value;
    const assertion = await new SignJWT({ scope })
      .setProtectedHeader(header)
      .setIssuer(email)
      .setAudience(tokenUrl)
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(await signingKey);
    const response = await send(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: grantType, assertion }),
    });
    if (!response.ok) throw await unexpected('its token', response);
    const { access_token: value, expires_in: seconds } = Token.parse(await response.json());
    token = { value, until: performance.now() + (seconds - marginSeconds) * 1000 };
    return value;
  };

  const attempt = async (method: 'POST' | 'PATCH', path: string, resource: GoogleResource): Promise<Response> =>
    send(`${apiUrl}/${path}`, {
      method,
      headers: { authorization: `Bearer ${await freshToken()}`, 'content-type': 'application/json' },
      body: JSON.stringify(resource),
    });

  const call = async (method: 'POST' | 'PATCH', path: string, resource: GoogleResource): Promise<Response> => {
    const response = await attempt(method, path, resource);
    if (response.status !== 401) return response;
    token = undefined;
    return attempt(method, path, resource);
  };

  return {
    write: async (kind, resource, isKnown) => {
      const insert = () => call('POST', kind, resource);
      const change = () => call('PATCH', `${kind}/${resource.id}`, resource);
      let response = await (isKnown ? change() : insert());
      if (response.status === 409) response = await change();
      else if (response.status === 404 && isKnown) response = await insert();
      if (!response.ok) throw await unexpected(`${kind} ${resource.id}`, response);
    },
    saveLink: async (tickets, origin) => {
      const payload = { eventTicketObjects: tickets.map(({ id, classId }) => ({ id, classId })) };
      const signed = await new SignJWT({ typ: 'savetowallet', origins: [origin], payload })
        .setProtectedHeader(header)
        .setIssuer(email)
        .setAudience('google')
        .setIssuedAt()
        .sign(await signingKey);
      return `${saveUrl}${signed}`;
    },
  };
}

async function send(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(patienceMilliseconds) });
}

async function unexpected(what: string, response: Response): Promise<Error> {
  return new Error(`Google answered ${response.status} about ${what}: ${(await response.text()).slice(0, 300)}`);
}
