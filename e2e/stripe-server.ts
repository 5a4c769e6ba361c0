import { openFakeStripe } from '../server/testing/provider-fakes/stripe/fake-stripe.ts';

/** A stand-in of Stripe on port STRIPE_PORT, with money to send. */
const stripe = await openFakeStripe(Number(process.env.STRIPE_PORT));
stripe.topUp(10_000_000, 'eur');
process.on('SIGTERM', () => void stripe.close().then(() => process.exit(0)));
