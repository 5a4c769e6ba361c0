import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lookOfRefusal } from '../../scanner/looks/looks.ts';
import { fr } from '../../scanner/words/fr.ts';
import { ensurePages } from '../../scripts/bootstrap/pages.mjs';
import { givenAnEnrolmentCode } from '../../server/testing/given-a-device.ts';
import { type Ground, type OwnDatabase, onOwnGround } from '../ground/ground.ts';
import { readOptions, WrongUse } from '../ground/options.ts';
import { startProduct } from '../ground/server-process.ts';
import { percentile } from '../load/percentiles.ts';
import { type Findings, isNothingFound, tellFindings } from '../report/findings.ts';
import { readCircumstances, report } from '../report/record.ts';
import type { Row } from '../report/table.ts';
import { drawReadings, type Evening, openEvening } from './evening.ts';
import type { Judged, Reading, Seen, Start } from './in-page.ts';
import { buildScript, inPage, openPhone, type Phone, type PhoneKind, slowDown } from './phone.ts';

type Stage = {
  readonly ground: Ground;
  readonly database: OwnDatabase;
  readonly evening: Evening;
  readonly script: string;
};
type Visitors = {
  readonly judged: readonly Reading[];
  readonly judgedInScript: readonly Reading[];
  readonly read: readonly Reading[];
};
type Worked = { readonly judged: Judged; readonly judgedInScript: Judged; readonly seen: readonly Seen[] };

const kinds: readonly PhoneKind[] = [
  { slower: 1, network: 'loopback' },
  { slower: 4, network: 'loopback' },
  { slower: 4, network: 'slow 4G' },
];
/** Of the readings, how many are judged once more as a browser without Ed25519 has to. */
const scriptShare = 0.2;
const betweenVisitorsMs = 150;

/** A phone at a door without a network, in a real browser: how long it takes to be ready, to decide, and to show it. */
export async function offlineGate(words: readonly string[]): Promise<void> {
  const defaults = { tickets: '50000', decisions: '2500', readings: '200', rounds: '3' };
  const options = readOptions(words, defaults, ['record']);
  const [tickets, rounds] = [options.numberOf('tickets'), options.numberOf('rounds')];
  await ensurePages(join(import.meta.dirname, '../..'), process.execPath);
  await onOwnGround(async (ground) => {
    const circumstances = readCircumstances(ground.postgres);
    const database = await ground.createDatabase();
    const evening = await openEvening(database, tickets);
    ground.onClose(() => evening.pool.end());
    const stage: Stage = { ground, database, evening, script: buildScript() };
    const visitors = drawVisitors(evening, options.numberOf('decisions'), options.numberOf('readings'));
    const startRows: Row[] = [];
    const rows: Row[] = [];
    const findings: Record<string, readonly string[]> = {};
    for (const kind of kinds) {
      const { starts, loopsMs, worked } = await measure(stage, kind, visitors, rounds);
      startRows.push(startRowOf(kind, starts, loopsMs));
      if (!worked) continue;
      rows.push(...rowsOf(kind, worked));
      Object.assign(findings, findWrong(kind, visitors, worked));
    }
    const isRecorded = options.has('record');
    report(`offline-gate-start ${tickets} rights`, circumstances, startRows, { isRecorded });
    report(`offline-gate ${tickets} rights`, circumstances, rows, { isRecorded });
    console.log();
    tellFindings(findings);
    if (!isNothingFound(findings)) process.exitCode = 1;
  });
}

function drawVisitors(evening: Evening, decisions: number, readings: number): Visitors {
  const inScript = Math.ceil(decisions * scriptShare);
  const drawn = drawReadings(evening, decisions + inScript + readings);
  if (drawn.length < decisions + inScript + readings) throw new WrongUse('There are not enough tickets for so many.');
  return {
    judged: drawn.slice(0, decisions),
    judgedInScript: drawn.slice(decisions, decisions + inScript),
    read: drawn.slice(decisions + inScript),
  };
}

/** Every round has a server that has made no list yet and a phone that has none; the last phone goes on to the door. */
async function measure(stage: Stage, kind: PhoneKind, visitors: Visitors, rounds: number) {
  const starts: Start[] = [];
  const loopsMs: number[] = [];
  let worked: Worked | undefined;
  for (let round = 1; round <= rounds; round += 1) {
    console.error(`${nameOf(kind)}, ${kind.network}: ${round} of ${rounds}`);
    const server = await startProduct(stage.ground, stage.database.url, { TESSERA_SIMULATOR: '0' });
    const phone = await openPhone(stage.ground, kind, stage.script);
    const site = `http://localhost:${server.port}`;
    starts.push(await beginShift(phone, site, stage.evening));
    loopsMs.push(await inPage(phone, 'timeLoop'));
    if (round === rounds && kind.network === 'loopback') worked = await workAlone(phone, site, stage.evening, visitors);
    await phone.close();
    await server.stop();
  }
  return { starts, loopsMs, worked };
}

