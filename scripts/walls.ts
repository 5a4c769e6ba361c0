import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import importRules from '../.dependency-cruiser.mjs';
import type { Breach } from './walls/breach.ts';
import { findForbiddenUses } from './walls/forbidden-uses.ts';
import { findVagueNames } from './walls/vague-names.ts';

const sourceFolders = ['contract', 'database', 'server', 'web', 'scanner', 'scripts', 'e2e', 'benchmarks'];

/** Every place under `root`, a tree shaped like this repository, that breaks a wall. */
export async function findBreaches(root: string): Promise<Breach[]> {
  const folders = sourceFolders.filter((folder) => existsSync(join(root, folder)));
  return [
    ...(await findForbiddenImports(root, folders)),
    ...(await findForbiddenUses(root)),
    ...(await findVagueNames(root, folders)),
  ];
}

async function findForbiddenImports(root: string, folders: string[]): Promise<Breach[]> {
  const { enhancedResolveOptions, ...options } = importRules.options;
  const { output } = await cruise(
    folders,
    { ...options, baseDir: root, validate: true, ruleSet: { forbidden: importRules.forbidden } },
    enhancedResolveOptions,
  );
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered with a text: ${output}`);
  return importBreaches(output, importRules.forbidden);
}

function importBreaches({ summary }: ICruiseResult, rules: IForbiddenRuleType[]): Breach[] {
  return summary.violations.map(({ rule, from, to, cycle }) => ({
    rule: rule.name,
    where: [from, ...(cycle?.map((step) => step.name) ?? [to])].join(' → '),
    sentence: rules.find(({ name }) => name === rule.name)?.comment ?? '',
  }));
}

if (import.meta.main) {
  const breaches = await findBreaches(join(import.meta.dirname, '..'));
  for (const { rule, where, sentence } of breaches) console.error(`${rule}: ${where}\n  ${sentence}`);
  process.exitCode = breaches.length > 0 ? 1 : 0;
}
