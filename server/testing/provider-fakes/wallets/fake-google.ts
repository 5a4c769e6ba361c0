import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose';
import type { z } from 'zod';
import { EventTicketClass, EventTicketObject } from './google-schemas.ts';

/** What happens to the next call that is not a question for a token. */
export type Trouble = 'none' | 'down' | 'error_500' | 'too_many' | 'unauthorised' | 'reply_lost' | 'forbidden';
export type FakeGoogle = Awaited<ReturnType<typeof fakeGoogle>>;
export type Call = { readonly method: string; readonly path: string; readonly status: number };

type Reply = { readonly status: number; readonly body: unknown };
type House = {
  readonly url: string;
  readonly publicKey: KeyObject;
  readonly tokens: Set<string>;
  readonly classes: Map<string, z.infer<typeof EventTicketClass>>;
  readonly objects: Map<string, z.infer<typeof EventTicketObject>>;
  readonly calls: Call[];
  readonly troubles: Trouble[];
};

const scope = 'https://www.googleapis.com/auth/wallet_object.issuer';
const email = 'tickets@fake-project.iam.gserviceaccount.com';

/** Google's token endpoint and Wallet API on loopback: what it does not know or that lacks something is refused as there. */
export async function fakeGoogle() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const server = createServer((request, response) => {
    handle(house, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const publicKey = createPublicKey(privateKey);
  const house: House = {
    url,
    publicKey,
    tokens: new Set(),
    classes: new Map(),
    objects: new Map(),
    calls: [],
    troubles: [],
  };
  return {
    apiUrl: `${url}/walletobjects/v1`,
    issuerId: '3388000000012345678',
    /** As it is downloaded for a service account. */
    account: JSON.stringify({
      type: 'service_account',
      client_email: email,
      private_key_id: 'key-1',
      private_key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      token_uri: `${url}/token`,
    }),
    email,
    publicKey,
    classes: () => [...house.classes.values()],
    objects: () => [...house.objects.values()],
    /** All calls that were answered, but for those about tokens. */
    calls: () => [...house.calls],
    trouble: (...kinds: Trouble[]): void => void house.troubles.push(...kinds),
    /** As if a class or an object had never been there. */
    forget: (id: string): boolean => house.objects.delete(id) || house.classes.delete(id),
    /** No token is good any more, whatever was said of how long it would be. */
    endTokens: (): void => house.tokens.clear(),
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function handle(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const { pathname } = new URL(request.url ?? '/', house.url);
  if (pathname === '/token') return send(response, await grantToken(house, body));
  const trouble = house.troubles.shift() ?? 'none';
  if (trouble === 'down') return void response.destroy();
  const reply = troubled(trouble) ?? answer(house, request, pathname, body);
  house.calls.push({ method: request.method ?? '', path: pathname, status: reply.status });
  if (trouble === 'reply_lost') return void response.destroy();
  send(response, reply);
}

function troubled(trouble: Trouble): Reply | undefined {
  if (trouble === 'error_500') return refused(503, 'UNAVAILABLE');
  if (trouble === 'too_many') return refused(429, 'RESOURCE_EXHAUSTED');
  if (trouble === 'unauthorised') return refused(401, 'UNAUTHENTICATED');
  return trouble === 'forbidden' ? refused(403, 'PERMISSION_DENIED') : undefined;
}

async function grantToken({ url, publicKey, tokens }: House, body: string): Promise<Reply> {
  const form = new URLSearchParams(body);
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') return badGrant;
  const checks = { issuer: email, audience: `${url}/token`, algorithms: ['RS256'], requiredClaims: ['exp', 'iat'] };
  const verified = await jwtVerify(form.get('assertion') ?? '', publicKey, checks).catch(() => undefined);
  if (verified?.payload['scope'] !== scope) return badGrant;
  const token = `ya29.${crypto.randomUUID()}`;
  tokens.add(token);
  return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: 3599 } };
}

const badGrant: Reply = { status: 400, body: { error: 'invalid_grant' } };

function answer(house: House, { method, headers }: IncomingMessage, path: string, body: string): Reply {
  if (!house.tokens.has((headers.authorization ?? '').replace('Bearer ', ''))) return refused(401, 'UNAUTHENTICATED');
  const [, kind, id] = /^\/walletobjects\/v1\/(eventTicketClass|eventTicketObject)(?:\/([^/]+))?$/.exec(path) ?? [];
  if (kind === 'eventTicketClass') return keep(house.classes, EventTicketClass, { method, id, body });
  if (kind !== 'eventTicketObject') return refused(404, 'NOT_FOUND');
  const reply = keep(house.objects, EventTicketObject, { method, id, body }, ({ classId }) =>
    house.classes.has(classId),
  );
  return reply;
}

type Asked = { readonly method: string | undefined; readonly id: string | undefined; readonly body: string };

/** Inserts what is new, changes what is there: named parts are replaced, those that are null taken away. */
function keep<Kept extends { id: string }>(
  kept: Map<string, Kept>,
  schema: z.ZodType<Kept>,
  { method, id, body }: Asked,
  isComplete: (resource: Kept) => boolean = () => true,
): Reply {
  const given: object = JSON.parse(body);
  const before = id === undefined ? undefined : kept.get(id);
  if (method === 'PATCH' && !before) return refused(404, 'NOT_FOUND');
  if (method !== 'PATCH' && method !== 'POST') return refused(405, 'METHOD_NOT_ALLOWED');
  const merged = Object.entries({ ...before, ...given }).filter(([, value]) => value !== null);
  const read = schema.safeParse(Object.fromEntries(merged));
  if (!read.success || !schema.safeParse(given).success) return refused(400, 'INVALID_ARGUMENT');
  if (method === 'POST' && kept.has(read.data.id)) return refused(409, 'ALREADY_EXISTS');
  if (!isComplete(read.data)) return refused(404, 'NOT_FOUND');
  kept.set(read.data.id, read.data);
  return { status: 200, body: read.data };
}

function refused(code: number, status: string): Reply {
  return { status: code, body: { error: { code, status, message: status, errors: [] } } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
