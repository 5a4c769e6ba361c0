import { afterCommit } from '../../platform/after-commit.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { messageQueued } from './announcements.ts';
import { type Message, saveMessage } from './store.ts';

/** Queues a mail, once for each dedupe key: the same announcement delivered twice makes one mail. */
export async function queueMessage(
  ctx: Ctx,
  message: Omit<Message, 'id' | 'status'> & { dedupeKey: string },
): Promise<void> {
  const messageId = await saveMessage(ctx, message);
  if (!messageId) return;
  await announce(ctx, messageQueued(messageId, message.kind));
  afterCommit(ctx, () => crashPoint('mail.queued'));
}
