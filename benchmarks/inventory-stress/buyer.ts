import { z } from 'zod';
import type { Answer } from '../load/connection.ts';
import { attemptHold } from './attempt-hold.ts';
import type { Buyer } from './enter-market.ts';
import { type HeldEntry, type Journal, noteUnexpected } from './journal.ts';

const Problem = z.object({ code: z.string() });
const Shown = z.object({ status: z.string(), expiresAt: z.coerce.date() });

const holdsMax = 12;
/** How often a buyer who has something turns to it, and how often somebody lets go at once what he was just given. */
const changeShare = 0.08;
const letGoShare = 0.4;
const smallHouse = 100;
const extensionMs = 300_000;
const nearMs = { min: 300, max: 4_000 };

/** Holds, releases, extends, looks and lets expire, by chance, until the market closes. */
export async function buyUntilClosed(buyer: Buyer): Promise<void> {
  const { market, chance } = buyer;
  let alive: HeldEntry[] = [];
  while (market.isOpen()) {
    alive = alive.filter(isAlive);
    const isLaden = alive.length >= holdsMax;
    if (alive.length > 0 && (isLaden || chance.next() < changeShare)) await change(buyer, chance.pick(alive), isLaden);
    else if (market.takeAttempt()) {
      const held = await attemptHold(buyer, market.pickTarget(chance));
      if (held && !isSmall(held)) alive.push(held);
      if (held && (isSmall(held) || chance.next() < letGoShare)) await letExpire(buyer, held);
    }
  }
}

async function change(buyer: Buyer, entry: HeldEntry, isToEnd: boolean): Promise<void> {
  const dice = isToEnd ? 1 : buyer.chance.next();
  if (dice < 0.25) await extend(buyer, entry);
  else if (dice < 0.4) await look(buyer, entry);
  else if (buyer.chance.next() < 0.6) await release(buyer, entry);
  else await letExpire(buyer, entry);
}

/** There, somebody who keeps what he has, and extends it, would end the contention. */
function isSmall({ target }: HeldEntry): boolean {
  return target.limits.places < smallHouse;
}

function isAlive({ deadline, releaseAskedAt }: HeldEntry): boolean {
  return releaseAskedAt === undefined && deadline > Date.now();
}

const releaseTriesMax = 5;

function isContended({ text }: Answer): boolean {
  return Problem.safeParse(JSON.parse(text)).data?.code === 'contended';
}

export async function release({ nodes, journal }: Buyer, entry: HeldEntry): Promise<void> {
  entry.releaseAskedAt = Date.now();
  const request = { method: 'DELETE', path: `/holds/${entry.id}`, headers: guest(entry) };
  for (let tries = 1; ; tries += 1) {
    const { answer } = await nodes.ask(request);
    if (answer?.status === 204) entry.releaseToldAt = Date.now();
    // On a machine that is over its limit a row can be locked for longer than the three seconds a request waits.
    else if (tries < releaseTriesMax && answer && isContended(answer)) continue;
    else noteUnexpected(journal, 'release', answer);
    return;
  }
}

async function look({ nodes, journal }: Buyer, entry: HeldEntry): Promise<void> {
  const { answer } = await nodes.ask({ method: 'GET', path: `/holds/${entry.id}`, headers: guest(entry) });
  if (answer?.status !== 200) return noteUnexpected(journal, 'look', answer);
  const { status } = Shown.parse(JSON.parse(answer.text));
  if (status !== 'active') noteEnd(journal, entry, status);
}

async function extend({ nodes, journal }: Buyer, entry: HeldEntry): Promise<void> {
  const before = entry.deadline;
  // A request that is sent twice may extend twice.
  entry.deadlineMax = before + 10 * extensionMs;
  const { answer, isDoubtful } = await nodes.ask({
    method: 'POST',
    path: `/holds/${entry.id}/extend`,
    headers: guest(entry),
  });
  if (answer?.status === 200) {
    entry.deadline = Shown.parse(JSON.parse(answer.text)).expiresAt.getTime();
    entry.extensions += 1;
    if (entry.deadline < before) journal.brokenPromises.push(`hold ${entry.id}: extended backwards`);
  } else {
    const code = answer && Problem.safeParse(JSON.parse(answer.text)).data?.code;
    if (code === 'hold_expired' || code === 'hold_ended') noteEnd(journal, entry, code);
    else if (code !== 'extension_limit' && code !== 'contended') noteUnexpected(journal, 'extend', answer);
  }
  if (!isDoubtful) entry.deadlineMax = entry.deadline;
}

/** Within some seconds, or so many milliseconds. */
export async function letExpire(
  { market, chance, journal }: Buyer,
  entry: HeldEntry,
  withinMs = nearMs.max,
): Promise<void> {
  const at = Date.now() + chance.between(nearMs.min, withinMs);
  const before = entry.deadline;
  if (at >= before) return;
  // While it is under way the deadline may be the one or the other.
  entry.deadline = at;
  if (await market.deadlines.bringForward(entry.id, at)) entry.deadlineMax = Math.max(at, Date.now());
  else noteEnd(journal, entry, 'not alive');
}

function guest({ token }: HeldEntry): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** That a hold has ended is no news after its deadline. */
function noteEnd(journal: Journal, { id, deadline }: HeldEntry, words: string): void {
  const now = Date.now();
  if (now < deadline) journal.brokenPromises.push(`hold ${id}: ${words}, ${deadline - now} ms before its deadline`);
}
