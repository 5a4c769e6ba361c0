import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { audit } from '../../database/audit.ts';
import { chanceFrom } from '../../database/seed/random.ts';
import { onOwnGround } from '../ground/ground.ts';
import { readOptions } from '../ground/options.ts';
import { formatTable, type Row } from '../report/table.ts';
import { askNodes } from './ask-nodes.ts';
import { letExpire, type Market, release, runBuyer } from './buyer.ts';
import { certainClaim, givenTwice, mostAtOnce, refusedWrongly } from './claims.ts';
import { compareBooks } from './compare-books.ts';
import { holdEverything } from './hold-everything.ts';
import { type Journal, join } from './journal.ts';
import { startNodes } from './nodes.ts';
import { sabotageUntil } from './sabotage.ts';
import { placesOf, prepareTargets, type Target } from './targets.ts';

const nodeCount = 2;
const examplesShown = 5;

/** Contended holds from several nodes, one of which is killed every few seconds. Fails when any promise was broken. */
export async function inventoryStress(words: readonly string[]): Promise<void> {
  const options = readOptions(words, { minutes: '2', buyers: '40' }, ['sabotage']);
  const [minutes, buyers] = [options.numberOf('minutes'), options.numberOf('buyers')];
  await onOwnGround(async (ground) => {
    const database = await ground.createDatabase();
    const pool = new pg.Pool({ connectionString: database.url, max: 10 });
    ground.onClose(() => pool.end());
    const targets = await prepareTargets(pool);
    const nodes = await startNodes(ground, database.url, nodeCount);
    const market: Market = { targets, ports: nodes.ports, pool, endsAt: Date.now() + minutes * 60_000 };
    const running = Array.from({ length: buyers }, (_, number) => runBuyer(market, number));
    const [kills, journals] = await Promise.all([
      nodes.killByChance(market.endsAt),
      Promise.all(running),
      options.has('sabotage') ? sabotageUntil(pool, market.endsAt) : undefined,
    ]);
    const journal = join(journals);
    await endAllHolds(market, journal);
    const books = await compareBooks(pool, journal.held);
    const lost = await holdEverything(targets, nodes.ports);
    await nodes.stop();
    const violations = await audit(database.url);
    const findings: Findings = {
      'places given twice': givenTwice(journal.held),
      'holds ended before their deadline': journal.brokenPromises,
      'holds told but not kept': books.forgotten,
      'holds kept but not told': books.untold,
      'refused though free': refusedWrongly(journal.held, journal.refused),
      'places not on sale again': lost,
      'unexpected answers': journal.unexpected,
      'audit findings': violations.map(({ query, rows }) => `${rows.length} ${query}`),
      'targets nobody held': targets.filter((target) => !isHeld(journal, target)).map(({ name }) => name),
    };
    tell(targets, journal, findings);
    console.log(`\n${kills} nodes killed, ${journal.repeated} requests repeated.`);
    if (kills === 0 || Object.values(findings).some(({ length }) => length > 0)) process.exitCode = 1;
  });
}

type Findings = Readonly<Record<string, readonly string[]>>;

/** Every other hold that is alive is given back, the rest run out. */
async function endAllHolds(market: Market, journal: Journal): Promise<void> {
  const nodes = askNodes(market.ports, () => undefined);
  const chance = chanceFrom(0);
  const alive = journal.held.filter((entry) => entry.releaseAskedAt === undefined && entry.deadline > Date.now());
  for (const [index, entry] of alive.entries()) {
    if (index % 2 === 0) await release({ nodes, journal }, entry);
    else await letExpire({ market, chance, journal }, entry);
  }
  nodes.close();
  const ends = journal.held.filter(({ releaseAskedAt }) => releaseAskedAt === undefined).map((e) => e.deadline);
  await pause(Math.max(0, ends.reduce((last, end) => Math.max(last, end), 0) - Date.now()) + 1);
}

function isHeld({ held }: Journal, target: Target): boolean {
  return held.some((entry) => entry.target === target);
}

function tell(targets: readonly Target[], journal: Journal, findings: Findings): void {
  console.log(`\n${formatTable(targets.map((target) => rowOf(target, journal)))}\n`);
  console.log(formatTable(Object.entries(findings).map(([check, found]) => ({ check, found: found.length }))));
  for (const [check, found] of Object.entries(findings)) {
    for (const example of found.slice(0, examplesShown)) console.log(`${check}: ${example}`);
  }
}

function rowOf(target: Target, journal: Journal): Row {
  const held = journal.held.filter((entry) => entry.target === target);
  const refused = journal.refused.filter((entry) => entry.target === target);
  const released = held.filter(
    ({ releaseAskedAt, deadline }) => releaseAskedAt !== undefined && releaseAskedAt < deadline,
  );
  return {
    target: target.name,
    places: placesOf(target),
    'most at once': mostAtOnce(held.map(certainClaim)),
    holds: held.length,
    extended: held.reduce((total, { extensions }) => total + extensions, 0),
    released: released.length,
    expired: held.length - released.length,
    refused: refused.filter(({ code }) => code !== 'contended').length,
    contended: refused.filter(({ code }) => code === 'contended').length,
  };
}
