import { type Actor, system } from '../../platform/actor.ts';
import { announce } from '../../platform/announcement.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { providerEventReceived } from './announcements.ts';
import { applyProviderFact } from './apply-fact.ts';
import type { Providers } from './providers/index.ts';
import type { ProviderFact } from './rules.ts';
import { findPaymentOfProvider, lockUnappliedEvent, saveEventApplied, saveProviderEvent } from './store.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers };
const worker = system('apply-provider-event');
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
  const stored = 'ask' in reading ? { facts: [], ask: reading.ask } : { facts: reading.facts, ask: null };
  crashPoint('webhook.verified');
  await app.inTransaction(actor, async (ctx) => {
    const isNew = await saveProviderEvent(ctx, { provider: name, eventId, kind, body, ...stored });
    if (isNew) await announce(ctx, providerEventReceived(name, eventId));
  });
  crashPoint('webhook.stored');
}

/**
 * Applies a stored webhook, once. One that proves nothing has the provider asked first, with no transaction open; it is then
 * applied like any other answer.
 */
export async function applyProviderEvent(app: App, provider: string, eventId: string): Promise<void> {
  const asked = await app.inTransaction(worker, async (ctx) => {
    const stored = await lockUnappliedEvent(ctx, provider, eventId);
    if (!stored?.ask) return undefined;
    const { paymentId, providerPaymentId } = stored.ask;
    return paymentId === null
      ? findPaymentOfProvider(ctx, provider, providerPaymentId)
      : { id: paymentId, providerPaymentId };
  });
  const told = asked ? await poll(app, provider, asked) : undefined;
  await app.inTransaction(worker, async (ctx) => {
    const stored = await lockUnappliedEvent(ctx, provider, eventId);
    if (!stored) return;
    const facts = told ?? stored.facts;
    let outcome: string = facts.length === 0 ? 'nothing_new' : 'unknown_payment';
    for (const fact of facts) outcome = await applyProviderFact(ctx, provider, fact);
    const paymentId = facts.find((fact) => fact.paymentId !== null)?.paymentId ?? null;
    await saveEventApplied(ctx, provider, eventId, outcome === 'unknown_payment' ? null : paymentId, outcome);
  });
  crashPoint('webhook.applied');
}

async function poll(
  { providers }: App,
  name: string,
  { id: paymentId, providerPaymentId }: { readonly id: string; readonly providerPaymentId: string | null },
): Promise<readonly ProviderFact[]> {
  const provider = providers.get(name);
  if (!provider?.poll || providerPaymentId === null) return [];
  return (await provider.poll({ paymentId, providerPaymentId })).map((fact) => ({ ...fact, paymentId }));
}
