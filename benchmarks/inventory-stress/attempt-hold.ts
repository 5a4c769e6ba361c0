import { z } from 'zod';
import type { Request } from '../load/connection.ts';
import type { Buyer } from './enter-market.ts';
import { type Attempt, countOutcome, type HeldEntry, noteUnexpected } from './journal.ts';
import type { Target, Wish } from './targets.ts';

const Told = z.object({
  id: z.string(),
  token: z.string(),
  expiresAt: z.coerce.date(),
  places: z.array(z.object({ id: z.string(), zone: z.object({ kind: z.string() }) })),
});
type Told = z.infer<typeof Told>;
const Problem = z.object({ code: z.string(), seats: z.array(z.string()).default([]) });

/** How many of a hundred buyers hang up before the answer and ask another node, go away for good, or ask once more. */
const hangUpPercent = 1;
const lostPercent = 10;
const askAgainPercent = 2;
const hangUpMs = { min: 1, max: 40 };
/** In a small house, places that nobody knows to be his would end the contention. */
const lostPlacesMin = 100;

/** One attempt to hold places. Returns the hold if the buyer was told of one. */
export async function attemptHold(buyer: Buyer, target: Target): Promise<HeldEntry | undefined> {
  const { chance, nodes, journal } = buyer;
  const wish = target.wish(chance);
  const person = target.persons.length === 0 ? undefined : chance.pick(target.persons);
  const request = requestOf(target, wish, person?.cookie);
  const askedAt = Date.now();
  const { answer, isDoubtful } = await nodes.ask(request, {
    hangUpAfterMs: happens(buyer, hangUpPercent) ? chance.between(hangUpMs.min, hangUpMs.max) : undefined,
    isLost: happens(buyer, lostPercent) && target.limits.places >= lostPlacesMin,
  });
  const { quantity, reduced, seats: wished } = wish;
  const attempt: Attempt = { target, person, quantity, reduced, wished, askedAt, toldAt: Date.now() };
  if (answer?.status === 201) {
    const told = Told.parse(JSON.parse(answer.text));
    countOutcome(journal, 'held');
    const held = noteHeld(buyer, attempt, told, wish);
    if (happens(buyer, askAgainPercent)) await askAgain(buyer, request, held);
    return held;
  }
  // What was refused the second time may have been given the first time, later.
  if (isDoubtful) journal.unknown.push(attempt);
  const refusal = answer && Problem.safeParse(JSON.parse(answer.text)).data;
  countOutcome(journal, refusal?.code ?? 'unknown');
  if (refusal && (answer.status === 409 || (answer.status === 422 && refusal.code === 'whole_table'))) {
    journal.refused.push({ ...attempt, code: refusal.code, seats: refusal.seats.map(Number) });
  } else if (answer !== undefined) noteUnexpected(journal, 'hold', answer);
  return undefined;
}

function happens({ chance }: Buyer, percent: number): boolean {
  return chance.next() * 100 < percent;
}

/** The key makes a repeated request one request: whatever it did the first time, it is told the second time. */
function requestOf({ performanceId }: Target, { body }: Wish, cookie: string | undefined): Request {
  return {
    method: 'POST',
    path: `/performances/${performanceId}/holds`,
    headers: { 'idempotency-key': crypto.randomUUID(), ...(cookie === undefined ? {} : { cookie }) },
    body,
  };
}

function noteHeld({ journal }: Buyer, attempt: Attempt, { id, token, expiresAt, places }: Told, wish: Wish): HeldEntry {
  const seats = places.filter(({ zone }) => zone.kind === 'seated').map((place) => Number(place.id));
  const isOther = wish.seats !== undefined && wish.seats.join() !== seats.join();
  if (places.length !== wish.quantity || isOther || wish.isForbidden) {
    journal.brokenPromises.push(`hold ${id} is not of the places asked for`);
  }
  const deadline = expiresAt.getTime();
  const entry = { ...attempt, id, token, seats, deadline, deadlineMax: deadline, extensions: 0 };
  journal.held.push(entry);
  return entry;
}

async function askAgain({ nodes, journal }: Buyer, request: Request, { id }: HeldEntry): Promise<void> {
  const { answer } = await nodes.ask(request);
  if (!answer) return noteUnexpected(journal, 'hold, asked again', answer);
  const again = answer.status === 201 ? Told.parse(JSON.parse(answer.text)).id : `${answer.status} ${answer.text}`;
  if (again === id) journal.givenAgain += 1;
  else journal.brokenPromises.push(`hold ${id}: asked again with the same key, answered ${again.slice(0, 200)}`);
}
