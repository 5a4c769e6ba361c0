import { type Actor, system } from '../../platform/actor.ts';
import { afterCommit } from '../../platform/after-commit.ts';
import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { mentioned, providerEventReceived } from './announcements.ts';
import { applyProviderFact } from './apply-fact.ts';
import type { Providers } from './providers/index.ts';
import type { KnownPayment, WebhookReading } from './providers/provider.ts';
import type { ProviderFact } from './rules.ts';
import {
  type AppliedEvent,
  type EventName,
  findPaymentOfProvider,
  lockUnappliedEvents,
  type StoredEvent,
  saveEventsApplied,
  saveProviderEvent,
} from './store.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers };
const worker = system('apply-provider-event');
type Delivery = {
  readonly provider: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
};

/**
 * Verifies a webhook and stores it; applying it is a job. A provider that may have to ask somebody to verify it does so with
 * no transaction open. Throws not_found, invalid_signature: then nothing is stored.
 */
export async function receiveWebhook(
  app: App,
  actor: Actor,
  { provider: name, headers, body }: Delivery,
): Promise<void> {
  const provider = app.providers.get(name);
  if (!provider) throw new Refusal('not_found');
  const read = (now: Date) => provider.readWebhook({ headers, body, now });
  if (provider.readsWebhooksAlone) {
    await app.inTransaction(actor, async (ctx) => store(ctx, name, body, await read(ctx.now)));
  } else {
    const reading = await read(await app.inTransaction(actor, async (ctx) => ctx.now));
    await app.inTransaction(actor, (ctx) => store(ctx, name, body, reading));
  }
  crashPoint('webhook.stored');
}

async function store(ctx: Ctx, provider: string, body: string, reading: WebhookReading): Promise<void> {
  if (!reading.ok) throw new Refusal('invalid_signature');
  const { eventId, kind } = reading;
  crashPoint('webhook.verified');
  const told = 'ask' in reading ? { facts: [], ask: reading.ask } : { facts: reading.facts, ask: null };
  const isNew = await saveProviderEvent(ctx, { provider, eventId, kind, body, ...told });
  if (!isNew) return;
  await announce(ctx, providerEventReceived(provider, eventId));
  const mentions = 'facts' in reading ? (reading.mentions ?? []) : [];
  for (const mention of mentions) await announce(ctx, mentioned(provider, mention));
}

/**
 * Applies a stored webhook, once. What it does not prove, or of which payment it speaks, is asked of the provider first, with no
 * transaction open.
 */
export async function applyProviderEvent(app: App, event: EventName): Promise<void> {
  const [unproven] = await applyProvenEvents(app, [event]);
  if (!unproven) return;
  const { provider, ask } = unproven;
  const facts = ask
    ? await poll(app, provider, ask)
    : await Promise.all(unproven.facts.map((fact) => withPayment(app, provider, fact)));
  await app.inTransaction(worker, async (ctx) => {
    if ((await lockUnappliedEvents(ctx, [event])).length > 0) await applyEach(ctx, [{ ...unproven, facts }]);
  });
}

/** Applies several, each once, in one transaction; returns those of which a provider has to be asked first. */
export async function applyProvenEvents(
  { inTransaction }: Pick<App, 'inTransaction'>,
  events: readonly EventName[],
): Promise<readonly StoredEvent[]> {
  return inTransaction(worker, async (ctx) => {
    const unapplied = await lockUnappliedEvents(ctx, events);
    const isProven = ({ ask, facts }: StoredEvent) => !ask && facts.every(({ paymentId }) => paymentId !== null);
    await applyEach(ctx, unapplied.filter(isProven));
    return unapplied.filter((event) => !isProven(event));
  });
}

async function applyEach(ctx: Ctx, events: readonly (EventName & Pick<StoredEvent, 'facts'>)[]): Promise<void> {
  if (events.length === 0) return;
  const applied: AppliedEvent[] = [];
  // Payments are locked in the order of their ids.
  const inOrder = events.toSorted((a, b) => (paymentOf(a) ?? '').localeCompare(paymentOf(b) ?? ''));
  for (const event of inOrder) {
    const { provider, eventId, facts } = event;
    let outcome: string = facts.length === 0 ? 'nothing_new' : 'unknown_payment';
    for (const fact of facts) outcome = await applyProviderFact(ctx, provider, fact);
    applied.push({ provider, eventId, outcome, paymentId: outcome === 'unknown_payment' ? null : paymentOf(event) });
  }
  await saveEventsApplied(ctx, applied);
  afterCommit(ctx, () => crashPoint('webhook.applied'));
}

function paymentOf({ facts }: Pick<StoredEvent, 'facts'>): string | null {
  return facts.find(({ paymentId }) => paymentId !== null)?.paymentId ?? null;
}

async function poll(app: App, name: string, ask: KnownPayment): Promise<readonly ProviderFact[]> {
  const provider = app.providers.get(name);
  const { paymentId, providerPaymentId } = await withPayment(app, name, ask);
  if (!provider?.poll || paymentId === null) return [];
  return (await provider.poll({ paymentId, providerPaymentId })).map((fact) => ({ ...fact, paymentId }));
}

/** The same with our id of the payment, which providers leave out of what was begun on their own pages. */
async function withPayment<Told extends KnownPayment>(
  { inTransaction, providers }: App,
  name: string,
  told: Told,
): Promise<Told> {
  if (told.paymentId !== null) return told;
  const known = await inTransaction(worker, (ctx) => findPaymentOfProvider(ctx, name, told.providerPaymentId));
  const paymentId = known?.id ?? (await providers.get(name)?.paymentIdOf?.(told.providerPaymentId)) ?? null;
  return { ...told, paymentId };
}
