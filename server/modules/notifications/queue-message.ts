import { afterCommit } from '../../platform/after-commit.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { messageQueued } from './announcements.ts';
import { type NewMessage, saveMessages } from './store.ts';

/** Queues mails, one for each dedupe key: the same announcement delivered twice makes one mail. */
export async function queueMessages(ctx: Ctx, messages: readonly NewMessage[]): Promise<void> {
  const queued = await saveMessages(ctx, messages);
  for (const { id, kind } of queued) await announce(ctx, messageQueued(id, kind));
  if (queued.length > 0) afterCommit(ctx, () => crashPoint('mail.queued'));
}
