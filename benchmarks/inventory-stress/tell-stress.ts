import { nodeErrorsPath } from '../ground/nodes.ts';
import { tellFindings } from '../report/findings.ts';
import { formatTable, type Row } from '../report/table.ts';
import type { HeldEntry } from './journal.ts';
import { mostOfTargets } from './judge-journal.ts';
import type { StressResult } from './stress-inventory.ts';

/** Prints what the buyers met, how the attempts ended, and what was found. */
export function tellStress(result: StressResult): void {
  const { journal, findings, seconds, kills, restarts, untold } = result;
  const attempts = [...journal.outcomes.values()].reduce((total, count) => total + count, 0);
  const outcomes = [...journal.outcomes].sort(([, a], [, b]) => b - a);
  console.log(`\n${formatTable(rowsOfTargets(result))}\n`);
  console.log(formatTable(outcomes.map(([outcome, count]) => ({ outcome, attempts: count }))));
  console.log('');
  tellFindings(findings);
  const perSecond = Math.round(attempts / seconds);
  console.log(`
${attempts.toLocaleString('en')} attempts in ${Math.round(seconds)} s, ${perSecond.toLocaleString('en')} a second;
nodes killed: ${kills}; database killed: ${restarts}; requests sent again: ${journal.repeated.toLocaleString('en')};
asked again with the same key and given the same hold: ${journal.givenAgain.toLocaleString('en')};
holds whose buyer went away before hearing of them: ${untold}.
What the nodes called errors is in ${nodeErrorsPath}.`);
}

function rowsOfTargets({ targets, journal }: StressResult): Row[] {
  const mostOf = mostOfTargets(journal.held);
  return targets.map((target) => {
    const held = journal.held.filter((entry) => entry.target === target);
    const released = held.filter(isReleased);
    return {
      house: target.name,
      'most at once': mostOf(target),
      of: target.limits.places,
      holds: held.length,
      extended: held.reduce((total, { extensions }) => total + extensions, 0),
      released: released.length,
      expired: held.length - released.length,
      refused: journal.refused.filter((entry) => entry.target === target).length,
    };
  });
}

function isReleased({ releaseAskedAt, deadline }: HeldEntry): boolean {
  return releaseAskedAt !== undefined && releaseAskedAt < deadline;
}
