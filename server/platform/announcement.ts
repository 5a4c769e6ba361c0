import { sql } from 'kysely';
import { type Ctx, type DeliveredAnnouncement, ground } from './context.ts';

/** What happened, told in the past tense. Payloads hold ids and facts, never secrets. */
export type Announcement = DeliveredAnnouncement & { readonly organiserId?: string };

/** Writes the journal row and queues a delivery for each listener, in the transaction of the ctx. */
export async function announce(ctx: Ctx, announcement: Announcement): Promise<void> {
  const { actor } = ctx;
  const { transaction, listenersOf, deliver } = ctx[ground];
  const actorKind = actor.kind === 'anonymous' && actor.capability ? 'guest' : actor.kind;
  const actorId = actor.kind === 'account' ? actor.accountId : actor.kind === 'system' ? actor.name : null;
  await sql`
    insert into platform.journal (kind, actor_kind, actor_id, organiser_id, subject_id, payload, trace_id)
    values (${announcement.kind}, ${actorKind}, ${actorId}, ${announcement.organiserId ?? null},
      ${announcement.subjectId}, ${JSON.stringify(announcement.payload)}, ${ctx.traceId})`.execute(transaction);
  const { kind, subjectId, payload } = announcement;
  await deliver(listenersOf(kind).map((queue) => ({ queue, announcement: { kind, subjectId, payload } })));
}
