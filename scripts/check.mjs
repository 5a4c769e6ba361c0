import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

// The compiler refuses a project without a file.
const typedProjects = ['contract', '.', 'web', 'scanner', 'e2e', 'benchmarks/offline-gate/page'].filter(
  (project) => globSync(`${project}/*.{ts,tsx}`, { cwd: root }).length > 0,
);

/** What must hold before a change is handed in, cheapest first. `npm run check -- types boundaries` runs only those. */
const steps = [
  {
    name: 'lint',
    commands: [['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--colors=off', '.']],
  },
  {
    name: 'types',
    commands: [
      ['node_modules/@react-router/dev/bin.cjs', 'typegen', 'web'],
      ...typedProjects.map((project) => ['node_modules/tsgo/bin/tsc', '-p', project]),
    ],
  },
  { name: 'boundaries', commands: [['scripts/walls.ts']] },
  { name: 'dead-code', commands: [['node_modules/knip/bin/knip.js']] },
  { name: 'schema-snapshot', commands: [['scripts/schema-snapshot.ts', '--check']] },
  { name: 'tests', commands: [['scripts/run.mjs', 'test']] },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`No such check: ${unknown.join(', ')}. There are ${steps.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

for (const { name, commands } of steps) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const startedAt = performance.now();
  for (const command of commands) {
    const { exitCode, output } = await run(command);
    if (exitCode === 0) continue;
    console.log(line('failed', name, startedAt));
    process.stdout.write(`\n${output}`);
    process.exit(1);
  }
  console.log(line('ok', name, startedAt));
}

function line(outcome, name, startedAt) {
  return `${outcome.padEnd(6)} ${name.padEnd(16)} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

function run(command) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output }));
  });
}
