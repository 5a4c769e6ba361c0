import { audit } from '../../database/audit.ts';
import { chanceFrom } from '../../database/seed/random.ts';
import { judgeTrialBalance } from '../ground/balances.ts';
import type { Ground } from '../ground/ground.ts';
import { runInChild } from '../ground/run-in-child.ts';
import type { Findings } from '../report/findings.ts';
import { judgeAnswers } from './answers.ts';
import { type DeliveryJob, DeliveryResult } from './job.ts';
import { judgeEvents, judgePayments } from './judge.ts';
import { forgeEvents, shuffle } from './mix-deliveries.ts';
import type { OpenPayment } from './open-payments.ts';
import { setStage, stripeSecret } from './set-stage.ts';
import { untilProcessed } from './until-processed.ts';
import type { WebhooksWish } from './wish.ts';

export type WebhooksResult = {
  readonly wish: WebhooksWish;
  readonly payments: readonly OpenPayment[];
  readonly job: DeliveryJob;
  readonly delivered: DeliveryResult;
  /** How many events ended how, in the words of the database. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** From the last acknowledgement until nothing was left to do. */
  readonly processedAfterMs: number;
  readonly findings: Findings;
};

/** Tells of payments in a great disorder, then compares the database with what was told. */
export async function stressWebhooks(ground: Ground, wish: WebhooksWish): Promise<WebhooksResult> {
  const { times, clients, perSecond, isSabotaged } = wish;
  const chance = chanceFrom(wish.seed);
  const stage = await setStage(ground, wish, chance, (url) => auditNow(url, 'before'));
  const { pool, stripe, payments, events } = stage;
  const forged = forgeEvents(stage, Math.ceil((events.length * times * wish.forgedPercent) / 100));
  const nodes = await stage.startNodes();
  const job: DeliveryJob = {
    ports: nodes.ports.map((port) => port()),
    secrets: { stripe: stripeSecret, forger: isSabotaged ? stripeSecret : 'whsec_made_up_by_a_forger' },
    events: events.map(({ body }) => body),
    forged,
    order: shuffle(events.length, times, forged.length, chance),
    clients,
    perSecond,
  };
  console.error(`delivering ${job.order.length.toLocaleString('en')} webhooks`);
  const delivered = await runInChild(ground, 'webhooks-load.ts', job, DeliveryResult);
  console.error('waiting until all of them are applied');
  const acknowledgedAt = performance.now();
  const left = await untilProcessed(pool);
  const processedAfterMs = performance.now() - acknowledgedAt;
  await nodes.stop();

  const stored = await judgeEvents(pool, idsOf(events), idsOf(forged));
  const findings: Findings = {
    ...judgeAnswers(job, delivered),
    ...stored.findings,
    ...(await judgePayments(pool, stripe, payments)),
    'left to do': Object.entries(left).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : [])),
    'trial balance': await judgeTrialBalance(pool),
    'audit findings': [...stage.audited, ...(await auditNow(stage.databaseUrl, 'at the end'))],
  };
  return { wish, payments, job, delivered, outcomes: stored.outcomes, processedAfterMs, findings };
}

function idsOf(events: readonly { readonly id: string }[]): Set<string> {
  return new Set(events.map(({ id }) => id));
}

async function auditNow(databaseUrl: string, when: string): Promise<string[]> {
  const violations = await audit(databaseUrl, { graceSeconds: 0 });
  return violations.map(({ query, rows }) => `${when}: ${rows.length} ${query}: ${JSON.stringify(rows[0])}`);
}
