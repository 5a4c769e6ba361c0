import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { banLifted } from './announcements.ts';
import { decideChange } from './rules.ts';
import { type Ban, saveLifting } from './store.ts';
import { sealLifting } from './words.ts';

/** The ban, which is locked, counts no more. Throws ban_over. */
export async function liftBan(ctx: Ctx, ban: Ban, note: string): Promise<void> {
  const decision = decideChange(ban.state);
  if (!decision.ok) throw new Refusal(decision.code);
  const liftedBy = ctx.actor.kind === 'account' ? ctx.actor.accountId : null;
  await saveLifting(ctx, ban.id, { liftedBy, liftingSealed: sealLifting(ctx, ban.id, note) });
  await announce(ctx, banLifted(ban));
}
