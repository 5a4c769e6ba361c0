import { type AddressInfo, createServer, type Socket } from 'node:net';

export type GivenRedis = {
  readonly url: string;
  /** Ends every connection; new ones are taken. */
  readonly cut: () => void;
  /** Nobody hears anything any more, and nobody is told so. */
  readonly freeze: () => void;
  /** Takes no more connections, and ends those there are. */
  readonly kill: () => Promise<void>;
  /** After a kill, at the same address. */
  readonly revive: () => Promise<void>;
};

/** As much of a Redis server as publishing and subscribing takes, over its real protocol (RESP2). */
export async function givenARedis(): Promise<GivenRedis> {
  const clients = new Map<Socket, Set<string>>();
  let isFrozen = false;
  const server = createServer((socket) => {
    const channels = new Set<string>();
    clients.set(socket, channels);
    let unread = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      unread = Buffer.concat([unread, bytes]);
      for (;;) {
        const read = readCommand(unread);
        if (!read) return;
        unread = unread.subarray(read.length);
        if (!isFrozen) socket.write(answerTo(read.words, channels, clients));
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => clients.delete(socket));
  });

  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const socket of clients.keys()) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    cut,
    freeze: () => {
      isFrozen = true;
    },
    kill: async () => {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
    revive: async () => {
      isFrozen = false;
      if (!server.listening) await listen(port);
    },
  };
}

/** What a client gets for a command; publishing also writes to the clients that hear. */
function answerTo(
  [name = '', ...words]: readonly string[],
  channels: Set<string>,
  clients: ReadonlyMap<Socket, ReadonlySet<string>>,
): string {
  const [channel = '', message = ''] = words;
  switch (name.toUpperCase()) {
    case 'SUBSCRIBE':
      return words.map((one) => list(text('subscribe'), text(one), `:${channels.add(one).size}\r\n`)).join('');
    case 'UNSUBSCRIBE':
      for (const one of words) channels.delete(one);
      return words.map((one) => list(text('unsubscribe'), text(one), `:${channels.size}\r\n`)).join('');
    case 'PUBLISH': {
      const hearing = [...clients].filter(([, heard]) => heard.has(channel));
      for (const [socket] of hearing) socket.write(list(text('message'), text(channel), text(message)));
      return `:${hearing.length}\r\n`;
    }
    case 'PING':
      return channels.size > 0 ? list(text('pong'), text('')) : '+PONG\r\n';
    case 'INFO':
      return text('# Server\r\nredis_version:7.4.0\r\nloading:0\r\n');
    case 'CLIENT':
    case 'SELECT':
    case 'QUIT':
      return '+OK\r\n';
    default:
      return `-ERR unknown command '${name}'\r\n`;
  }
}

/** A command is a list of texts, each with its length in bytes. Undefined: it has not all arrived. */
function readCommand(bytes: Buffer): { readonly words: string[]; readonly length: number } | undefined {
  let at = 0;
  const number = (): number | undefined => {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const value = Number(bytes.subarray(at + 1, end));
    at = end + 2;
    return value;
  };
  const count = number();
  if (count === undefined) return undefined;
  const words: string[] = [];
  while (words.length < count) {
    const length = number();
    if (length === undefined || bytes.length < at + length + 2) return undefined;
    words.push(bytes.subarray(at, at + length).toString());
    at += length + 2;
  }
  return { words, length: at };
}

function text(words: string): string {
  return `$${Buffer.byteLength(words)}\r\n${words}\r\n`;
}

function list(...items: readonly string[]): string {
  return `*${items.length}\r\n${items.join('')}`;
}
