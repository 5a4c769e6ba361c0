import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupProblem } from '../startup-problem.ts';
import { processStart } from './processes.ts';

/**
 * Claims a data folder for this process until `release` or death; the claim of a dead process is taken over.
 * @throws StartupProblem when a living process holds the folder
 */
export function claimFolder(folder: string): { release(): void } {
  const path = join(folder, 'tessera.lock');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (createWhole(path, `${process.pid} ${processStart(process.pid)}`)) {
      return { release: () => rmSync(path, { force: true }) };
    }
    const [pid = '', ...start] = readIfThere(path).split(' ');
    if (start.length > 0 && start.join(' ') === processStart(Number(pid))) {
      throw new StartupProblem(`Another Tessera (process ${pid}) is already running on the data folder ${folder}.`);
    }
    rmSync(path, { force: true });
  }
  throw new StartupProblem(`Another Tessera is starting right now on the data folder ${folder}.`);
}

/** Creates the file with its text in one step, so that nobody reads it half written; false when it exists. */
function createWhole(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
