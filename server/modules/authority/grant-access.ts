import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { invalid, Refusal } from '../../platform/refusal.ts';
import { findPerformance } from '../catalogue/index.ts';
import { listPeople } from '../identity/index.ts';
import { accessGranted, accessRevoked } from './announcements.ts';
import { accessState, decideGrant } from './rules.ts';
import { type AccessRow, type NewAccess, saveAccess, saveRevoked } from './store.ts';

/** Throws invalid: somebody without the role, a performance of another organiser, or a time that cannot be. */
export async function grantAccess(ctx: Ctx, wish: Omit<NewAccess, 'grantedBy'>): Promise<string> {
  const { organiserId, accountId, performanceId, day, startsAt, endsAt } = wish;
  const times = { startsAt: startsAt.getTime(), endsAt: endsAt.getTime() };
  const decision = decideGrant({ performanceId, day, ...times }, ctx.now.getTime());
  if (!decision.ok) throw invalid(decision.field, decision.code);
  const people = await listPeople(ctx, organiserId, 'authority');
  if (!people.some((person) => person.accountId === accountId)) throw invalid('account', 'unknown');
  const performance = performanceId === null ? undefined : await findPerformance(ctx, performanceId);
  if (performanceId !== null && performance?.organiserId !== organiserId) throw invalid('performance', 'unknown');
  const made = { ...wish, grantedBy: ctx.actor.kind === 'account' ? ctx.actor.accountId : null };
  const id = await saveAccess(ctx, made);
  await announce(ctx, accessGranted(id, made));
  return id;
}

/** Its row must be locked: whoever is looking has looked, nobody looks after it. Throws access_over. */
export async function revokeAccess(ctx: Ctx, access: AccessRow): Promise<void> {
  const state = accessState(access, ctx.now);
  if (state === 'over' || state === 'revoked') throw new Refusal('access_over');
  await saveRevoked(ctx, access.id, ctx.actor.kind === 'account' ? ctx.actor.accountId : null);
  await announce(ctx, accessRevoked(access));
}
