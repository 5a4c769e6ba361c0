import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { audit } from '../../database/audit.ts';
import { chanceFrom } from '../../database/seed/random.ts';
import { endHold } from '../../server/testing/let-time-pass.ts';
import { judgeClearing, judgeTrialBalance } from '../ground/balances.ts';
import type { Ground } from '../ground/ground.ts';
import { startNodes } from '../ground/nodes.ts';
import { askNodes } from '../load/ask-nodes.ts';
import type { Findings } from '../report/findings.ts';
import { untilProcessed } from '../webhooks-stress/until-processed.ts';
import { buyAndCancel, type Purchase, siteUrl } from './buy-and-cancel.ts';
import { judgePurchases } from './judge-purchases.ts';
import { judgeStatements } from './judge-statements.ts';
import { setStage } from './set-stage.ts';

export type CheckoutWish = {
  readonly purchases: number;
  readonly minutes: number;
  readonly buyers: number;
  readonly nodes: number;
  readonly killSeconds: number;
  readonly kills: number;
  readonly seed: number;
  readonly isSabotaged: boolean;
};
export type CheckoutStressResult = {
  readonly wish: CheckoutWish;
  readonly purchases: readonly Purchase[];
  readonly seconds: number;
  readonly kills: number;
  readonly repeated: number;
  readonly findings: Findings;
};

const placesPerPurchaseMax = 4;

/** Buys and cancels until so many purchases are made, then compares every book with every other. */
export async function stressCheckout(ground: Ground, wish: CheckoutWish): Promise<CheckoutStressResult> {
  const database = await ground.createDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  pool.on('error', () => undefined);
  ground.onClose(() => pool.end());
  const evenings = await setStage(pool, wish.purchases * placesPerPurchaseMax);
  const settings = { TESSERA_SIMULATOR: '1', PUBLIC_URL: siteUrl };
  const nodes = await startNodes(ground, database.url, { count: wish.nodes, settings });

  const purchases: Purchase[] = [];
  const unexpected: string[] = [];
  let begun = 0;
  let repeated = 0;
  let open = wish.buyers;
  const startedAt = Date.now();
  const isTime = (): boolean => Date.now() - startedAt < wish.minutes * 60_000;
  const buyer = async (number: number): Promise<void> => {
    const chance = chanceFrom(wish.seed * 1_000 + number);
    const asked = {
      onRepeat: () => {
        repeated += 1;
      },
      onFailure: ({ status, text }: { status: number; text: string }) => void unexpected.push(`${status} ${text}`),
    };
    const till = {
      chance,
      nodes: askNodes(nodes.ports, asked),
      simulator: askNodes(nodes.ports, { ...asked, base: '' }),
      onUnexpected: (what: string) => void unexpected.push(what),
      endHold: (holdId: string) => endHold({ pool }, holdId),
    };
    while ((begun < wish.purchases || nodes.kills() < wish.kills) && isTime()) {
      begun += 1;
      try {
        const bought = await buyAndCancel(till, chance.pick(evenings));
        if (bought) purchases.push(bought);
        else await pause(100);
      } catch (error) {
        unexpected.push(error instanceof Error ? error.message : String(error));
      }
    }
    till.nodes.close();
    till.simulator.close();
    open -= 1;
  };
  await Promise.all([
    nodes.killByChance(() => open > 0, wish.killSeconds),
    ...Array.from({ length: wish.buyers }, (_, number) => buyer(number)),
  ]);
  const seconds = (Date.now() - startedAt) / 1000;
  console.error('waiting until nothing is left to do');
  const left = await untilProcessed(pool);
  if (wish.isSabotaged)
    await pool.query('delete from simulator.refund where id = (select id from simulator.refund limit 1)');
  const organiserIds = evenings.map(({ organiserId }) => organiserId);
  const statements = await judgeStatements(pool, { port: nodes.ports[0]?.() ?? 0, siteUrl }, organiserIds);
  await nodes.stop();
  const findings: Findings = {
    'unexpected answers': unexpected,
    'left to do': Object.entries(left).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : [])),
    ...(await judgePurchases(pool, purchases)),
    ...statements,
    ...(await judgeBooks(pool, database.url)),
  };
  return { wish, purchases, seconds, kills: nodes.kills(), repeated, findings };
}

async function judgeBooks(pool: pg.Pool, databaseUrl: string): Promise<Findings> {
  const violations = await audit(databaseUrl, { graceSeconds: 0 });
  return {
    'trial balance not zero': await judgeTrialBalance(pool),
    'clearing not zero': await judgeClearing(pool),
    'audit findings': violations.map(({ query, rows }) => `${rows.length} ${query}: ${JSON.stringify(rows[0])}`),
  };
}
