import pg from 'pg';
import { audit } from '../../database/audit.ts';
import { chanceFrom } from '../../database/seed/random.ts';
import { type Ground, onOwnGround } from '../ground/ground.ts';
import { startNodes } from '../ground/nodes.ts';
import { readOptions } from '../ground/options.ts';
import { settingsWithoutLocks } from '../ground/without-locks.ts';
import { type Findings, isNothingFound, tellFindings } from '../report/findings.ts';
import { formatTable } from '../report/table.ts';
import { cutDoorsOff } from './doors-cut-off.ts';
import { crowdDoors } from './doors-with-losses.ts';
import type { GateWish } from './wish.ts';

/** Tickets at several doors at once, on a bad network and on none. Fails when somebody is let in twice and nobody told. */
export async function gateStress(words: readonly string[]): Promise<void> {
  const defaults = {
    devices: '20',
    tickets: '5000',
    doors: '3',
    'loss-percent': '30',
    'offline-tickets': '10000',
    doubles: '500',
    seed: '1',
  };
  const options = readOptions(words, defaults, ['sabotage']);
  const wish: GateWish = {
    devices: options.numberOf('devices'),
    tickets: options.numberOf('tickets'),
    doorsEach: options.numberOf('doors'),
    lossPercent: options.numberOf('loss-percent'),
    offlineTickets: options.numberOf('offline-tickets'),
    doubles: options.numberOf('doubles'),
    seed: options.numberOf('seed'),
    isSabotaged: options.has('sabotage'),
  };
  await onOwnGround(async (ground) => {
    const findings = await stressGate(ground, wish);
    if (!isNothingFound(findings)) process.exitCode = 1;
  });
}

async function stressGate(ground: Ground, wish: GateWish): Promise<Findings> {
  const chance = chanceFrom(wish.seed);
  const { url } = await ground.createDatabase();
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  pool.on('error', () => undefined);
  ground.onClose(() => pool.end());
  const settings = wish.isSabotaged ? settingsWithoutLocks : {};
  // One alone judges what comes at the same time one after the other: it takes two to need the locks of the database.
  const nodes = await startNodes(ground, url, { count: 2, settings });
  const { ports } = nodes;

  console.error(`${wish.tickets} tickets at ${wish.doorsEach} of ${wish.devices} doors each`);
  const losses = await crowdDoors(pool, ports, wish, chance);
  console.error(`${wish.offlineTickets} tickets at doors without a network, by lane and by list`);
  const byLane = await cutDoorsOff(pool, ports, wish, { offline: 'by_lane', chance });
  const byList = await cutDoorsOff(pool, ports, wish, { offline: 'by_list', chance });
  await nodes.stop();

  const findings: Findings = {
    ...losses.findings,
    ...byLane.findings,
    ...byList.findings,
    'audit findings about doors': await auditDoors(url),
  };
  const { readings, lost, givenUp, lateConfirmations } = losses;
  console.log(`\n${formatTable([{ readings, lost, 'given up': givenUp, 'late confirmations': lateConfirmations }])}\n`);
  console.log(`${formatTable([byLane, byList].map(({ findings: _, ...figures }) => ({ ...figures })))}\n`);
  tellFindings(findings);
  return findings;
}

/** Of what is here no more than doors was done by the product: tickets have no orders. */
async function auditDoors(databaseUrl: string): Promise<string[]> {
  const violations = await audit(databaseUrl, { graceSeconds: 0 });
  return violations
    .filter(({ query }) => /admission|stay|scan|inside/.test(query))
    .map(({ query, rows }) => `${rows.length} ${query}: ${JSON.stringify(rows[0])}`);
}
