import type { Locale } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type Message = {
  readonly id: string;
  readonly kind:
    | 'order_confirmed'
    | 'order_refunded'
    | 'order_unpaid'
    | 'tickets_cancelled'
    | 'cancellation_rejected'
    | 'transfer_awaited'
    | 'gift_card_issued'
    | 'email_verification';
  readonly subjectId: string;
  readonly recipient: string;
  readonly locale: Locale;
  readonly payload: Record<string, unknown>;
  readonly status: 'queued' | 'sent';
};

export type NewMessage = Omit<Message, 'id' | 'status'> & { readonly dedupeKey: string };

/** Those that are new: of one dedupe key there is one message. */
export async function saveMessages(
  ctx: Ctx,
  messages: readonly NewMessage[],
): Promise<readonly Pick<Message, 'id' | 'kind'>[]> {
  if (messages.length === 0) return [];
  const saved = await sql<Pick<Message, 'id' | 'kind'>>`
    insert into notifications.message (dedupe_key, kind, subject_id, recipient, locale, payload)
    select * from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) as given ("dedupeKey" text, kind text,
      "subjectId" text, recipient text, locale text, payload jsonb)
    on conflict (dedupe_key) do nothing returning id, kind`.execute(tx(ctx));
  return saved.rows;
}

/**
 * The message, for whoever sends it: nobody else gets it until they are done, or for half a minute, by when a sender that
 * was killed is taken for gone.
 */
export async function claimMessage(ctx: Ctx, messageId: string): Promise<Message | undefined> {
  const found = await sql<Message>`
    update notifications.message set claimed_until = clock_timestamp() + interval '30 seconds'
    where id = ${messageId} and status = 'queued' and (claimed_until is null or claimed_until <= clock_timestamp())
    returning id, kind, subject_id, recipient, locale, payload, status`.execute(tx(ctx));
  return found.rows[0];
}

/** Whether this was the first to say that the message was sent. */
export async function saveSent(ctx: Ctx, messageId: string): Promise<boolean> {
  const saved = await tx(ctx)
    .updateTable('notifications.message')
    .set({ status: 'sent', sentAt: sql`clock_timestamp()`, attemptCount: sql`attempt_count + 1`, lastError: null })
    .where('id', '=', messageId)
    .where('status', '=', 'queued')
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}

/** Gives the message back; its turn comes again after a wait that doubles from five seconds to five minutes. */
export async function saveFailure(ctx: Ctx, messageId: string, error: string): Promise<void> {
  await tx(ctx)
    .updateTable('notifications.message')
    .set({
      attemptCount: sql`attempt_count + 1`,
      lastError: error.slice(0, 500),
      claimedUntil: null,
      nextAttemptAt: sql`clock_timestamp()
        + least(interval '5 minutes', interval '5 seconds' * power(2, least(attempt_count, 10)))`,
    })
    .where('id', '=', messageId)
    .execute();
}

/** Messages whose turn has come and that nobody is sending. */
export async function listDueMessages(ctx: Ctx): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from notifications.message
    where status = 'queued' and next_attempt_at <= clock_timestamp()
      and (claimed_until is null or claimed_until <= clock_timestamp())
    order by next_attempt_at limit 20`.execute(tx(ctx));
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
