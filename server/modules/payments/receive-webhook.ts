import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { providerEventReceived } from './announcements.ts';
import { applyFact } from './apply-fact.ts';
import type { Providers } from './providers/index.ts';
import { lockUnappliedEvent, saveEventApplied, saveProviderEvent } from './store.ts';

type Delivery = {
  readonly provider: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
};

/** Verifies and stores a webhook; applying it is a job. Throws not_found, invalid_signature: then nothing is stored. */
export async function receiveWebhook(
  ctx: Ctx,
  providers: Providers,
  { provider: name, headers, body }: Delivery,
): Promise<void> {
  const provider = providers.get(name);
  if (!provider) throw new Refusal('not_found');
  const reading = provider.readWebhook({ headers, body, now: ctx.now });
  if (!reading.ok) throw new Refusal('invalid_signature');
  const { eventId, kind, fact } = reading;
  const isNew = await saveProviderEvent(ctx, { provider: name, eventId, kind, fact, body });
  if (isNew) await announce(ctx, providerEventReceived(name, eventId));
}

/** Applies a stored webhook, once. */
export async function applyProviderEvent(ctx: Ctx, provider: string, eventId: string): Promise<void> {
  const fact = await lockUnappliedEvent(ctx, provider, eventId);
  if (!fact) return;
  const outcome = await applyFact(ctx, fact);
  await saveEventApplied(ctx, provider, eventId, outcome === 'unknown_payment' ? null : fact.paymentId, outcome);
}
