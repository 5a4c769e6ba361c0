import { formatTable } from './table.ts';

/** By what is looked for: what was found. */
export type Findings = Readonly<Record<string, readonly string[]>>;

const examplesShown = 5;

/** Prints how much was found of each, and the first of them. */
export function tellFindings(findings: Findings): void {
  console.log(formatTable(Object.entries(findings).map(([check, found]) => ({ check, found: found.length }))));
  for (const [check, found] of Object.entries(findings)) {
    for (const example of found.slice(0, examplesShown)) console.log(`${check}: ${example}`);
  }
}

export function isNothingFound(findings: Findings): boolean {
  return Object.values(findings).every(({ length }) => length === 0);
}
