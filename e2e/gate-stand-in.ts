import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { type AdmissionListHeader, writeAdmissionList } from '../contract/admission/admission-list.ts';
import type { Input, Reply } from '../contract/api/operations.ts';
import { apiBase } from '../contract/api/paths.ts';
import { decodeTicketCode } from '../contract/ticket-code.ts';
import { DoorBook } from '../scanner/door/door-book.ts';
import { accessPointId, issuedBefore, organiser } from '../scanner/door/list-for-tests.ts';
import type { OpenedList } from '../scanner/door/merge-changes.ts';
import { madeAt, uuidV7 } from '../scanner/reading/uuid-v7.ts';
import type { KeptScan } from '../scanner/sending/kept-scan.ts';

const dist = join(import.meta.dirname, '../scanner/dist');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};
const hour = 3_600_000;
type House = Awaited<ReturnType<typeof organiser>>;
type Rights = Parameters<House['list']>[0];

/**
 * The far side of the network as a scanner sees it, with what no real server can be told to do: to be gone for an hour, and to
 * be asked afterwards what it got how often.
 */
export class GateStandIn {
  readonly url: string;
  /** What it has for certain, with how often it was told. */
  readonly recorded: Map<string, { readonly scan: KeptScan; readonly times: number }>;
  readonly #house: House;
  readonly #server: ReturnType<typeof createServer>;
  readonly #ids: readonly string[];
  readonly #list: OpenedList;
  readonly #offers = new Map<string, KeptScan>();
  isGone = false;
  /** Another release of the app: its worker is not the one before. */
  release = '';

