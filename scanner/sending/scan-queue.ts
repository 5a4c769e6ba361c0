import type { CallProblem } from '@tessera/contract/call';
import type { ServerClock } from '../shift/server-clock.ts';
import type { ScannerDatabase } from '../storage/database.ts';
import { type Ask, isRefusal } from './ask.ts';
import type { KeptScan } from './kept-scan.ts';

/** The most the API takes at once. */
const batchMax = 50;

/** Every verdict of this device, on the disk before it is on the screen, until the server has each once. */
export class ScanQueue {
  readonly #database: ScannerDatabase;
  readonly #clock: ServerClock;
  readonly #scans = new Map<string, KeptScan>();
  #sending: Promise<CallProblem | undefined> | undefined;

  private constructor(database: ScannerDatabase, clock: ServerClock) {
    this.#database = database;
    this.#clock = clock;
  }

  static async open(database: ScannerDatabase, clock: ServerClock): Promise<ScanQueue> {
    const queue = new ScanQueue(database, clock);
    for (const scan of await database.getAll('scans')) queue.#scans.set(scan.id, scan);
    return queue;
  }

  /** Returns when the disk has it. */
  async keep(...scans: readonly KeptScan[]): Promise<void> {
    const transaction = this.#database.transaction('scans', 'readwrite', { durability: 'strict' });
    for (const scan of scans) await transaction.store.put(scan);
    await transaction.done;
    for (const scan of scans) this.#scans.set(scan.id, scan);
  }

  /** What this device did with a right. */
  ownScans(accessRightId: string): readonly KeptScan[] {
    return [...this.#scans.values()].filter((scan) => scan.accessRightId === accessRightId);
  }

  get unsent(): number {
    return this.#unsent().length;
  }

  /** Sends what is unsent, the oldest first; ends when all is sent, or with what stood in the way. */
  send(ask: Ask): Promise<CallProblem | undefined> {
    this.#sending ??= this.#sendAll(ask).finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  /** What the server has for certain is not needed after the shift. */
  async forgetSettled(): Promise<void> {
    const settled = [...this.#scans.values()].filter(({ state }) => state === 'settled');
    const transaction = this.#database.transaction('scans', 'readwrite');
    for (const { id } of settled) await transaction.store.delete(id);
    await transaction.done;
    for (const { id } of settled) this.#scans.delete(id);
  }

  #unsent(): KeptScan[] {
    return [...this.#scans.values()]
      .filter(({ state }) => state === 'offered' || state === 'by-device')
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async #sendAll(ask: Ask): Promise<CallProblem | undefined> {
    for (;;) {
      const [oldest, ...others] = this.#unsent();
      if (!oldest) return undefined;
      const alike = others.filter(
        ({ state, accessPointId }) => state === oldest.state && accessPointId === oldest.accessPointId,
      );
      const problem = await this.#sendBatch(ask, [oldest, ...alike].slice(0, batchMax));
      if (problem) return problem;
    }
  }

  async #sendBatch(ask: Ask, batch: readonly KeptScan[]): Promise<CallProblem | undefined> {
    const told = batch[0]?.state === 'offered' ? await this.#confirm(ask, batch) : await this.#upload(ask, batch);
    if (Array.isArray(told)) {
      const states = new Map(told);
      const settledAt = this.#clock.now();
      // Whatever the answer does not speak of is sent by itself, so that the queue never turns in a circle.
      await this.keep(
        ...batch.map((scan): KeptScan => {
          const state = states.get(scan.id) ?? (scan.state === 'offered' ? 'by-device' : 'refused');
          return state === 'settled' ? { ...scan, state, settledAt } : { ...scan, state };
        }),
      );
      return undefined;
    }
    if (!isAboutTheScans(told)) return told;
    if (batch.length === 1) {
      await this.keep(...batch.map((scan): KeptScan => ({ ...scan, state: 'refused' })));
      return undefined;
    }
    // One of them cannot be taken; the others do not wait for it.
    for (const scan of batch) {
      const problem = await this.#sendBatch(ask, [scan]);
      if (problem) return problem;
    }
    return undefined;
  }

  async #confirm(ask: Ask, batch: readonly KeptScan[]): Promise<Told> {
    const { accessPointId = '' } = batch[0] ?? {};
    const answer = await ask(
      'confirmScans',
      { params: { accessPointId }, body: { scans: batch.map(({ id }) => ({ id })) } },
      { signal: AbortSignal.timeout(sendLimitMs) },
    );
    if (!answer.ok) return answer.problem;
    return answer.body.results.map(({ id, outcome }) => [id, outcome === 'confirmed' ? 'settled' : 'by-device']);
  }

  async #upload(ask: Ask, batch: readonly KeptScan[]): Promise<Told> {
    const { accessPointId = '' } = batch[0] ?? {};
    const scans = batch.map(({ id, code, direction, verdict, reason, note, readAt }) => ({
      id,
      code,
      direction,
      verdict,
      ...(reason ? { reason } : {}),
      ...(note ? { note } : {}),
      agoMs: this.#clock.agoMs(readAt),
    }));
    const answer = await ask(
      'uploadScans',
      { params: { accessPointId }, body: { scans } },
      { signal: AbortSignal.timeout(sendLimitMs) },
    );
    return answer.ok ? answer.body.results.map(({ id }) => [id, 'settled']) : answer.problem;
  }
}

type Told = [id: string, state: 'settled' | 'by-device'][] | CallProblem;

const sendLimitMs = 15_000;

/** Not of the network, or of who asks where: sent again it would be refused again. */
function isAboutTheScans(problem: CallProblem): boolean {
  return isRefusal(problem) && ![401, 403, 404].includes(problem.status);
}
