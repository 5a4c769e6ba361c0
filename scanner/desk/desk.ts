import type { RefusalReason } from '@tessera/contract/admission/question';
import { splitRotating } from '@tessera/contract/admission/rotating-code';
import type { Answer } from '@tessera/contract/call';
import { decodeTicketCode } from '@tessera/contract/ticket-code';
import type { DoorBook, Judgement } from '../door/door-book.ts';
import { uuidV7 } from '../reading/uuid-v7.ts';
import { type Ask, isRefusal } from '../sending/ask.ts';
import type { KeptScan } from '../sending/kept-scan.ts';
import type { ScanQueue } from '../sending/scan-queue.ts';
import type { CallOutcome } from '../shift/connection.ts';
import type { ServerClock } from '../shift/server-clock.ts';
import type { Direction } from '../shift/shift.ts';
import { type Outcome, outcomeOfDevice, outcomeOfServer, type Read } from './outcome.ts';

export type DeskParts = {
  readonly clock: ServerClock;
  readonly queue: ScanQueue;
  readonly ask: Ask;
  readonly book: () => DoorBook | undefined;
  readonly isOnline: () => boolean;
  /** How a call went, whoever made it. */
  readonly called: (outcome: CallOutcome) => void;
  /** The device may not scan any more. */
  readonly turnedAway: () => void;
  readonly place: { readonly accessPointId: string; readonly accessPoint: string };
  readonly direction: () => Direction;
};

/** How long the server has before the list decides, and before it counts as gone. */
export type Patience = { readonly listAfterMs: number; readonly goneAfterMs: number };
const usualPatience: Patience = { listAfterMs: 400, goneAfterMs: 1500 };

/** A camera reads the same code many times; within this time it is one reading. */
const sameCodeMs = 3000;

/** A decision, and what is written before anybody may see it; nothing where the server has it already. */
type Decision = { readonly outcome: Outcome; readonly scan?: KeptScan };

/**
 * Decides about one code after another: by the server where there is one, by the list where there is none or it takes too long.
 * What lets somebody in is on the disk before it is returned; of a tariff that has to be checked, when that was done.
 */
export class Desk {
  readonly #parts: DeskParts;
  readonly #patience: Patience;
  #last = { code: '', seenAt: Number.NEGATIVE_INFINITY };
  #turn: Promise<unknown> = Promise.resolve();
  #waiting: Decision | undefined;

  constructor(parts: DeskParts, patience = usualPatience) {
    this.#parts = parts;
    this.#patience = patience;
  }

  /** undefined: the same code again, which was read a moment ago. */
  async read(scanned: string, note?: string): Promise<Outcome | undefined> {
    const code = scanned.trim();
    const { clock } = this.#parts;
    const seenAt = clock.running();
    const sameTicket = splitRotating(code).text;
    const isAgain = sameTicket === this.#last.code && seenAt - this.#last.seenAt < sameCodeMs;
    this.#last = { code: sameTicket, seenAt };
    if (code === '' || isAgain) return undefined;
    const at = clock.now();
    const read: Read = { id: uuidV7(at), code, at };
    const turn = this.#turn.then(() => this.#decide(read, note));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** What had to be shown was shown: only now it counts. */
  async checked(isGood: boolean): Promise<void> {
    const { scan } = this.#waiting ?? {};
    this.#waiting = undefined;
    if (!scan) return;
    // An offer that is not taken lapses at the server by itself.
    if (isGood) await this.#parts.queue.keep(scan);
    else if (scan.state === 'by-device') {
      const { zoneId: _, ...refused } = scan;
      await this.#parts.queue.keep({ ...refused, verdict: 'refused', note: 'check_failed' });
    }
  }

  async #decide(read: Read, note: string | undefined): Promise<Outcome> {
    const moment = this.#parts.clock.moment();
    const decision = this.#parts.isOnline()
      ? await this.#withServer(read, moment, note)
      : await this.#alone(read, moment, note);
    const { outcome, scan } = decision;
    this.#waiting = outcome.look === 'check' ? decision : undefined;
    if (scan && outcome.look !== 'check') await this.#parts.queue.keep(scan);
    return outcome;
  }

