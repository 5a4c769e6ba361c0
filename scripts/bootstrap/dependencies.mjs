import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { whileAlone } from './install-lock.mjs';
import { runNpm } from './npm.mjs';
import { step } from './step.mjs';

/** Installs what package-lock.json names, unless exactly that is installed already. */
export async function ensureDependencies(root, node, toolFolder) {
  if (areInstalled(root)) return;
  await whileAlone(toolFolder, async () => {
    if (areInstalled(root)) return;
    await step('Installing dependencies (the first time a minute or two)', () =>
      runNpm(node, ['ci'], root, toolFolder),
    );
  });
}

/** npm writes its own list of what it installed as its last act, so an interrupted installation leaves none. */
function areInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.link) return true;
    const found = present[path];
    return found === undefined ? entry.optional === true : found.version === entry.version;
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
