import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { giftCardBlocked } from './announcements.ts';
import { type Card, lockCard, saveBlocked } from './store.ts';

/** Nothing more can be bought with it; what orders have reserved stays theirs. Safe to repeat. */
export async function blockCard(ctx: Ctx, { id, organiserId }: Card, note: string): Promise<void> {
  const card = await lockCard(ctx, id);
  if (card?.state !== 'active') return;
  await saveBlocked(ctx, id);
  await announce(ctx, giftCardBlocked(id, organiserId, note));
}
