import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { emailVerified, verificationRequested } from './announcements.ts';
import { verificationHours } from './rules.ts';
import { findVerification, saveVerification, saveVerified } from './store.ts';

/** Queues a mail with a link that proves the address; the link lives for a day and works once. */
export async function requestVerification(ctx: Ctx, accountId: string, email: string): Promise<void> {
  const expiresAt = new Date(ctx.now.getTime() + verificationHours * 3_600_000);
  const verificationId = await saveVerification(ctx, accountId, email, expiresAt);
  await announce(ctx, verificationRequested(accountId, verificationId));
}

/** The token of a verification link: its id and the capability for it. */
export function verificationToken(ctx: Ctx, verificationId: string): string {
  return `${verificationId}.${ctx.secrets.capability(`email-verification:${verificationId}`)}`;
}

/** Throws `link_used_or_expired` for any token that is not good now. */
export async function confirmEmail(ctx: Ctx, token: string): Promise<void> {
  const [verificationId = '', capability = ''] = token.split('.');
  const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(verificationId);
  if (!isUuid || !ctx.secrets.isCapability(`email-verification:${verificationId}`, capability)) {
    throw new Refusal('link_used_or_expired');
  }
  const verification = await findVerification(ctx, verificationId);
  if (!verification || verification.usedAt || verification.expiresAt <= ctx.now)
    throw new Refusal('link_used_or_expired');
  await saveVerified(ctx, verification.id, verification.accountId);
  await announce(ctx, emailVerified(verification.accountId));
}
