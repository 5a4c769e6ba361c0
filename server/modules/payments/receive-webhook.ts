import type { Actor } from '../../platform/actor.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { providerEventReceived } from './announcements.ts';
import { applyFact } from './apply-fact.ts';
import type { Providers } from './providers/index.ts';
import type { PaymentFact, ProviderFact } from './rules.ts';
import { lockUnappliedEvent, saveEventApplied, saveProviderEvent } from './store.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers };
type Delivery = {
  readonly provider: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
};

/**
 * Verifies a webhook with no transaction open, since some providers have to be asked, and stores it; applying it is a job.
 * Throws not_found, invalid_signature: then nothing is stored.
 */
export async function receiveWebhook(
  app: App,
  actor: Actor,
  { provider: name, headers, body }: Delivery,
): Promise<void> {
  const provider = app.providers.get(name);
  if (!provider) throw new Refusal('not_found');
  const now = await app.inTransaction(actor, async (ctx) => ctx.now);
  const reading = await provider.readWebhook({ headers, body, now });
  if (!reading.ok) throw new Refusal('invalid_signature');
  const { eventId, kind } = reading;
  const facts = 'facts' in reading ? reading.facts : [];
  await app.inTransaction(actor, async (ctx) => {
    const isNew = await saveProviderEvent(ctx, { provider: name, eventId, kind, facts, body });
    if (isNew) await announce(ctx, providerEventReceived(name, eventId));
  });
}

/** Applies a stored webhook, once. */
export async function applyProviderEvent(ctx: Ctx, provider: string, eventId: string): Promise<void> {
  const facts = await lockUnappliedEvent(ctx, provider, eventId);
  if (!facts) return;
  const payments = facts.filter(isAboutPayment);
  let outcome: string = 'nothing_new';
  let paymentId: string | null = null;
  for (const fact of payments) {
    const applied = await applyFact(ctx, fact);
    outcome = applied;
    if (applied !== 'unknown_payment') paymentId = fact.paymentId;
  }
  await saveEventApplied(ctx, provider, eventId, paymentId, outcome);
}

function isAboutPayment(fact: ProviderFact): fact is PaymentFact {
  return fact.kind !== 'refund' && fact.kind !== 'dispute';
}
