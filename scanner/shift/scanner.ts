import { readAdmissionList } from '@tessera/contract/admission/admission-list';
import type { Reply } from '@tessera/contract/api/operations';
import type { Answer, CallProblem } from '@tessera/contract/call';
import { Desk } from '../desk/desk.ts';
import type { Outcome } from '../desk/outcome.ts';
import { DoorBook } from '../door/door-book.ts';
import { ListShelf } from '../door/list-shelf.ts';
import { mergeChanges, type OpenedList } from '../door/merge-changes.ts';
import { uuidV7 } from '../reading/uuid-v7.ts';
import { askAs, fetchAdmissionList, isRefusal } from '../sending/ask.ts';
import { ScanQueue } from '../sending/scan-queue.ts';
import { forgetFacts, keepFact, openDatabase, readFact, type ScannerDatabase } from '../storage/database.ts';
import { afterCall, type CallOutcome, type Connection } from './connection.ts';
import { ServerClock } from './server-clock.ts';
import type { CheckOutcome, Direction, Enrolment, OpenShift, OwnDevice } from './shift.ts';

export type ScannerState = {
  readonly phase: 'unenrolled' | 'free' | 'working';
  /** The server does not know this device any more. */
  readonly isTurnedAway: boolean;
  readonly device?: OwnDevice | undefined;
  readonly shift?: OpenShift | undefined;
  readonly direction: Direction;
  readonly connection: Connection;
  readonly unsent: number;
  readonly list?: OpenedList['header'] | undefined;
  readonly counters?: Omit<Reply<'syncDevice'>, 'serverAt'> | undefined;
  readonly shown?: Outcome | undefined;
  /** The newest first. */
  readonly last: readonly Outcome[];
  readonly batteryPercent?: number | undefined;
};

export type ShiftChoice = Pick<
  OpenShift,
  'performanceId' | 'accessPointId' | 'place' | 'title' | 'timeZone' | 'direction' | 'agent' | 'checks'
>;

const callLimitMs = 1500;
/** For what changed, and for all: two megabytes also come over a poor network, if slowly. */
const listLimitMs = { changes: 20_000, whole: 120_000 };
const beatMs = 1000;
/** While the server answers, it is asked at every fifth beat. */
const beatsBetweenCalls = 5;
const keepListEveryMs = 30_000;

/** Everything this phone knows and does, behind the screens: they read `state` and call the rest. */
export class Scanner {
  readonly clock: ServerClock;
  readonly #database: ScannerDatabase;
  readonly #shelf: ListShelf;
  readonly #queue: ScanQueue;
  readonly #listeners = new Set<() => void>();
  #state: ScannerState;
  #enrolment: Enrolment | undefined;
  #book: DoorBook | undefined;
  #desk: Desk | undefined;
  #beats = 0;
  #isCalling = false;
  #listKeptAt = 0;

  private constructor(database: ScannerDatabase, shelf: ListShelf, queue: ScanQueue, clock: ServerClock) {
    this.clock = clock;
    this.#database = database;
    this.#shelf = shelf;
    this.#queue = queue;
    const connection: Connection = { mode: 'online', since: clock.now(), cleanCalls: 0 };
    this.#state = { phase: 'unenrolled', isTurnedAway: false, direction: 'in', connection, unsent: 0, last: [] };
  }

