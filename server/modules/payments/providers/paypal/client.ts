import { z } from 'zod';
import { ProviderDown } from '../provider.ts';

type Settings = { readonly url: string; readonly clientId: string; readonly clientSecret: string };
type Call = {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
  /** PayPal-Request-Id: the same call under the same key has one effect. */
  readonly key?: string;
};
export type Answer =
  | { readonly ok: true; readonly body: unknown }
  /** PayPal understood and says no; issues are its names for why. */
  | { readonly ok: false; readonly status: number; readonly issues: readonly string[] };
export type PaypalClient = { call(call: Call): Promise<Answer> };

const patienceMilliseconds = 20_000;
const marginSeconds = 60;
const Token = z.object({ access_token: z.string().min(1), expires_in: z.number() });
const Problem = z.object({ details: z.array(z.object({ issue: z.string() })).default([]) });

/** PayPal's API by plain HTTP. Throws ProviderDown when nobody knows what happened; nothing is repeated here but a 401. */
export function paypalClient({ url, clientId, clientSecret }: Settings): PaypalClient {
  let token: { readonly value: string; readonly until: number } | undefined;

  const freshToken = async (): Promise<string> => {
    if (token && performance.now() < token.until) return token.value;
    const response = await send(`${url}/v1/oauth2/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    if (!response.ok) throw new Error(`no token: status ${response.status}`);
    const { access_token: value, expires_in: seconds } = Token.parse(await response.json());
    token = { value, until: performance.now() + (seconds - marginSeconds) * 1000 };
    return value;
  };

  const attempt = async ({ method, path, body, key }: Call): Promise<Response> =>
    send(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await freshToken()}`,
        prefer: 'return=representation',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'paypal-request-id': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  return {
    call: async (call) => {
      try {
        let response = await attempt(call);
        if (response.status === 401) {
          token = undefined;
          response = await attempt(call);
        }
        if (response.ok) return { ok: true, body: response.status === 204 ? undefined : await response.json() };
        const isAnswer = [400, 403, 404, 422].includes(response.status);
        if (!isAnswer) throw new Error(`status ${response.status}`);
        const problem = Problem.safeParse(await response.json());
        const issues = problem.success ? problem.data.details.map(({ issue }) => issue) : [];
        return { ok: false, status: response.status, issues };
      } catch (error) {
        throw new ProviderDown('paypal', error);
      }
    },
  };
}

async function send(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(patienceMilliseconds) });
}