  private constructor(house: House, ids: readonly string[], list: OpenedList, server: ReturnType<typeof createServer>) {
    this.#house = house;
    this.#ids = ids;
    this.#list = list;
    this.#server = server;
    this.recorded = new Map();
    const address = server.address();
    this.url = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`;
    server.on('request', (request, reply) => void this.#answer(request, reply));
  }

  static async open(rights: Rights, header: Partial<AdmissionListHeader> = {}): Promise<GateStandIn> {
    const house = await organiser();
    const now = Date.now();
    const list = await house.list(rights, { windows: [[now - hour, now + 5 * hour]], ...header });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, resolve));
    return new GateStandIn(house, Object.keys(rights), list, server);
  }

  codeOf(id: string): Promise<string> {
    return this.#house.codeOf(id);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    if (this.isGone) return void request.socket.destroy();
    const [path = '/'] = (request.url ?? '/').split('?');
    if (!path.startsWith(apiBase)) return serve(path, reply, this.release);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body: unknown = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
    const answer = await this.#reply(path.slice(apiBase.length), body);
    if (answer instanceof Uint8Array) return void reply.writeHead(200).end(answer);
    reply.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    reply.end(JSON.stringify(answer ?? {}));
  }

  async #reply(path: string, body: unknown): Promise<unknown> {
    if (path === '/device-enrolments') return { token: 'device-token-of-the-stand-in', device: this.#device() };
    if (path === '/own-device') return this.#device();
    if (path.startsWith('/own-device/shifts')) {
      return { id: uuidV7(Date.now()), startedAt: new Date().toISOString(), endedAt: null };
    }
    if (path === '/own-device/sync') {
      const admitted = [...this.recorded.values()].filter(({ scan }) => scan.verdict === 'admitted').length;
      const serverAt = new Date().toISOString();
      return { serverAt, admittedHere: admitted, admittedAtGate: admitted, inside: admitted };
    }
    if (path.endsWith('/admission-list')) {
      return writeAdmissionList({ ...this.#list.header, madeAt: Date.now() }, this.#list.entries);
    }
    if (path.endsWith('/tickets')) return this.#search();
    if (path.endsWith('/scans')) return this.#judge(body as Input<'scanTickets'>['body']);
    if (path.endsWith('/confirmations')) return this.#confirm(body as Input<'confirmScans'>['body']);
    if (path.endsWith('/offline-scans')) return this.#record(body as Input<'uploadScans'>['body']);
    return undefined;
  }

  async #judge({ scans }: Input<'scanTickets'>['body']): Promise<Reply<'scanTickets'>> {
    const results = await Promise.all(
      scans.map(async ({ id, code, direction = 'in' }): Promise<Reply<'scanTickets'>['results'][number]> => {
        const all = [...this.recorded.values()].map(({ scan }) => scan);
        const told = await new DoorBook({
          ...this.#list,
          header: { ...this.#list.header, madeAt: Date.now(), offline: 'by_list' },
        }).judge({
          scanned: code,
          accessPointId,
          direction,
          at: Date.now(),
          toleranceMs: 0,
          ownScans: (right) => all.filter(({ accessRightId }) => accessRightId === right),
        });
        if (told.kind === 'unsure') return { id, verdict: 'refused', reason: 'unknown_ticket' };
        const { verdict, accessRightId = '', zone, product, gates } = told;
        if (verdict.verdict === 'admitted') {
          this.#offers.set(id, keptScan({ id, code, direction, verdict: 'admitted', accessRightId }));
        }
        const previous = verdict.verdict === 'refused' ? verdict.previous : undefined;
        return {
          id,
          verdict: verdict.verdict,
          ...(verdict.verdict === 'refused' ? { reason: verdict.reason } : {}),
          ...(zone ? { place: `${zone} · A 12` } : {}),
          ...(product ? { tariff: product.name } : {}),
          ...(product?.check ? { check: product.check } : {}),
          ...(gates ? { gates: [...gates] } : {}),
          ...(previous ? { previous: { ...previous, at: new Date(previous.at).toISOString() } } : {}),
        };
      }),
    );
    return { results };
  }

  /** Whatever is looked for, the tickets of somebody who could be everybody. */
  async #search(): Promise<Reply<'searchTickets'>> {
    const found = this.#ids.slice(0, 2).map(async (ticket, number) => ({
      ticket,
      serial: `0000${number + 1}`,
      code: await this.codeOf(ticket),
      place: `Parterre · A ${number + 1}`,
      tariff: { fr: 'Plein tarif' },
      holder: 'Lina Amari',
      isInside: false,
    }));
    return { items: await Promise.all(found) };
  }

  #confirm({ scans }: Input<'confirmScans'>['body']): Reply<'confirmScans'> {
    const results = scans.map(({ id }) => {
      const offer = this.#offers.get(id);
      if (offer) this.#take(offer);
      return { id, outcome: offer ? ('confirmed' as const) : ('unknown' as const), isDouble: false };
    });
    return { results };
  }

  #record({ scans }: Input<'uploadScans'>['body']): Reply<'uploadScans'> {
    const results = scans.map((scan) => {
      const isKnown = this.recorded.has(scan.id);
      const { id, code, direction, verdict, note } = scan;
      const decoded = decodeTicketCode(code);
      const right = decoded.ok ? { accessRightId: decoded.code.accessRightId } : {};
      this.#take(keptScan({ id, code, direction, verdict, ...right, ...(note ? { note } : {}) }));
      return { id: scan.id, outcome: isKnown ? ('known' as const) : ('recorded' as const) };
    });
    return { results };
  }

  #take(scan: KeptScan): void {
    this.recorded.set(scan.id, { scan, times: (this.recorded.get(scan.id)?.times ?? 0) + 1 });
  }

  #device(): Reply<'getOwnDevice'> {
    const { performance, offline, accessPoints, gates } = this.#list.header;
    const [first] = accessPoints;
    const instant = (at: number) => new Date(at).toISOString();
    return {
      id: issuedBefore(),
      name: 'Téléphone 3',
      organiser: 'Théâtre des Arcades',
      serverAt: instant(Date.now()),
      performances: [
        {
          ...performance,
          offline,
          doorsAt: instant(performance.doorsAt),
          startsAt: instant(performance.startsAt),
          endsAt: instant(performance.endsAt),
          accessPoints: [{ id: first?.id ?? '', name: first?.name ?? '', gate: gates[0]?.name ?? '' }],
        },
      ],
    };
  }
}

function keptScan(scan: Pick<KeptScan, 'id' | 'code' | 'direction' | 'verdict'> & Partial<KeptScan>): KeptScan {
  const readAt = { serverAt: madeAt(scan.id), wallAt: 0, runningAt: 0, bootMark: '' };
  return { state: 'by-device', accessPointId, accessPoint: 'Porte A · A1', readAt, ...scan };
}

async function serve(path: string, reply: ServerResponse, release: string): Promise<void> {
  const name = path === '/scanner/' ? 'index.html' : path.replace('/scanner/', '');
  try {
    const built = await readFile(join(dist, name));
    const file = name === 'worker.js' ? built.toString().replace('= "scanner-', `= "scanner-${release}`) : built;
    reply.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' }).end(file);
  } catch {
    reply.writeHead(404).end();
  }
}
