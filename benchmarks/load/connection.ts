import { connect, type Socket } from 'node:net';

export type Request = {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** JSON that is sent letter by letter as it is, instead of `body`. */
  readonly text?: string;
};
export type Answer = { readonly status: number; readonly text: string };
export type Connection = {
  /** One request at a time. Rejects with ConnectionLost when no whole answer came. */
  ask(request: Request): Promise<Answer>;
  close(): void;
};

/** Whether the request had an effect is not known. */
export class ConnectionLost extends Error {}
/** It was never sent. */
export class Unreachable extends ConnectionLost {}

const answerWithinMs = 30_000;

/**
 * A kept-open HTTP/1.1 connection to a port of 127.0.0.1, opened again when it was lost. It knows as much of HTTP as
 * our servers use towards API clients, because what it costs is taken from what it measures.
 */
export function openConnection(port: () => number): Connection {
  let socket: Socket | undefined;
  return {
    ask: async (request) => {
      if (socket === undefined || socket.destroyed) socket = await open(port());
      return exchange(socket, lettersOf(request));
    },
    close: () => socket?.destroy(),
  };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    socket.setTimeout(answerWithinMs, () => socket.destroy());
    // A connection that breaks between two requests is found destroyed by the next one.
    socket.on('error', () => undefined);
    socket.once('connect', () => resolve(socket));
    socket.once('close', () => reject(new Unreachable('the server cannot be reached')));
  });
}

function exchange(socket: Socket, letters: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const finish = (): void => {
      socket.off('data', onChunk);
      socket.off('close', onClose);
    };
    const onChunk = (chunk: Buffer): void => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const answer = readAnswer(received);
      if (answer === undefined) return;
      finish();
      if (answer === 'unreadable') reject(new Error(`an answer of unknown length: ${received}`));
      else resolve(answer);
    };
    const onClose = (): void => {
      finish();
      reject(new ConnectionLost('the connection was lost before the answer'));
    };
    socket.on('data', onChunk);
    socket.on('close', onClose);
    socket.write(letters);
  });
}

function lettersOf({
  method,
  path,
  headers = {},
  body,
  text = body === undefined ? '' : JSON.stringify(body),
}: Request): string {
  const lines = [`${method} ${path} HTTP/1.1`, 'host: 127.0.0.1'];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (text !== '') lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(text)}`);
  return `${lines.join('\r\n')}\r\n\r\n${text}`;
}

/** Undefined while part of it is still on the way. */
function readAnswer(received: Buffer): Answer | 'unreadable' | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = received.toString('latin1', 0, headEnd);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined && status !== 204) return 'unreadable';
  const bodyStart = headEnd + 4;
  const bodyEnd = bodyStart + Number(length ?? 0);
  return received.length < bodyEnd ? undefined : { status, text: received.toString('utf8', bodyStart, bodyEnd) };
}
