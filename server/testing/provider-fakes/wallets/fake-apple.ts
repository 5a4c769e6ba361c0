import {
  createSecureServer,
  type Http2SecureServer,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Made, makeCertificate } from './certificates.ts';

/** What happens to the next push. */
export type PushTrouble = 'none' | 'error_500' | 'too_many' | 'unanswered' | 'gone_away';
export type FakeApple = Awaited<ReturnType<typeof fakeApple>>;
export type Pushed = { readonly token: string; readonly topic: string };

/**
 * Apple's push service on loopback: HTTP/2, one is known by the certificate of one's pass type. A token that was never valid
 * is a BadDeviceToken, one whose pass was removed is Unregistered.
 */
export async function fakeApple(authority: Made) {
  const own = makeCertificate({ subject: { CN: 'Fake push service' }, isLoopback: true });
  const server = createSecureServer({
    key: own.keyPem,
    cert: own.pem,
    ca: [authority.pem],
    requestCert: true,
    rejectUnauthorized: false,
  });
  const house = {
    pushed: [] as Pushed[],
    gone: new Set<string>(),
    troubles: [] as PushTrouble[],
    refused: [] as string[],
  };
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session)).on('error', () => undefined);
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    hear(stream)
      .then((body) => answer(house, stream, headers, body))
      .catch(() => stream.destroy());
  });
  await listen(server);
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What its certificate is believed by. */
    authority: own.pem,
    /** Every push that was taken, in turn. */
    pushed: (): readonly Pushed[] => [...house.pushed],
    /** Why pushes were not taken, in turn. */
    refused: (): readonly string[] => [...house.refused],
    /** No phone is reached by this token any more. */
    remove: (token: string): void => void house.gone.add(token),
    trouble: (...kinds: PushTrouble[]): void => void house.troubles.push(...kinds),
    close: async (): Promise<void> => {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type House = {
  readonly pushed: Pushed[];
  readonly gone: Set<string>;
  readonly troubles: PushTrouble[];
  readonly refused: string[];
};

function answer(house: House, stream: ServerHttp2Stream, headers: Record<string, unknown>, body: string): void {
  const trouble = house.troubles.shift() ?? 'none';
  if (trouble === 'unanswered') return void stream.destroy();
  if (trouble === 'gone_away') return void stream.session?.destroy();
  const token = String(headers[':path']).replace(/^\/3\/device\//, '');
  const topic = String(headers['apns-topic']);
  const refusal = refusalOf(house, { trouble, token, topic, body, headers, stream });
  stream.respond({ ':status': refusal?.status ?? 200, 'content-type': 'application/json' });
  if (!refusal) {
    house.pushed.push({ token, topic });
    return void stream.end();
  }
  const { reason, more } = refusal;
  house.refused.push(reason);
  stream.end(JSON.stringify({ reason, ...more }));
}

type Question = {
  readonly trouble: PushTrouble;
  readonly token: string;
  readonly topic: string;
  readonly body: string;
  readonly headers: Record<string, unknown>;
  readonly stream: ServerHttp2Stream;
};
type Refusal = { readonly status: number; readonly reason: string; readonly more?: object };

function refusalOf({ gone }: House, { trouble, token, topic, body, headers, stream }: Question): Refusal | undefined {
  // The session's socket is a proxy of the real one, which knows who is at the other end.
  const socket = stream.session?.socket as TLSSocket | undefined;
  const subject = Object(socket?.getPeerCertificate().subject);
  if (!socket?.authorized) return { status: 403, reason: 'BadCertificate' };
  if (trouble === 'error_500') return { status: 500, reason: 'InternalServerError' };
  if (trouble === 'too_many') return { status: 429, reason: 'TooManyRequests' };
  if (headers[':method'] !== 'POST') return { status: 405, reason: 'MethodNotAllowed' };
  if (subject.UID !== topic) return { status: 400, reason: 'TopicDisallowed' };
  if (body !== '{}') return { status: 400, reason: 'PayloadEmpty' };
  if (!/^[0-9a-f]{64}$/.test(token)) return { status: 400, reason: 'BadDeviceToken' };
  if (gone.has(token)) return { status: 410, reason: 'Unregistered', more: { timestamp: Date.now() } };
  return undefined;
}

async function hear(stream: ServerHttp2Stream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function listen(server: Http2SecureServer): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}