  /** As it was when the app was last open, however that ended. */
  static async open(): Promise<Scanner> {
    const database = await openDatabase();
    const keptOffset = await readFact(database, 'clock-offset');
    const clock = new ServerClock(keptOffset === undefined ? {} : { keptOffset });
    const shelf = new ListShelf(database);
    const scanner = new Scanner(database, shelf, await ScanQueue.open(database, clock), clock);
    scanner.#enrolment = await readFact(database, 'enrolment');
    const shift = await readFact(database, 'shift');
    const list = await shelf.open();
    if (list) scanner.#book = new DoorBook(list);
    scanner.#take({ device: scanner.#enrolment?.device, list: list?.header, unsent: scanner.#queue.unsent });
    if (scanner.#enrolment) scanner.#take({ phase: shift ? 'working' : 'free' });
    if (shift) scanner.#beginDesk(shift);
    setInterval(() => void scanner.#beat(), beatMs);
    void scanner.#beat();
    return scanner;
  }

  readonly state = (): ScannerState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** undefined: this phone is the device now. */
  async enrol(code: string): Promise<CallProblem | undefined> {
    const answer = await askAs(undefined)('redeemEnrolment', { body: { code } });
    if (!answer.ok) return answer.problem;
    const { token, device } = answer.body;
    this.#enrolment = { token, device };
    await keepFact(this.#database, 'enrolment', this.#enrolment);
    this.#take({ phase: 'free', isTurnedAway: false, device });
    return undefined;
  }

  async refreshDevice(): Promise<void> {
    const enrolment = this.#enrolment;
    const answer = enrolment && (await this.#ask('getOwnDevice', {}));
    if (!(enrolment && answer?.ok)) return;
    this.#enrolment = { ...enrolment, device: answer.body };
    await keepFact(this.#database, 'enrolment', this.#enrolment);
    this.#take({ device: answer.body });
  }

  /** The list of a performance, so that the door can be opened without a network; false: it could not be had. */
  async loadList(performanceId: string): Promise<boolean> {
    const known = this.#book?.list;
    const isOfIt = known?.header.performance.id === performanceId;
    return this.#fetchList(performanceId, isOfIt ? known : undefined, true);
  }

  async startShift(choice: ShiftChoice): Promise<void> {
    const now = this.clock.now();
    const shift: OpenShift = { ...choice, id: uuidV7(now), startedAt: now, isTold: false };
    await keepFact(this.#database, 'shift', shift);
    this.#beginDesk(shift);
    this.#take({ phase: 'working', last: [], shown: undefined, counters: undefined });
    void this.#beat(true);
  }

  /** The list goes with its key; what is not sent yet stays until it is. */
  async endShift(): Promise<void> {
    const { shift } = this.#state;
    if (!shift) return;
    const ended = (await readFact(this.#database, 'ended-shifts')) ?? [];
    await keepFact(this.#database, 'ended-shifts', [...ended, { id: shift.id, isStartTold: shift.isTold, shift }]);
    await forgetFacts(this.#database, ['shift']);
    await this.#shelf.wipe();
    this.#book = undefined;
    this.#desk = undefined;
    this.#take({ phase: 'free', shift: undefined, list: undefined, shown: undefined });
    void this.#beat(true);
  }

  /** A code from the camera, a reader that types, a chip, or a look-up by hand, which has its note. */
  async read(code: string, note?: string): Promise<Outcome | undefined> {
    const outcome = await this.#desk?.read(code, note);
    if (!outcome) return undefined;
    this.#take({
      shown: outcome,
      last: [outcome, ...this.#state.last].slice(0, 4),
      unsent: this.#queue.unsent,
    });
    if (this.#state.connection.mode === 'online') void this.#send();
    return outcome;
  }

  async checked(isGood: boolean): Promise<void> {
    await this.#desk?.checked(isGood);
    const { shown } = this.#state;
    const decided = shown && { ...shown, look: isGood ? ('granted' as const) : ('denied' as const) };
    this.#take({
      shown: isGood ? decided : undefined,
      last: this.#state.last.map((one) => (decided && one.id === decided.id ? decided : one)),
      unsent: this.#queue.unsent,
    });
    if (this.#state.connection.mode === 'online') void this.#send();
  }

  readonly dismiss = (): void => this.#take({ shown: undefined });

  async turn(direction: Direction): Promise<void> {
    const { shift } = this.#state;
    if (!shift) return;
    const turned: OpenShift = { ...shift, direction };
    await keepFact(this.#database, 'shift', turned);
    this.#take({ shift: turned, direction, shown: undefined });
  }

  search(text: string): Promise<Answer<'searchTickets'>> {
    const performanceId = this.#state.shift?.performanceId ?? '';
    return this.#ask('searchTickets', { params: { performanceId }, query: { text } });
  }

  tellBattery(batteryPercent: number): void {
    this.#take({ batteryPercent });
  }

  get #ask() {
    return askAs(this.#enrolment?.token);
  }

  #take(change: Partial<ScannerState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #beginDesk(shift: OpenShift): void {
    this.#desk = new Desk({
      clock: this.clock,
      queue: this.#queue,
      ask: (name, input, options) => this.#ask(name, input, options),
      book: () => (this.#book?.list.header.performance.id === shift.performanceId ? this.#book : undefined),
      isOnline: () => this.#state.connection.mode === 'online',
      called: (outcome) => this.#called(outcome),
      turnedAway: () => void this.#turnAway(),
      place: { accessPointId: shift.accessPointId, accessPoint: shift.place },
      direction: () => this.#state.direction,
    });
    this.#take({ shift, direction: shift.direction });
  }

  #called(outcome: CallOutcome): void {
    const connection = afterCall(this.#state.connection, outcome, this.clock.now());
    if (connection !== this.#state.connection) this.#take({ connection });
  }

  /** Whoever finds the phone shall not find the list. */
  async #turnAway(): Promise<void> {
    await this.#shelf.wipe();
    this.#book = undefined;
    this.#take({ isTurnedAway: true, list: undefined });
  }

  async #beat(isUrgent = false): Promise<void> {
    this.#beats += 1;
    const isDue = isUrgent || this.#state.connection.mode === 'offline' || this.#beats % beatsBetweenCalls === 1;
    if (!(this.#enrolment && isDue) || this.#isCalling) return;
    this.#isCalling = true;
    try {
      if (await this.#sync()) await this.#catchUp();
    } finally {
      this.#isCalling = false;
    }
  }

  async #sync(): Promise<boolean> {
    const { batteryPercent, list } = this.#state;
    const askedAt = this.clock.running();
    const body = {
      unsent: this.#queue.unsent,
      clockAheadMs: this.clock.wallAheadMs(),
      ...(batteryPercent === undefined ? {} : { batteryPercent }),
      ...(list ? { listMadeAt: new Date(list.madeAt).toISOString() } : {}),
    };
    const answer = await this.#ask('syncDevice', { body }, { signal: AbortSignal.timeout(callLimitMs) });
    const isReached = answer.ok || isRefusal(answer.problem);
    this.#called(isReached ? { kind: 'answered', tookMs: this.clock.running() - askedAt } : { kind: 'failed' });
    if (!answer.ok) {
      if (isRefusal(answer.problem) && answer.problem.status === 401) await this.#turnAway();
      return false;
    }
    const { serverAt, ...counters } = answer.body;
    const before = this.clock.offset;
    this.clock.learn(askedAt, Date.parse(serverAt));
    if (Math.abs(this.clock.offset - before) > 1000) await keepFact(this.#database, 'clock-offset', this.clock.offset);
    this.#take({ counters, isTurnedAway: false });
    return true;
  }

  async #catchUp(): Promise<void> {
    await this.#tellShifts();
    await this.#send();
    const { shift } = this.#state;
    const list = this.#book?.list;
    const isOfShift = list?.header.performance.id === shift?.performanceId;
    if (shift) await this.#fetchList(shift.performanceId, isOfShift ? list : undefined, false);
  }

  async #send(): Promise<void> {
    const problem = await this.#queue.send((name, input, options) => this.#ask(name, input, options));
    if (!problem && this.#state.phase === 'free') await this.#queue.forgetSettled();
    this.#take({ unsent: this.#queue.unsent });
  }

  async #tellShifts(): Promise<void> {
    const ended = (await readFact(this.#database, 'ended-shifts')) ?? [];
    for (const [number, { id, isStartTold, shift }] of ended.entries()) {
      if (!isStartTold && !(await this.#tellStart(shift))) return;
      const body = { unsent: this.#queue.unsent };
      const answer = await this.#ask('endShift', { params: { shiftId: id }, body });
      if (!answer.ok && !isRefusal(answer.problem)) return;
      await keepFact(this.#database, 'ended-shifts', ended.slice(number + 1));
    }
    const { shift } = this.#state;
    if (!shift || shift.isTold || !(await this.#tellStart(shift))) return;
    const told: OpenShift = { ...shift, isTold: true };
    await keepFact(this.#database, 'shift', told);
    this.#take({ shift: told });
  }

  async #tellStart(shift: OpenShift): Promise<boolean> {
    const { id, performanceId, accessPointId, direction, agent, checks } = shift;
    const body = {
      id,
      performance: performanceId,
      accessPoint: accessPointId,
      direction,
      agent,
      checks: checks.map((check): CheckOutcome => check),
    };
    const answer = await this.#ask('startShift', { body });
    return answer.ok || isRefusal(answer.problem);
  }

  async #fetchList(performanceId: string, known: OpenedList | undefined, isUrgent: boolean): Promise<boolean> {
    const token = this.#enrolment?.token ?? '';
    const signal = AbortSignal.timeout(known ? listLimitMs.changes : listLimitMs.whole);
    const bytes = await fetchAdmissionList(token, performanceId, known?.header.version, signal);
    if (!bytes) return false;
    try {
      const list = known ? mergeChanges(known, readAdmissionList(bytes)) : readAdmissionList(bytes);
      if (!list) return this.#fetchList(performanceId, undefined, isUrgent);
      await this.#takeList(list, isUrgent || list.entries !== known?.entries);
      return true;
    } catch {
      return false;
    }
  }

  async #takeList(list: OpenedList, isUrgent: boolean): Promise<void> {
    this.#book = new DoorBook(list);
    this.#take({ list: list.header });
    if (!isUrgent && this.clock.running() - this.#listKeptAt < keepListEveryMs) return;
    this.#listKeptAt = this.clock.running();
    await this.#shelf.keep(list);
  }
}
