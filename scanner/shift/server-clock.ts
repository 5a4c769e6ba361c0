import type { ReadMoment } from '../sending/kept-scan.ts';

/** The clocks of the device. running: only runs, whatever the owner of the phone does to the wall clock. */
export type DeviceClocks = { readonly wall: () => number; readonly running: () => number };

/** A wall clock further off than this is told to the controller. */
export const wallClockToleranceMs = 120_000;
/** How wrong the estimate may be at a door: after an answer of the server in this start of the app, and before. */
const anchoredToleranceMs = 5_000;

export const deviceClocks: DeviceClocks = { wall: () => Date.now(), running: () => performance.now() };

/**
 * What the device takes the server's clock for: from the answers to its calls, the server's instant being in the middle between
 * question and answer. From then on only the running clock counts, so that a changed wall clock changes nothing. Before the
 * first answer since the app was started, the wall clock and the difference it last had.
 */
export class ServerClock {
  readonly #clocks: DeviceClocks;
  readonly #bootMark: string;
  #anchor: { readonly serverAt: number; readonly runningAt: number; readonly roundTripMs: number } | undefined;
  #keptOffset: number;

  constructor({ clocks = deviceClocks, keptOffset = 0 }: { clocks?: DeviceClocks; keptOffset?: number } = {}) {
    this.#clocks = clocks;
    this.#keptOffset = keptOffset;
    this.#bootMark = crypto.randomUUID();
  }

  /** The running clock, to hand to `learn` with the answer. */
  running(): number {
    return this.#clocks.running();
  }

  /** A call began at askedAt (running clock), the server said serverAt, the answer has just come. */
  learn(askedAt: number, serverAt: number): void {
    const runningAt = this.#clocks.running();
    const roundTripMs = runningAt - askedAt;
    // A slow answer says less about the middle than the quick one before it, until that has grown old.
    const aged = this.#anchor && this.#anchor.roundTripMs + (runningAt - this.#anchor.runningAt) / 1000;
    if (aged !== undefined && roundTripMs > aged * 2) return;
    this.#anchor = { serverAt: serverAt + roundTripMs / 2, runningAt, roundTripMs };
    this.#keptOffset = this.#anchor.serverAt - this.#clocks.wall();
  }

  now(): number {
    if (!this.#anchor) return Math.round(this.#clocks.wall() + this.#keptOffset);
    return Math.round(this.#anchor.serverAt + this.#clocks.running() - this.#anchor.runningAt);
  }

  /** To keep for the next start. */
  get offset(): number {
    return this.#keptOffset;
  }

  get toleranceMs(): number {
    return this.#anchor ? anchoredToleranceMs : wallClockToleranceMs;
  }

  /** How far the wall clock of the phone is ahead. */
  wallAheadMs(): number {
    return Math.round(this.#clocks.wall() - this.now());
  }

  moment(): ReadMoment {
    const { wall, running } = this.#clocks;
    return { serverAt: this.now(), wallAt: wall(), runningAt: running(), bootMark: this.#bootMark };
  }

  /** How long ago something was read, by a clock that only runs where the app was not started again since. */
  agoMs(read: ReadMoment): number {
    const byEstimate = this.now() - read.serverAt;
    // Some phones stop the running clock while they sleep, so an estimate renewed since may know of more time.
    const ago =
      read.bootMark === this.#bootMark ? Math.max(this.#clocks.running() - read.runningAt, byEstimate) : byEstimate;
    return Math.round(Math.min(Math.max(0, ago), longestAgoMs));
  }
}

const longestAgoMs = 7 * 86_400_000;
