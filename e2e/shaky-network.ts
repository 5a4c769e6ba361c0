import { request as ask, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { apiBase } from '../contract/api/paths.ts';

/**
 * The way between a phone and the server, which can be told to fail as networks do, and which can be asked afterwards how often
 * the server took a scan. Everything else is passed on as it is.
 */
export class ShakyNetwork {
  readonly url: string;
  /** By the id of a scan, how often the server said that it has it now. */
  readonly taken = new Map<string, number>();
  /** What was told with the scans that came afterwards. */
  readonly notes: string[] = [];
  isGone = false;
  /** The sign-in page of the house's network stands between. */
  isBehindSignIn = false;
  /** Another release of the app: its worker is not the one before. */
  release = '';
  readonly #target: URL;
  readonly #server: Server;

  private constructor(target: string, server: Server) {
    this.#target = new URL(target);
    this.#server = server;
    const address = server.address();
    this.url = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`;
    server.on('request', (request, reply) => void this.#pass(request, reply));
  }

  static async open(target: string): Promise<ShakyNetwork> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, resolve));
    return new ShakyNetwork(target, server);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #pass(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    if (this.isGone) return void request.socket.destroy();
    const path = request.url ?? '/';
    if (path.startsWith(apiBase) && this.isBehindSignIn) {
      return void reply.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome to our Wi-Fi</h1>');
    }
    const sent = await bytesOf(request);
    // What the browser has already would be answered without its body.
    const { origin, 'if-none-match': _, 'if-modified-since': __, ...headers } = request.headers;
    const onward = {
      ...headers,
      host: this.#target.host,
      'accept-encoding': 'identity',
      ...(origin === undefined ? {} : { origin: this.#target.origin }),
    };
    const passed = ask(
      { host: this.#target.hostname, port: this.#target.port, method: request.method, path, headers: onward },
      (answer) => void this.#answer({ path, sent }, answer, reply),
    );
    passed.on('error', () => request.socket.destroy());
    passed.end(sent);
  }

  async #answer(asked: { path: string; sent: Buffer }, answer: IncomingMessage, reply: ServerResponse): Promise<void> {
    const body = await bytesOf(answer);
    if (answer.statusCode === 200) this.#note(asked, body);
    const { 'content-length': _, ...headers } = answer.headers;
    const isWorker = asked.path === '/scanner/worker.js' && this.release !== '';
    reply.writeHead(answer.statusCode ?? 502, isWorker ? { ...headers, etag: this.release } : headers);
    reply.end(isWorker ? body.toString().replace('= "scanner-', `= "scanner-${this.release}`) : body);
  }

  #note({ path, sent }: { path: string; sent: Buffer }, body: Buffer): void {
    if (!/\/(offline-scans|confirmations)$/.test(path)) return;
    const told: { results: { id: string; outcome: string }[] } = JSON.parse(body.toString());
    for (const { id, outcome } of told.results) {
      if (outcome !== 'unknown') this.taken.set(id, (this.taken.get(id) ?? 0) + 1);
    }
    const { scans }: { scans: { note?: string }[] } = JSON.parse(sent.toString());
    this.notes.push(...scans.flatMap(({ note }) => note ?? []));
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
