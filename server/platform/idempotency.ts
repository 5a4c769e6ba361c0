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
  const { transaction } = ctx[ground];
  const { caller, place, fingerprint } = entryOf(ctx, request);
  const lock = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${place}, 0)) as free`.execute(transaction);
  if (!lock.rows[0]?.free) throw new Refusal('idempotency_in_flight');

  const stored = await transaction
    .selectFrom('platform.idempotentRequest')
    .select(['fingerprint', 'bodySealed'])
    .where('caller', '=', caller)
    .where('key', '=', request.key)
    .executeTakeFirst();
  if (!stored) return undefined;
  if (!stored.fingerprint.equals(fingerprint)) throw new Refusal('idempotency_key_reused');
  return JSON.parse(ctx.secrets.open(stored.bodySealed, place).toString());
}

/** Stores the answer for a key; one that is there already stays. */
export async function remember(ctx: Ctx, request: IdempotentRequest, body: unknown): Promise<void> {
  const { caller, place, fingerprint } = entryOf(ctx, request);
  const bodySealed = ctx.secrets.seal(Buffer.from(JSON.stringify({ body })), place);
  await ctx[ground].transaction
    .insertInto('platform.idempotentRequest')
    .values({ caller, key: request.key, fingerprint, bodySealed })
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

function entryOf({ actor }: Ctx, { key, fingerprint }: IdempotentRequest) {
  const caller = callerOf(actor);
  return { caller, place: `idempotent_request:${caller}:${key}`, fingerprint: sha256(fingerprint) };
}

/** Guests are told apart by their capability, others by their address: a key guessed elsewhere opens nothing. */
function callerOf(actor: Actor): string {
  if (actor.kind === 'account') return `account:${actor.accountId}`;
  if (actor.kind === 'system') return `system:${actor.name}`;
  if (actor.capability) return `guest:${sha256(actor.capability).toString('base64url')}`;
  return `address:${actor.address}`;
}
