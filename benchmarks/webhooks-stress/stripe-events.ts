import { randomBytes } from 'node:crypto';
import type { openFakeStripe } from '../../server/testing/provider-fakes/stripe/fake-stripe.ts';
import type { OpenPayment } from './open-payments.ts';
import type { Story, Told } from './stories.ts';

export type FakeStripe = Awaited<ReturnType<typeof openFakeStripe>>;
export type StripeEvent = { readonly id: string; readonly body: string; readonly payment: OpenPayment | undefined };
type About = Readonly<Record<string, unknown>>;

const declined = { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' };

/** Lets the stand-in bring a payment to where its story has it. */
export function playAtStripe(stripe: FakeStripe, { story, sessionId }: OpenPayment): void {
  const isPaid: Record<Story['atStripe'], boolean> = { open: false, 'ran out': false, promised: true, taken: true };
  if (isPaid[story.atStripe]) stripe.giveCard(sessionId);
  if (story.atStripe === 'taken') stripe.takeByHand(sessionId);
  if (story.atStripe === 'ran out') stripe.runOut(sessionId);
  if (story.atStripe === 'open') stripe.giveCard(sessionId, declined);
}

/** The events of a payment, as Stripe words them. */
export function eventsOf(stripe: FakeStripe, payment: OpenPayment): StripeEvent[] {
  return payment.told.map((type) => {
    const id = eventId();
    return { id, payment, body: eventBody(id, type, objectOf(stripe, payment, type)) };
  });
}

/** Of somebody else who uses the same account, or of what we do not listen to. */
export function strangeEvent(position: number): StripeEvent {
  const id = eventId();
  const intent = { ...stranger(), metadata: position % 3 === 0 ? {} : { payment_id: crypto.randomUUID() } };
  const body =
    position % 4 === 0
      ? eventBody(id, 'payout.paid', { id: `po_${position}`, object: 'payout', amount: 100_000 })
      : eventBody(id, 'payment_intent.succeeded', inStatus(intent, 'succeeded'));
  return { id, body, payment: undefined };
}

/** An event that says that the whole money of a payment was taken. */
export function takenEvent(id: string, stripe: FakeStripe, payment: OpenPayment): string {
  return eventBody(id, 'payment_intent.succeeded', objectOf(stripe, payment, 'payment_intent.succeeded'));
}

export function eventId(mark = ''): string {
  return `evt_${mark}${randomBytes(12).toString('hex')}`;
}

const createdAtSeconds = Math.floor(Date.now() / 1000);

function eventBody(id: string, type: string, object: About): string {
  const request = { id: `req_${id}`, idempotency_key: null };
  const envelope = { id, object: 'event', api_version: null, created: createdAtSeconds };
  return JSON.stringify({ ...envelope, livemode: false, pending_webhooks: 1, request, type, data: { object } });
}

function objectOf(stripe: FakeStripe, payment: OpenPayment, type: Told): About {
  const { session, intent: known } = stripe.look(payment.sessionId);
  const intent: About & { readonly id: string } = known ?? { ...stranger(), metadata: { payment_id: payment.id } };
  switch (type) {
    case 'payment_intent.created':
      return inStatus(intent, 'requires_payment_method');
    case 'payment_intent.requires_action':
      return inStatus(intent, 'requires_action');
    case 'payment_intent.processing':
      return inStatus(intent, 'processing');
    case 'payment_intent.payment_failed':
      return { ...inStatus(intent, 'requires_payment_method'), last_payment_error: declined };
    case 'payment_intent.amount_capturable_updated':
      return inStatus(intent, 'requires_capture');
    case 'payment_intent.succeeded':
      return inStatus(intent, 'succeeded');
    case 'charge.succeeded':
      return { id: `ch_${intent.id}`, object: 'charge', amount: intent['amount'], payment_intent: intent.id };
    case 'checkout.session.expired':
      return { ...session, status: 'expired', payment_intent: null };
    case 'checkout.session.completed':
      return { ...session };
  }
}

function inStatus(intent: About, status: string): About {
  const amount = intent['amount'];
  return {
    ...intent,
    status,
    amount_capturable: status === 'requires_capture' ? amount : 0,
    amount_received: status === 'succeeded' ? amount : 0,
    last_payment_error: null,
  };
}

function stranger(): About & { readonly id: string } {
  const id = `pi_${randomBytes(9).toString('hex')}`;
  return { id, object: 'payment_intent', status: 'succeeded', amount: 4800, currency: 'eur', last_payment_error: null };
}
