import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { passChanged } from './announcements.ts';
import { saveRegistration } from './phone.store.ts';

/**
 * From the commit on a phone is told when a pass changes; whether it is new for this pass. Which version it has nobody knows:
 * if the pass has changed since it was first handed out, the phone is told at once, and finds that it has the latest or gets it.
 */
export async function registerPhone(
  ctx: Ctx,
  phone: { readonly phoneId: string; readonly pushToken: string; readonly ticketId: string },
): Promise<boolean> {
  const { isNew, isBehind } = await saveRegistration(ctx, phone);
  if (isBehind) await announce(ctx, passChanged(phone.ticketId));
  return isNew;
}
