import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { invalid } from '../../platform/refusal.ts';
import { findPerformance, isEventOf } from '../catalogue/index.ts';
import { personKey } from '../inventory/index.ts';
import { personBanned } from './announcements.ts';
import { decideEnd } from './rules.ts';
import { lockPerson, type NewBan, newBanId, saveBan } from './store.ts';
import { sealWords, type Words } from './words.ts';

export type BanWish = Words &
  Pick<NewBan, 'organiserId' | 'reason' | 'eventId' | 'performanceId' | 'endsAt'> & {
    readonly email: string;
    /** null: now. */
    readonly startsAt: Date | null;
  };

/**
 * Somebody may not buy nor come any more. No order of this person is placed once it is committed. Throws invalid for an end
 * that is over, or an event or a performance that is not the organiser's.
 */
export async function addBan(ctx: Ctx, wish: BanWish): Promise<string> {
  const { organiserId, email, label, note, reason, eventId, performanceId, endsAt } = wish;
  const startsAt = wish.startsAt ?? ctx.now;
  const decision = decideEnd(endsAt, startsAt, ctx.now);
  if (!decision.ok) throw invalid('endsAt', decision.code);
  await expectOwnScope(ctx, wish);
  const key = personKey(ctx, email);
  await lockPerson(ctx, organiserId, key);
  const id = await newBanId(ctx);
  const madeBy = ctx.actor.kind === 'account' ? ctx.actor.accountId : null;
  const made = { id, organiserId, reason, eventId, performanceId, startsAt, endsAt, madeBy };
  const ban = { ...made, personKey: key, wordsSealed: sealWords(ctx, id, { label, note }) };
  await saveBan(ctx, ban);
  await announce(ctx, personBanned(ban));
  return id;
}

async function expectOwnScope(ctx: Ctx, { organiserId, eventId, performanceId }: BanWish): Promise<void> {
  if (eventId !== null && performanceId !== null) throw invalid('performance', 'not_with_event');
  if (eventId !== null && !(await isEventOf(ctx, eventId, organiserId))) throw invalid('event', 'unknown');
  if (performanceId === null) return;
  const performance = await findPerformance(ctx, performanceId);
  if (performance?.organiserId !== organiserId) throw invalid('performance', 'unknown');
}
