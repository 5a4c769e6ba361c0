import { splitRotating } from '../../../contract/admission/rotating-code.ts';
import { decodeTicketCode } from '../../../contract/ticket-code.ts';
import { DoorBook, type Judgement } from '../../../scanner/door/door-book.ts';
import { ListShelf } from '../../../scanner/door/list-shelf.ts';
import { Signatures } from '../../../scanner/door/signature.ts';
import { uuidV7 } from '../../../scanner/reading/uuid-v7.ts';
import { ScanQueue } from '../../../scanner/sending/scan-queue.ts';
import { ServerClock } from '../../../scanner/shift/server-clock.ts';
import { openDatabase, readFact } from '../../../scanner/storage/database.ts';
import type { InPage, Reading } from '../in-page.ts';
import { shownAt } from './shown.ts';

type Door = {
  readonly book: DoorBook;
  readonly signatures: Signatures;
  readonly queue: ScanQueue;
  readonly clock: ServerClock;
  readonly accessPointId: string;
};

export const judge: InPage['judge'] = async (readings, { accessPointId, hasEd25519 }) => {
  if (!hasEd25519) forgetEd25519();
  const door = await openDoor(accessPointId);
  const floorMs: number[] = [];
  const decisionMs: number[] = [];
  const answers: string[] = [];
  for (const reading of readings) {
    const at = door.clock.now();
    const scanned = await shownAt(reading, at);
    floorMs.push(...(await timeSignature(door, scanned)));
    const startedAt = performance.now();
    const judgement = await door.book.judge({
      scanned,
      accessPointId,
      direction: 'in',
      at,
      toleranceMs: door.clock.toleranceMs,
      ownScans: (accessRightId) => door.queue.ownScans(accessRightId),
    });
    decisionMs.push(performance.now() - startedAt);
    answers.push(answerOf(judgement));
    await keep(door, reading, judgement, at);
  }
  return { floorMs, decisionMs, answers };
};

/** As in a browser from before 2025; the scanner has it in JavaScript then. */
function forgetEd25519(): void {
  const refuse = (): Promise<never> => Promise.reject(new DOMException('', 'NotSupportedError'));
  crypto.subtle.generateKey = refuse;
}

/** With what the app has left in this browser. */
async function openDoor(accessPointId: string): Promise<Door> {
  const database = await openDatabase();
  const list = await new ListShelf(database).open();
  if (!list) throw new Error('the app has kept no list');
  const clock = new ServerClock({ keptOffset: (await readFact(database, 'clock-offset')) ?? 0 });
  const queue = await ScanQueue.open(database, clock);
  return { book: new DoorBook(list), signatures: new Signatures(list.header.keys), queue, clock, accessPointId };
}

/** Nothing, where there is no signature. */
async function timeSignature({ signatures }: Door, scanned: string): Promise<number[]> {
  const decoded = decodeTicketCode(splitRotating(scanned).text);
  if (!decoded.ok) return [];
  const startedAt = performance.now();
  await signatures.isGood(decoded.code.signingKeyId, decoded.signedBytes, decoded.signature);
  return [performance.now() - startedAt];
}

function answerOf(judgement: Judgement): string {
  if (judgement.kind === 'unsure') return judgement.doubt;
  const { verdict } = judgement;
  return verdict.verdict === 'refused' ? verdict.reason : verdict.verdict;
}

async function keep(door: Door, { code }: Reading, judgement: Judgement, at: number): Promise<void> {
  if (judgement.kind !== 'verdict') return;
  const { verdict, accessRightId } = judgement;
  await door.queue.keep({
    id: uuidV7(at),
    state: 'by-device',
    code,
    accessPointId: door.accessPointId,
    accessPoint: '',
    direction: 'in',
    verdict: verdict.verdict,
    ...(verdict.verdict === 'refused' ? { reason: verdict.reason } : {}),
    ...(verdict.verdict === 'admitted' ? { zoneId: verdict.zoneId } : {}),
    ...(accessRightId ? { accessRightId } : {}),
    readAt: door.clock.moment(),
  });
}
