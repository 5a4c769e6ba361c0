import { sql, type Transaction } from 'kysely';
import type { DB } from '../../database/tables.gen.ts';
import { type Ctx, type DeliveredAnnouncement, type Delivery, ground, type OwnAnnouncement } from './context.ts';

/** What happened, told in the past tense. Payloads hold ids and facts, never secrets. */
export type Announcement = DeliveredAnnouncement & { readonly organiserId?: string };

/**
 * Tells the journal and each listener, in the transaction of the ctx: with everything else this transaction announces, when
 * its operation is through.
 */
export async function announce(ctx: Ctx, announcement: Announcement): Promise<void> {
  const { actor, traceId } = ctx;
  await announceAll(ctx, [{ actor, traceId, announcement }]);
}

/** The same for several, each by an actor of its own. */
export async function announceAll(ctx: Ctx, announced: readonly OwnAnnouncement[]): Promise<void> {
  ctx[ground].announced.push(...announced);
}

function actorIdOf(actor: OwnAnnouncement['actor']): string | null {
  if (actor.kind === 'account') return actor.accountId;
  if (actor.kind === 'device') return actor.deviceId;
  return actor.kind === 'system' ? actor.name : null;
}

/** Writes the journal rows and queues the deliveries: a statement for the journal, and one a queue. */
export async function writeAnnouncements(
  transaction: Transaction<DB>,
  announced: readonly OwnAnnouncement[],
  listenersOf: (kind: string) => readonly string[],
  deliver: (transaction: Transaction<DB>, deliveries: readonly Delivery[]) => Promise<void>,
): Promise<void> {
  if (announced.length === 0) return;
  const rows = announced.map(({ actor, traceId, announcement }) => ({
    kind: announcement.kind,
    actor_kind: actor.kind === 'anonymous' && actor.capability ? 'guest' : actor.kind,
    actor_id: actorIdOf(actor),
    organiser_id: announcement.organiserId ?? null,
    subject_id: announcement.subjectId,
    payload: announcement.payload,
    trace_id: traceId,
  }));
  await sql`
    insert into platform.journal (kind, actor_kind, actor_id, organiser_id, subject_id, payload, trace_id)
    select kind, actor_kind, actor_id, organiser_id, subject_id, payload, trace_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as told (kind text, actor_kind text, actor_id text,
      organiser_id uuid, subject_id text, payload jsonb, trace_id text)`.execute(transaction);
  await deliver(
    transaction,
    announced.flatMap(({ announcement: { kind, subjectId, payload } }) =>
      listenersOf(kind).map((queue) => ({ queue, announcement: { kind, subjectId, payload } })),
    ),
  );
}
