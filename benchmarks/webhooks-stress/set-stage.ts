import pg from 'pg';
import type { Chance } from '../../database/seed/random.ts';
import { openFakeStripe } from '../../server/testing/provider-fakes/stripe/fake-stripe.ts';
import type { Ground } from '../ground/ground.ts';
import { type Nodes, startNodes } from '../ground/nodes.ts';
import { settingsWithoutLocks } from '../ground/without-locks.ts';
import { type OpenPayment, openPayments } from './open-payments.ts';
import { planEvents } from './plan.ts';
import { eventsOf, type FakeStripe, playAtStripe, type StripeEvent, strangeEvent } from './stripe-events.ts';
import type { WebhooksWish } from './wish.ts';

export type Stage = {
  readonly databaseUrl: string;
  readonly pool: pg.Pool;
  readonly stripe: FakeStripe;
  readonly payments: readonly OpenPayment[];
  readonly events: readonly StripeEvent[];
  /** Before anything is told of the payments. */
  readonly audited: readonly string[];
  startNodes(): Promise<Nodes>;
};

export const stripeSecret = 'whsec_known_to_stripe_and_us';

/** Payments that the product opened at a stand-in of Stripe, where all that will be told of them has happened by now. */
export async function setStage(
  ground: Ground,
  { events, nodes: count, isSabotaged }: WebhooksWish,
  chance: Chance,
  auditNow: (databaseUrl: string) => Promise<string[]>,
): Promise<Stage> {
  const { url: databaseUrl } = await ground.createDatabase();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  pool.on('error', () => undefined);
  ground.onClose(() => pool.end());
  const stripe = await openFakeStripe();
  ground.onClose(() => stripe.close());
  const keys = { STRIPE_SECRET_KEY: 'sk_test_x', STRIPE_WEBHOOK_SECRET: stripeSecret, STRIPE_API_URL: stripe.url };

  const plan = planEvents(events, chance);
  console.error(`opening ${plan.payments.length.toLocaleString('en')} payments`);
  const shop = await startNodes(ground, databaseUrl, { count: 1, settings: keys });
  const { payments, callOff } = await openPayments(pool, shop.ports[0]?.() ?? 0, plan.payments);
  await shop.stop();
  await extendDeadlines(pool);
  const audited = await auditNow(databaseUrl);
  await callOff();
  for (const payment of payments) playAtStripe(stripe, payment);
  return {
    databaseUrl,
    pool,
    stripe,
    payments,
    events: [
      ...payments.flatMap((payment) => eventsOf(stripe, payment)),
      ...Array.from({ length: plan.strangeEvents }, (_, position) => strangeEvent(position)),
    ],
    audited,
    startNodes: () =>
      startNodes(ground, databaseUrl, { count, settings: { ...keys, ...(isSabotaged ? settingsWithoutLocks : {}) } }),
  };
}

/** Buyers have half an hour at most; a run may take longer. Nobody may be at it meanwhile. */
async function extendDeadlines(pool: pg.Pool): Promise<void> {
  await pool.query(`
    update inventory.hold set expires_at = expires_at + interval '1 day';
    update inventory.performance_seat set held_until = held_until + interval '1 day' where state = 'held';
    update payments.payment set pay_before = pay_before + interval '1 day'`);
}
