import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { z } from 'zod';
import { type Chance, chanceFrom } from '../../database/seed/random.ts';
import type { Answer } from '../load/connection.ts';
import { type AskNodes, askNodes } from './ask-nodes.ts';
import { bringDeadlineForward } from './bring-deadline-forward.ts';
import { emptyJournal, type HeldEntry, type Journal } from './journal.ts';
import type { Target } from './targets.ts';

export type Market = {
  readonly targets: readonly Target[];
  readonly ports: readonly (() => number)[];
  readonly pool: pg.Pool;
  readonly endsAt: number;
};

const Told = z.object({
  id: z.string(),
  token: z.string().optional(),
  status: z.string(),
  expiresAt: z.coerce.date(),
  places: z.array(z.object({ id: z.string(), zone: z.object({ kind: z.string() }) })),
});
const Problem = z.object({ code: z.string(), seats: z.array(z.string()).default([]) });

const holdsMax = 30;
const thinkMs = { min: 5, max: 40 };
/** A hold lasts at least three minutes; to see many of them expire, their end is moved this near. */
const nearMs = { min: 300, max: 2_000 };

/** Holds, releases, extends, looks and lets expire, by chance, until the market closes; writes down what it is told. */
export async function runBuyer(market: Market, number: number): Promise<Journal> {
  const journal = emptyJournal();
  const chance = chanceFrom(number);
  const nodes = askNodes(market.ports, () => {
    journal.repeated += 1;
  });
  const buyer: Buyer = { market, chance, nodes, journal };
  const weighted = market.targets.flatMap((target) => Array.from({ length: target.weight }, () => target));
  while (Date.now() < market.endsAt) {
    const alive = journal.held.slice(-holdsMax).filter(isAlive);
    const dice = alive.length < holdsMax ? chance.next() : 1;
    const mine = alive.length > 0 ? chance.pick(alive) : undefined;
    if (mine === undefined || dice < 0.55) await hold(buyer, chance.pick(weighted));
    else if (dice < 0.67) await letExpire(buyer, mine);
    else if (dice < 0.72) await extend(buyer, mine);
    else if (dice < 0.8) await look(buyer, mine);
    else await release(buyer, mine);
    await pause(chance.between(thinkMs.min, thinkMs.max));
  }
  nodes.close();
  return journal;
}

type Buyer = {
  readonly market: Market;
  readonly chance: Chance;
  readonly nodes: AskNodes;
  readonly journal: Journal;
};

function isAlive({ deadline, releaseAskedAt }: HeldEntry): boolean {
  return releaseAskedAt === undefined && deadline > Date.now();
}

/** The key makes a repeated request one request: whatever happened the first time, it is told the second time. */
async function hold({ chance, nodes, journal }: Buyer, target: Target): Promise<void> {
  const { body, quantity, seats } = target.wish(chance);
  const askedAt = Date.now();
  const answer = await nodes.ask({
    method: 'POST',
    path: `/performances/${target.performanceId}/holds`,
    headers: { 'idempotency-key': crypto.randomUUID() },
    body,
  });
  const toldAt = Date.now();
  if (answer?.status === 409) {
    const refusal = Problem.parse(JSON.parse(answer.text));
    journal.refused.push({ target, code: refusal.code, quantity, seats: refusal.seats, askedAt, toldAt });
    return;
  }
  if (answer?.status !== 201) return noteUnexpected(journal, 'hold', answer);
  const { id, token = '', expiresAt, places } = Told.parse(JSON.parse(answer.text));
  const given = places.filter(({ zone }) => zone.kind === 'seated').map((place) => place.id);
  if (places.length !== quantity || (seats && seats.join() !== given.join())) {
    journal.brokenPromises.push(`hold ${id} is not of the places asked for`);
  }
  const deadline = expiresAt.getTime();
  journal.held.push({ id, token, target, quantity, seats: given, askedAt, toldAt, deadline, extensions: 0 });
}

export async function release({ nodes, journal }: Pick<Buyer, 'nodes' | 'journal'>, entry: HeldEntry): Promise<void> {
  entry.releaseAskedAt = Date.now();
  const answer = await nodes.ask({ method: 'DELETE', path: `/holds/${entry.id}`, headers: guest(entry) });
  entry.releaseToldAt = Date.now();
  if (answer?.status !== 204) noteUnexpected(journal, 'release', answer);
}

async function look({ nodes, journal }: Buyer, entry: HeldEntry): Promise<void> {
  const answer = await nodes.ask({ method: 'GET', path: `/holds/${entry.id}`, headers: guest(entry) });
  if (answer?.status !== 200) return noteUnexpected(journal, 'look', answer);
  const { status } = Told.parse(JSON.parse(answer.text));
  if (status !== 'active') noteEnd(journal, entry, status);
}

async function extend({ nodes, journal }: Buyer, entry: HeldEntry): Promise<void> {
  const answer = await nodes.ask({ method: 'POST', path: `/holds/${entry.id}/extend`, headers: guest(entry) });
  if (answer?.status === 200) {
    entry.deadline = Told.parse(JSON.parse(answer.text)).expiresAt.getTime();
    entry.extensions += 1;
    return;
  }
  const code = answer && Problem.safeParse(JSON.parse(answer.text)).data?.code;
  if (code === 'hold_expired' || code === 'hold_ended') noteEnd(journal, entry, code);
  else if (code !== 'extension_limit') noteUnexpected(journal, 'extend', answer);
}

export async function letExpire(
  { market, chance, journal }: Pick<Buyer, 'market' | 'chance' | 'journal'>,
  entry: HeldEntry,
): Promise<void> {
  const deadline = await bringDeadlineForward(market.pool, entry.id, chance.between(nearMs.min, nearMs.max));
  if (deadline === undefined) noteEnd(journal, entry, 'not alive');
  else entry.deadline = deadline;
}

function guest({ token }: HeldEntry): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** That a hold has ended is no news after its deadline. */
function noteEnd(journal: Journal, { id, deadline }: HeldEntry, words: string): void {
  const now = Date.now();
  if (now < deadline) journal.brokenPromises.push(`hold ${id}: ${words}, ${deadline - now} ms before its deadline`);
}

function noteUnexpected(journal: Journal, request: string, answer: Answer | undefined): void {
  journal.unexpected.push(`${request}: ${answer ? `${answer.status} ${answer.text.slice(0, 300)}` : 'never answered'}`);
}
