// Starts every command of package.json: installs what is missing, then runs the command on Node 24.
// Needs nothing but the modules built into Node 20.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './bootstrap/dependencies.mjs';
import { checkMachine, ensureNode } from './bootstrap/node.mjs';
import { ensurePages } from './bootstrap/pages.mjs';
import { BootstrapProblem } from './bootstrap/step.mjs';

const commands = {
  start: { script: 'server/start.ts', pages: true },
  test: { script: 'scripts/run-tests.ts', pages: true },
  dev: { script: 'scripts/dev.ts', pages: true },
  check: { script: 'scripts/check.mjs', pages: false },
  walk: { script: 'scripts/walk.ts', pages: false },
  bench: { script: 'benchmarks/bench.ts', pages: false },
  stress: { script: 'benchmarks/stress.ts', pages: false },
  'db:migrate': { script: 'scripts/db-migrate.ts', pages: false },
  'db:snapshot': { script: 'scripts/schema-snapshot.ts', pages: false },
  'audit:db': { script: 'scripts/audit-db.ts', pages: false },
};

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolFolder = join(root, '.tools');

async function main([name, ...words]) {
  const command = commands[name];
  if (command === undefined) throw new BootstrapProblem(`The commands are: ${Object.keys(commands).join(', ')}.`);
  checkMachine();
  const node = await ensureNode(toolFolder);
  await ensureDependencies(root, node, toolFolder);
  if (command.pages && !words.includes('--help')) await ensurePages(root, node);
  process.exitCode = await runOn(node, [join(root, command.script), ...words]);
}

/** Hands signals on to the program and resolves to its exit code. */
function runOn(node, words) {
  const child = spawn(node, words, {
    cwd: root,
    env: { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) },
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole group, so the program has had it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  // npm runs us below a shell, and a signal to npm ends only that shell: losing the parent is the sign to stop.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => clearInterval(watch));
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 0)));
  });
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof BootstrapProblem ? error.message : error);
  process.exitCode = 1;
});
