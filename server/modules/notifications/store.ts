import type { Locale } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type Message = {
  readonly id: string;
  readonly kind: 'order_confirmed' | 'order_refunded' | 'email_verification';
  readonly subjectId: string;
  readonly recipient: string;
  readonly locale: Locale;
  readonly payload: Record<string, unknown>;
  readonly status: 'queued' | 'sent';
};

/** The new message's id; undefined when one with this dedupe key exists. */
export async function saveMessage(
  ctx: Ctx,
  message: Omit<Message, 'id' | 'status'> & { dedupeKey: string },
): Promise<string | undefined> {
  const row = await tx(ctx)
    .insertInto('notifications.message')
    .values({ ...message, payload: JSON.stringify(message.payload) })
    .onConflict((conflict) => conflict.column('dedupeKey').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export async function findQueuedMessage(ctx: Ctx, messageId: string): Promise<Message | undefined> {
  const found = await sql<Message>`
    select id, kind, subject_id, recipient, locale, payload, status from notifications.message
    where id = ${messageId} and status = 'queued'`.execute(tx(ctx));
  return found.rows[0];
}

export async function saveSent(ctx: Ctx, messageId: string): Promise<void> {
  await tx(ctx)
    .updateTable('notifications.message')
    .set({ status: 'sent', sentAt: sql`clock_timestamp()`, attemptCount: sql`attempt_count + 1`, lastError: null })
    .where('id', '=', messageId)
    .execute();
}

export async function saveFailure(ctx: Ctx, messageId: string, error: string): Promise<void> {
  await tx(ctx)
    .updateTable('notifications.message')
    .set({ attemptCount: sql`attempt_count + 1`, lastError: error.slice(0, 500) })
    .where('id', '=', messageId)
    .execute();
}

/** Takes the messages whose turn has come: the wait doubles from five seconds to five minutes, for as long as it takes. */
export async function takeDueMessages(ctx: Ctx): Promise<string[]> {
  const found = await sql<{ id: string }>`
    update notifications.message set next_attempt_at = clock_timestamp()
      + least(interval '5 minutes', interval '5 seconds' * power(2, least(attempt_count, 10)))
    where id in (
      select id from notifications.message where status = 'queued' and next_attempt_at <= clock_timestamp()
      order by next_attempt_at limit 20 for update skip locked)
    returning id`.execute(tx(ctx));
  return found.rows.map(({ id }) => id);
}

export async function saveCaughtMail(
  ctx: Ctx,
  mail: { messageId: string; recipient: string; subject: string; source: Buffer },
): Promise<void> {
  await tx(ctx).insertInto('notifications.caughtMail').values(mail).execute();
}

export async function listCaughtMails(ctx: Ctx) {
  return tx(ctx)
    .selectFrom('notifications.caughtMail')
    .select(['id', 'recipient', 'subject', 'caughtAt'])
    .orderBy('id', 'desc')
    .limit(100)
    .execute();
}

export async function findCaughtMail(ctx: Ctx, id: number) {
  return tx(ctx)
    .selectFrom('notifications.caughtMail')
    .select(['id', 'recipient', 'subject', 'source', 'caughtAt'])
    .where('id', '=', id)
    .executeTakeFirst();
}
