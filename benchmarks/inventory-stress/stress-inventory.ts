import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { audit } from '../../database/audit.ts';
import type { Ground } from '../ground/ground.ts';
import { startNodes } from '../ground/nodes.ts';
import { settingsWithoutLocks } from '../ground/without-locks.ts';
import { type Findings, isNothingFound } from '../report/findings.ts';
import { buyUntilClosed, letExpire, release } from './buyer.ts';
import { compareBooks, listUntold } from './compare-books.ts';
import { crashDatabase } from './crash-database.ts';
import { openDeadlines } from './deadlines.ts';
import { type Buyer, enterMarket } from './enter-market.ts';
import { holdEverything } from './hold-everything.ts';
import { emptyJournal, type HeldEntry, type Journal } from './journal.ts';
import { givenTwice, refusedWrongly } from './judge-journal.ts';
import { type Market, openMarket } from './market.ts';
import { prepareTargets } from './prepare-targets.ts';
import { readHistory } from './read-history.ts';
import { dropWalls } from './sabotage.ts';
import type { Target } from './targets.ts';

export type StressWish = {
  readonly attempts: number;
  /** However many attempts there were then. */
  readonly minutes: number;
  readonly buyers: number;
  readonly nodes: number;
  /** From a node that came back to the next one that is killed, on average. */
  readonly killSeconds: number;
  /** At least so many nodes are killed, however long that takes. */
  readonly kills: number;
  /** How often the database dies on the way. */
  readonly restarts: number;
  /** Without locks and without the walls behind them. */
  readonly isSabotaged: boolean;
};
export type StressResult = {
  readonly wish: StressWish;
  readonly targets: readonly Target[];
  readonly journal: Journal;
  readonly findings: Findings;
  readonly seconds: number;
  readonly kills: number;
  readonly restarts: number;
  /** Holds whose buyer went away before hearing of them. */
  readonly untold: number;
};

/** Lets buyers fight for what is scarce, then compares what they were told with the database and with itself. */
export async function stressInventory(ground: Ground, wish: StressWish): Promise<StressResult> {
  const database = await ground.createDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 10 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  ground.onClose(() => pool.end());
  const targets = await prepareTargets(pool);
  if (wish.isSabotaged) await dropWalls(pool);
  const settings = wish.isSabotaged ? settingsWithoutLocks : {};
  const nodes = await startNodes(ground, database.url, { count: wish.nodes, settings });
  const journal = emptyJournal();
  const market = openMarket({
    ...wish,
    isTriedEnough: () => nodes.kills() >= wish.kills,
    targets,
    ports: nodes.ports,
    deadlines: openDeadlines(pool),
  });
  const startedAt = Date.now();
  const [restarts] = await Promise.all([
    crashDatabase(ground, market, wish.restarts),
    nodes.killByChance(market.isOpen, wish.killSeconds),
    fight(market, journal, wish.buyers),
  ]);
  const seconds = (Date.now() - startedAt) / 1000;

  const auditAt = async (when: string): Promise<string[]> =>
    (await audit(database.url)).map(
      ({ query, rows }) => `${when}: ${rows.length} ${query}: ${JSON.stringify(rows[0])}`,
    );
  const auditedAlive = await auditAt('with holds alive');
  await endAllHolds(pool, market, journal);
  const books = await compareBooks(pool, journal);
  const history = await readHistory(pool);
  const { lost, tooMany } = await holdEverything(market, journal);
  await nodes.stop();
  const findings: Findings = {
    'places given twice': givenTwice(journal.held),
    'places given twice by the database': history,
    'places more than there are': tooMany,
    'holds ended before their deadline': journal.brokenPromises,
    'holds told but not kept': books.forgotten,
    'holds nobody can have asked for': books.unexplained,
    'refused though free': refusedWrongly(journal.held, books.untold, journal.refused),
    'places not on sale again': lost,
    'unexpected answers': journal.unexpected,
    'audit findings': [...auditedAlive, ...(await auditAt('at the end'))],
    'houses nobody held in': targets.filter((target) => !isHeld(journal, target)).map(({ name }) => name),
  };
  return { wish, targets, journal, findings, seconds, kills: nodes.kills(), restarts, untold: books.untold.length };
}

/** Nothing was found, and there was something to survive. */
export function isSound({ findings, kills }: StressResult): boolean {
  return kills > 0 && isNothingFound(findings);
}

async function fight(market: Market, journal: Journal, buyers: number): Promise<void> {
  await Promise.all(
    Array.from({ length: buyers }, async (_, number) => {
      const buyer = enterMarket(market, journal, number + 1);
      await buyUntilClosed(buyer);
      buyer.nodes.close();
    }),
  );
}

const enders = 64;
const endsWithinMs = 1_000;

/** Every other hold that is alive is given back, the rest run out. */
async function endAllHolds(pool: pg.Pool, market: Market, journal: Journal): Promise<void> {
  const alive = journal.held.filter((entry) => entry.releaseAskedAt === undefined && entry.deadline > Date.now());
  const left = alive.entries();
  const end = async (buyer: Buyer): Promise<void> => {
    for (const [index, entry] of left)
      await (index % 2 === 0 ? release(buyer, entry) : letExpire(buyer, entry, endsWithinMs));
    buyer.nodes.close();
  };
  await Promise.all(Array.from({ length: enders }, (_, number) => end(enterMarket(market, journal, number))));
  const untold = await listUntold(pool, journal);
  await Promise.all(untold.map((id) => market.deadlines.bringForward(id, Date.now() + 100)));
  await pause(Math.max(100, lastDeadline(journal.held) - Date.now()) + 10);
}

function lastDeadline(held: readonly HeldEntry[]): number {
  return held.reduce((last, { deadline, releaseAskedAt }) => (releaseAskedAt ? last : Math.max(last, deadline)), 0);
}

function isHeld({ held }: Journal, target: Target): boolean {
  return held.some((entry) => entry.target === target);
}
