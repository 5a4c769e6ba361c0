import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { CrashPoint } from '../platform/crash-point.ts';
import { createTestDatabase } from './database.ts';
import { type GivenMailServer, givenAMailServer } from './given-a-mail-server.ts';
import { freePort } from './given-a-server.ts';
import { openFakeStripe } from './provider-fakes/stripe/fake-stripe.ts';
import { stripeSignature } from './provider-fakes/stripe/sign-event.ts';
import { type Product, runProduct } from './run-product.ts';
import { sendWebhook } from './send-webhook.ts';

export type CrashingProduct = {
  readonly pool: pg.Pool;
  readonly databaseUrl: string;
  readonly mailServer: GivenMailServer;
  readonly stripe: Awaited<ReturnType<typeof openFakeStripe>>;
  /** Delivers a webhook of Stripe's. */
  tellFromStripe(product: Pick<Product, 'url'>, event: string): Promise<void>;
  /**
   * Starts the product, instead of the one that runs, so that it kills itself at this point, does what leads there, and waits until it is dead. Resolves to
   * whether what was done got its answer; rejects when the process lives.
   */
  killAt(point: CrashPoint, lead?: (product: Product) => Promise<unknown>): Promise<'answered' | 'no answer'>;
  /** Starts it to stay. */
  start(): Promise<Product>;
  end(): Promise<void>;
};

// A delivery that a killed process had in hand is given to another after ten seconds without a sign of life.
const patienceMs = 90_000;

/** The product on a database of its own between a mail server and Stripe, which both outlive its process. */
export async function givenACrashingProduct(): Promise<CrashingProduct> {
  const database = await createTestDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  const mailServer = await givenAMailServer();
  const stripe = await openFakeStripe();
  const dataDir = await mkdtemp(join(tmpdir(), 'tessera crash-'));
  const webhookSecret = 'whsec_test_secret';
  const settings = {
    databaseUrl: database.url,
    port: await freePort(),
    dataDir,
    smtpUrl: mailServer.url,
    more: { STRIPE_SECRET_KEY: 'sk_test_x', STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_URL: stripe.url },
  };
  let running: Product | undefined;
  return {
    pool,
    databaseUrl: database.url,
    mailServer,
    stripe,
    tellFromStripe: async (product, event) => {
      const headers = { 'stripe-signature': stripeSignature(event, webhookSecret, Date.now()) };
      await sendWebhook(product, event, headers, 'stripe');
    },
    killAt: async (point, lead = async () => undefined) => {
      await running?.kill();
      const product = await runProduct({ ...settings, crashAt: point });
      running = product;
      const [answer] = await Promise.all([answerTo(lead(product)), untilKilled(product, point)]);
      return answer;
    },
    start: async () => {
      running = await runProduct(settings);
      return running;
    },
    end: async () => {
      await running?.kill();
      await mailServer.turnOff();
      await stripe.close();
      await pool.end();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function untilKilled({ ended }: Product, point: CrashPoint): Promise<void> {
  const giveUp = new AbortController();
  const signal = await Promise.race([ended, pause(patienceMs, 'none', { signal: giveUp.signal, ref: false })]);
  giveUp.abort();
  if (signal !== 'SIGKILL') throw new Error(`never: the process to be killed at ${point}, but: ${signal}`);
}

/** A connection that breaks is what a client sees of a process that dies. */
async function answerTo(asked: Promise<unknown>): Promise<'answered' | 'no answer'> {
  try {
    await asked;
    return 'answered';
  } catch (error) {
    if (error instanceof TypeError) return 'no answer';
    throw error;
  }
}
