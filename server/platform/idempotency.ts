import { sql } from 'kysely';
import { type Actor, system } from './actor.ts';
import { type Ctx, ground } from './context.ts';
import { Refusal } from './refusal.ts';
import { sha256 } from './secrets.ts';
import type { InTransaction } from './transaction.ts';

export type IdempotentRequest = { readonly key: string; readonly fingerprint: string };

/** Throws `idempotency_key_invalid` unless the key is 1 to 255 printable ASCII characters. */
export function checkKey(key: string): string {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new Refusal('idempotency_key_invalid');
  return key;
}

/**
 * Runs `effect` once for a key of a caller; the answer is written in the same transaction as the effect, so a crash
 * leaves both or neither. Same key and body: the stored answer. Other body: `idempotency_key_reused`.
 * First request still running: `idempotency_in_flight`.
 */
export async function once<Body>(ctx: Ctx, request: IdempotentRequest, effect: () => Promise<Body>): Promise<Body> {
  const stored = await recall<Body>(ctx, request);
  if (stored) return stored.body;
  const body = await effect();
  await remember(ctx, request, body);
  return body;
}

/** The answer stored for a key, if there is one. Throws `idempotency_key_reused`, `idempotency_in_flight`. */
export async function recall<Body>(ctx: Ctx, request: IdempotentRequest): Promise<{ readonly body: Body } | undefined> {
  const [found] = await recallAll<Body>(ctx, [{ actor: ctx.actor, request }]);
  if (found?.refusal) throw new Refusal(found.refusal);
  return found?.stored;
}

export type OwnRequest = { readonly actor: Actor; readonly request: IdempotentRequest };
export type Recalled<Body> = {
  readonly stored?: { readonly body: Body };
  readonly refusal?: 'idempotency_key_reused' | 'idempotency_in_flight';
};

/**
 * What is known of several requests, in their order, each of a caller of its own. Until the transaction ends nobody else
 * gets an answer for these keys: a key that comes twice here, or that another transaction is at, is in flight.
 */
export async function recallAll<Body>(ctx: Ctx, requests: readonly OwnRequest[]): Promise<readonly Recalled<Body>[]> {
  if (requests.length === 0) return [];
  const entries = requests.map(({ actor, request }) => entryOf(actor, request));
  const { transaction } = ctx[ground];
  const places = entries.map(({ place }) => place);
  // Two statements: one that both locks and reads would read what was there before it had the lock.
  const locks = await sql<{ isFree: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(place, 0)) as is_free
    from unnest(${places}::text[]) with ordinality as asked (place, position) order by position`.execute(transaction);
  const known = await sql<{ fingerprint: Buffer | null; bodySealed: Buffer | null }>`
    select known.fingerprint, known.body_sealed
    from unnest(${entries.map(({ caller }) => caller)}::text[], ${entries.map(({ key }) => key)}::text[])
      with ordinality as asked (caller, key, position)
    left join platform.idempotent_request known using (caller, key) order by position`.execute(transaction);
  return known.rows.map(({ fingerprint, bodySealed }, index): Recalled<Body> => {
    const entry = entries[index];
    const isFree = locks.rows[index]?.isFree;
    // The lock is the transaction's: it lets a second request of the same batch through.
    if (!entry || !isFree || places.indexOf(entry.place) < index) return { refusal: 'idempotency_in_flight' };
    if (!fingerprint || !bodySealed) return {};
    if (!fingerprint.equals(entry.fingerprint)) return { refusal: 'idempotency_key_reused' };
    return { stored: JSON.parse(ctx.secrets.open(bodySealed, entry.place).toString()) };
  });
}

/** Stores the answer for a key; one that is there already stays. */
export async function remember(ctx: Ctx, request: IdempotentRequest, body: unknown): Promise<void> {
  await rememberAll(ctx, [{ actor: ctx.actor, request, body }]);
}

export async function rememberAll(
  ctx: Ctx,
  answers: readonly (OwnRequest & { readonly body: unknown })[],
): Promise<void> {
  if (answers.length === 0) return;
  const values = answers.map(({ actor, request, body }) => {
    const { caller, place, key, fingerprint } = entryOf(actor, request);
    return { caller, key, fingerprint, bodySealed: ctx.secrets.seal(Buffer.from(JSON.stringify({ body })), place) };
  });
  await ctx[ground].transaction
    .insertInto('platform.idempotentRequest')
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Answers are kept for 30 days. */
export async function forgetOldAnswers(inTransaction: InTransaction): Promise<void> {
  await inTransaction(system('forget-old-answers'), (ctx) =>
    ctx[ground].transaction
      .deleteFrom('platform.idempotentRequest')
      .where('answeredAt', '<', sql<Date>`now() - interval '30 days'`)
      .execute(),
  );
}

function entryOf(actor: Actor, { key, fingerprint }: IdempotentRequest) {
  const caller = callerOf(actor);
  return { caller, key, place: `idempotent_request:${caller}:${key}`, fingerprint: sha256(fingerprint) };
}

/** Guests are told apart by their capability, others by their address: a key guessed elsewhere opens nothing. */
function callerOf(actor: Actor): string {
  if (actor.kind === 'account') return `account:${actor.accountId}`;
  if (actor.kind === 'device') return `device:${actor.deviceId}`;
  if (actor.kind === 'system') return `system:${actor.name}`;
  if (actor.capability) return `guest:${sha256(actor.capability).toString('base64url')}`;
  return `address:${actor.address}`;
}