  async #withServer(read: Read, moment: KeptScan['readAt'], note: string | undefined): Promise<Decision> {
    const asked = this.#askServer(read);
    const early = await Promise.race([asked, pause(this.#patience.listAfterMs)]);
    if (early === undefined) {
      const own = await this.#alone(read, moment, note);
      // What the list cannot tell, the server still may.
      if (own.outcome.look !== 'unsure') return own;
    }
    const answer = early ?? (await asked);
    const result = answer.ok ? answer.body.results.find(({ id }) => id === read.id) : undefined;
    if (!result) return this.#alone(read, moment, note);
    const outcome = outcomeOfServer(read, result);
    if (result.verdict === 'refused') return { outcome };
    const { accessRightId } = facts(read.code);
    const scan = this.#scanOf(read, moment, result.verdict);
    const zoneId = this.#zoneOf();
    const known = { ...scan, ...(accessRightId ? { accessRightId } : {}), ...(zoneId ? { zoneId } : {}) };
    // Letting out is not offered: it is done. Why somebody goes in without a code is told by uploading; a confirmation tells nothing.
    return result.verdict === 'let_out'
      ? { outcome, scan: { ...known, state: 'settled', settledAt: this.#parts.clock.now() } }
      : { outcome, scan: note ? { ...known, note } : { ...known, state: 'offered' } };
  }

  async #askServer({ id, code, at }: Read): Promise<Answer<'scanTickets'>> {
    const { ask, clock, called, place, direction, turnedAway } = this.#parts;
    const askedAt = clock.running();
    const scannedAt = new Date(at).toISOString();
    const answer = await ask(
      'scanTickets',
      {
        params: { accessPointId: place.accessPointId },
        body: { scans: [{ id, code, scannedAt, direction: direction() }], willConfirm: true },
      },
      { signal: AbortSignal.timeout(this.#patience.goneAfterMs) },
    );
    called(answer.ok ? { kind: 'answered', tookMs: clock.running() - askedAt } : { kind: 'failed' });
    if (!answer.ok && isRefusal(answer.problem) && answer.problem.status === 401) turnedAway();
    return answer;
  }

  async #alone(read: Read, moment: KeptScan['readAt'], note: string | undefined): Promise<Decision> {
    const judgement = await this.#judge(read);
    const outcome = outcomeOfDevice(read, judgement);
    if (judgement.kind === 'unsure') return { outcome };
    const { verdict, accessRightId } = judgement;
    const scan = this.#scanOf(read, moment, verdict.verdict);
    return {
      outcome,
      scan: {
        ...scan,
        ...(accessRightId ? { accessRightId } : {}),
        ...(verdict.verdict === 'refused' ? { reason: verdict.reason as RefusalReason } : {}),
        ...(verdict.verdict === 'admitted' ? { zoneId: verdict.zoneId } : {}),
        ...(note ? { note } : {}),
      },
    };
  }

  async #judge({ code, at }: Read): Promise<Judgement> {
    const { book, clock, queue, place, direction } = this.#parts;
    const list = book();
    if (!list) return { kind: 'unsure', doubt: 'no_list' };
    return list.judge({
      scanned: code,
      accessPointId: place.accessPointId,
      direction: direction(),
      at,
      toleranceMs: clock.toleranceMs,
      ownScans: (accessRightId) => queue.ownScans(accessRightId),
    });
  }

  #scanOf({ id, code }: Read, readAt: KeptScan['readAt'], verdict: KeptScan['verdict']): KeptScan {
    const { place, direction } = this.#parts;
    return { id, state: 'by-device', code, ...place, direction: direction(), verdict, readAt };
  }

  /** The first zone behind this door, for the stays this device knows of. */
  #zoneOf(): string | undefined {
    const header = this.#parts.book()?.list.header;
    const gateId = header?.accessPoints.find(({ id }) => id === this.#parts.place.accessPointId)?.gateId;
    return header?.gates.find(({ id }) => id === gateId)?.zoneIds[0];
  }
}

function facts(scanned: string): { accessRightId?: string } {
  const decoded = decodeTicketCode(splitRotating(scanned).text);
  return decoded.ok ? { accessRightId: decoded.code.accessRightId } : {};
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined));
}
