import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { invalid, Refusal } from '../../platform/refusal.ts';
import { banEndChanged } from './announcements.ts';
import { decideChange, decideEnd } from './rules.ts';
import { type Ban, saveEnd } from './store.ts';

/** The ban, which is locked, ends then; null: when it is lifted. Throws ban_over, and invalid for an end that is over. */
export async function changeBanEnd(ctx: Ctx, ban: Ban, endsAt: Date | null): Promise<void> {
  const change = decideChange(ban.state);
  if (!change.ok) throw new Refusal(change.code);
  const decision = decideEnd(endsAt, ban.startsAt, ctx.now);
  if (!decision.ok) throw invalid('endsAt', decision.code);
  if (endsAt?.getTime() === ban.endsAt?.getTime()) return;
  await saveEnd(ctx, ban.id, endsAt);
  await announce(ctx, banEndChanged(ban, endsAt));
}
