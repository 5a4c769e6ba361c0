import { stripeSignature } from '../../server/testing/provider-fakes/stripe/sign-event.ts';

export const forgeries = [
  'wrong secret',
  'altered amount',
  'altered payment',
  'altered time',
  'no signature',
  'empty signature',
  'serialised again',
  'too old',
  'from the future',
  'another scheme',
] as const;
export type ForgeryKind = (typeof forgeries)[number];

export type Signed = { readonly text: string; readonly signature: string | undefined };
type Secrets = { readonly stripe: string; readonly forger: string };

const hourMs = 3_600_000;
/** Stripe's tolerance is five minutes. What comes from the future gets nearer while it is under way. */
const tooOldMs = 302_000;
const tooEarlyMs = 600_000;

/**
 * Sends the body of an event that Stripe never sent. What is altered was signed with Stripe's own secret before: for another
 * amount, payment, time, or spelling.
 */
export function forge(kind: ForgeryKind, text: string, { stripe, forger }: Secrets, now: number): Signed {
  const signed = (body: string, atMs = now): string => stripeSignature(body, stripe, atMs);
  switch (kind) {
    case 'wrong secret':
      return { text, signature: stripeSignature(text, forger, now) };
    case 'altered amount':
      return { text, signature: signed(text.replace(/"amount_received":\d+/, '"amount_received":1')) };
    case 'altered payment':
      return { text, signature: signed(text.replace(/"payment_id":"[^"]+"/, `"payment_id":"${crypto.randomUUID()}"`)) };
    case 'altered time': {
      const old = signed(text, now - hourMs);
      return { text, signature: old.replace(/t=\d+/, `t=${Math.floor(now / 1000)}`) };
    }
    case 'no signature':
      return { text, signature: undefined };
    case 'empty signature':
      return { text, signature: `t=${Math.floor(now / 1000)},v1=` };
    case 'serialised again':
      return { text: JSON.stringify(JSON.parse(text), null, 2), signature: signed(text) };
    case 'too old':
      return { text, signature: signed(text, now - tooOldMs) };
    case 'from the future':
      return { text, signature: signed(text, now + tooEarlyMs) };
    case 'another scheme':
      return { text, signature: signed(text).replace('v1=', 'v0=') };
  }
}
