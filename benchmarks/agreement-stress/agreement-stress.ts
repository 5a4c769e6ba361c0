import pg from 'pg';
import { decideAdmission } from '../../contract/admission/decide-admission.ts';
import { chanceFrom } from '../../database/seed/random.ts';
import { onOwnGround } from '../ground/ground.ts';
import { startNodes } from '../ground/nodes.ts';
import { readOptions } from '../ground/options.ts';
import { type Findings, isNothingFound, tellFindings } from '../report/findings.ts';
import { formatTable } from '../report/table.ts';
import { compareLists } from './by-list.ts';
import { compareServer } from './by-server.ts';
import { type Decide, Tally } from './compare.ts';
import { mutateCodes } from './mutate-codes.ts';

/** Drawn tickets, judged by the rule, by a door's list, and by the server. Fails when two of them differ. */
export async function agreementStress(words: readonly string[]): Promise<void> {
  const defaults = { cases: '1000000', 'through-server': '20000', codes: '1000000', seed: '1' };
  const options = readOptions(words, defaults, ['sabotage']);
  const chance = chanceFrom(options.numberOf('seed'));
  const decide: Decide = options.has('sabotage') ? anHourLate : decideAdmission;
  const lists = new Tally();
  const tallies = { server: new Tally(), serverList: new Tally() };
  const startedAt = performance.now();
  console.error('by the rule and by lists');
  await compareLists(chance, options.numberOf('cases'), decide, lists);
  const listsMs = performance.now() - startedAt;
  console.error('codes that were changed');
  const codes = await mutateCodes(chance, options.numberOf('codes'));
  console.error('by the server, and by the lists it gives out');
  await onOwnGround(async (ground) => {
    const { url } = await ground.createDatabase();
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    pool.on('error', () => undefined);
    ground.onClose(() => pool.end());
    const nodes = await startNodes(ground, url, { count: 1, settings: {} });
    const cases = options.numberOf('through-server');
    await compareServer({ pool, port: nodes.ports[0] ?? (() => 0) }, { chance, cases, decide, tallies });
    await nodes.stop();
  });
  const findings: Findings = {
    'a list and the rule differ': lists.differing,
    'the server and the rule differ': tallies.server.differing,
    'a list of the server and the rule differ': tallies.serverList.differing,
    'changed codes taken for genuine': codes.accepted,
    'reasons that never came up': missing(lists),
  };
  tell({ lists, ...tallies }, { decoded: codes.decoded, codes: options.numberOf('codes'), listsMs });
  tellFindings(findings);
  if (!isNothingFound(findings)) process.exitCode = 1;
}

/** For --sabotage: a rule by which tickets are good for an hour more. */
function anHourLate(question: Parameters<Decide>[0]): ReturnType<Decide> {
  return decideAdmission({ ...question, at: question.at - 3_600_000 });
}

const everyOutcome = `admitted let_out unknown_ticket revoked replaced barred unpaid suspended wrong_performance already_used
  used_up already_inside too_late wrong_product stale_code in_other_zone too_early zone_full wrong_gate other_lane`;

/** Agreement about what never happened says nothing. */
function missing({ outcomes }: Tally): string[] {
  return everyOutcome.split(/\s+/).filter((outcome) => !outcomes.has(outcome));
}

function tell(
  tallies: Readonly<Record<'lists' | 'server' | 'serverList', Tally>>,
  figures: { readonly decoded: number; readonly codes: number; readonly listsMs: number },
): void {
  const { lists, server, serverList } = tallies;
  const count = (tally: Tally, outcome: string) => tally.outcomes.get(outcome) ?? 0;
  const rows = everyOutcome.split(/\s+/).map((said) => {
    return { 'the rule says': said, 'by list': count(lists, said), 'by server': count(server, said) };
  });
  console.log(
    `\n${formatTable([...rows, { 'the rule says': 'all', 'by list': lists.cases, 'by server': server.cases }])}\n`,
  );
  for (const [why, times] of lists.explained)
    console.log(`a list cannot know ${why}: ${times.toLocaleString('en')} otherwise`);
  for (const [why, times] of serverList.explained) console.log(`of the server’s own lists: ${why}: ${times}`);
  console.log(
    `${Math.round((lists.cases / figures.listsMs) * 1000)} cases a second by list; of ${figures.codes.toLocaleString('en')} \
changed codes ${figures.decoded.toLocaleString('en')} could be read\n`,
  );
}
