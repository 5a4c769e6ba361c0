import type { OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { apiBase, type OperationName, paths } from '@tessera/contract/api/paths';
import type { GivenServer } from './given-a-server.ts';

/** One request as it goes over the wire; a body that is neither text nor bytes is sent as JSON. */
export type Letter = {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Where it seems to come from; a new address each time by default, so that no rate limit is met by accident. */
  readonly address?: string;
};
export type Heard = { readonly status: number; readonly headers: OutgoingHttpHeaders; readonly text: string };

const textBodies = (body: unknown): body is string | Buffer => typeof body === 'string' || Buffer.isBuffer(body);
let addresses = 0;

/** An address nobody else used, from the block reserved for measuring networks (RFC 2544). */
export function newAddress(): string {
  addresses += 1;
  return `198.18.${(addresses >> 8) & 255}.${addresses & 255}`;
}

/** Hands a request to the running server. A stream of events is left as soon as it has begun. */
export async function send({ app }: Pick<GivenServer, 'app'>, letter: Letter): Promise<Heard> {
  const { method, path, headers = {}, body, address = newAddress() } = letter;
  const typed = body === undefined || 'content-type' in headers ? {} : { 'content-type': 'application/json' };
  const response = await app.server.inject({
    method: method as 'GET',
    url: path,
    remoteAddress: address,
    headers: { ...typed, ...headers },
    ...(body === undefined ? {} : { payload: textBodies(body) ? body : JSON.stringify(body) }),
    payloadAsStream: true,
  });
  const stream = response.stream();
  if (String(response.headers['content-type']).startsWith('text/event-stream')) {
    stream.destroy();
    return { status: response.statusCode, headers: response.headers, text: '' };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return { status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() };
}

export type Parts = { readonly params?: object; readonly query?: object | undefined };

/** The method and path of an operation. Values of the query that are lists are given several times. */
export function addressed(name: OperationName, { params = {}, query = {} }: Parts): { method: string; path: string } {
  const [method = '', template = ''] = paths[name].split(' ');
  const values = new Map(Object.entries(params));
  const filled = template.replace(/:(\w+)/g, (_, part: string) => encodeURIComponent(String(values.get(part))));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) => [value].flat().map((one): [string, string] => [key, String(one)])),
  );
  return { method, path: `${apiBase}${filled}${search.size > 0 ? `?${search}` : ''}` };
}

/** Writes bytes to the server's socket and gives back everything it answers until it closes the connection or falls silent. */
export function talk({ url }: Pick<GivenServer, 'url'>, bytes: string | Buffer, silenceMs = 400): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    const finish = (): void => {
      socket.destroy();
      resolve(Buffer.concat(chunks).toString());
    };
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      socket.setTimeout(silenceMs, finish);
    });
    socket.on('close', finish);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (chunks.length > 0 || error.code === 'ECONNRESET' || error.code === 'EPIPE') finish();
      else reject(error);
    });
    socket.setTimeout(5_000, finish);
  });
}