async function beginShift(phone: Phone, site: string, { pool, doors }: Evening): Promise<Start> {
  const { page } = phone;
  await page.goto(`${site}/scanner/#e=${await givenAnEnrolmentCode({ pool }, doors.at.organiserId)}`);
  await page.getByLabel(fr.begin.place).selectOption(doors.at.accessPointId);
  await page.waitForFunction('navigator.serviceWorker.ready.then(() => true)');
  await slowDown(phone);
  const timed = inPage(phone, 'timeStart');
  await page.getByRole('button', { name: fr.begin.prepare }).click();
  return timed;
}

/** First the bare decisions, on a page of nothing, then the app itself, with all those scans in its memory. */
async function workAlone(phone: Phone, site: string, { doors }: Evening, visitors: Visitors): Promise<Worked> {
  const { page, context } = phone;
  const { accessPointId } = doors.at;
  await context.setOffline(true);
  // Its clock is read to the nearest 5 µs only where no other site shares the process.
  const headers = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
  await context.route(`${site}/door`, (route) => route.fulfill({ contentType: 'text/html', headers, body: '<p>' }));
  await page.goto(`${site}/door`);
  await slowDown(phone);
  const judged = await inPage(phone, 'judge', visitors.judged, { accessPointId, hasEd25519: true });
  const judgedInScript = await inPage(phone, 'judge', visitors.judgedInScript, { accessPointId, hasEd25519: false });
  await page.goto(`${site}/scanner/`);
  await slowDown(phone);
  await page.locator('[data-mode=offline]').waitFor();
  const seen: Seen[] = [];
  for (const reading of visitors.read) {
    seen.push(await inPage(phone, 'read', reading));
    await pause(betweenVisitorsMs);
  }
  return { judged, judgedInScript, seen };
}

function nameOf({ slower }: PhoneKind): string {
  return slower === 1 ? 'this machine' : `${slower} × slower`;
}

function startRowOf(kind: PhoneKind, starts: readonly Start[], loopsMs: readonly number[]): Row {
  const [first] = starts;
  const seconds = (times: readonly number[], share: number) => percentile(times, share) / 1000;
  const ready = starts.map(({ readyMs }) => readyMs);
  const open = starts.map(({ openMs }) => openMs);
  return {
    phone: nameOf(kind),
    network: kind.network,
    'list bytes sent': first?.sentBytes ?? 0,
    unpacked: first?.unpackedBytes ?? 0,
    'ready s': seconds(ready, 0.5),
    'worst ready s': seconds(ready, 1),
    'door open s': seconds(open, 0.5),
    'worst door open s': seconds(open, 1),
    rounds: starts.length,
    'cannot work alone': starts.filter(({ canWorkAlone }) => !canWorkAlone).length,
    'loop ms': percentile(loopsMs, 0.5),
  };
}

function rowsOf(kind: PhoneKind, { judged, judgedInScript, seen }: Worked): Row[] {
  const sides: Readonly<Record<string, readonly number[]>> = {
    floor: judged.floorMs,
    decision: judged.decisionMs,
    'floor, no Ed25519 in the browser': judgedInScript.floorMs,
    'decision, no Ed25519 in the browser': judgedInScript.decisionMs,
    'reading to verdict': seen.map(({ ms }) => ms),
  };
  return Object.entries(sides).map(([side, times]) => ({
    phone: nameOf(kind),
    side,
    'p50 ms': percentile(times, 0.5),
    'p95 ms': percentile(times, 0.95),
    'p99 ms': percentile(times, 0.99),
    'worst ms': percentile(times, 1),
    count: times.length,
  }));
}

/** Whom a door should have let in and did not, and the other way round. */
function findWrong(kind: PhoneKind, visitors: Visitors, { judged, judgedInScript, seen }: Worked): Findings {
  const answers = [...judged.answers, ...judgedInScript.answers];
  const judgedReadings = [...visitors.judged, ...visitors.judgedInScript];
  return {
    [`${nameOf(kind)}: decided wrongly`]: judgedReadings.flatMap(({ expected }, at) =>
      answers[at] === expected ? [] : [`${answers[at]}, and not ${expected}`],
    ),
    [`${nameOf(kind)}: shown wrongly`]: visitors.read.flatMap(({ expected }, at) => {
      const look = expected === 'admitted' ? 'granted' : lookOfRefusal(expected);
      return seen[at]?.look === look ? [] : [`${seen[at]?.look}, and not ${look} (${expected})`];
    }),
  };
}
