import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Breach } from './breach.ts';
import { globalUses } from './global-uses.ts';

type Wall = { rule: string; sentence: string; uses: string[]; stands(file: string): boolean };

const clock = ['Date.now', 'new Date()', 'Date()', 'performance.now', 'process.hrtime'];
const dice = ['Math.random', 'crypto.randomUUID', 'crypto.getRandomValues'];
const timers = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];
const waiting = ['async', 'await', ...timers];
const network = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'];

const isRule = (file: string) => /[/.]rules\.ts$/.test(file);
const isPure = (file: string) => isRule(file) || file.startsWith('contract/');
const isOperation = (file: string) => file.startsWith('server/modules/') && !isRule(file);
const speaksToTheWorld = (file: string) =>
  /^server\/modules\/(payments\/providers\/|(notifications|passes)\/.*transport\.ts$)/.test(file);

/** The walls that imports cannot show: the clock, the dice, waiting and the network are globals of the language. */
const walls: Wall[] = [
  {
    rule: 'no-clock-in-rules',
    sentence: 'A rule is given the instant it judges; asked twice, it answers twice the same.',
    uses: clock,
    stands: isPure,
  },
  {
    rule: 'no-dice-in-rules',
    sentence: 'A rule is given ids and random values; asked twice, it answers twice the same.',
    uses: dice,
    stands: isPure,
  },
  {
    rule: 'no-process-in-rules',
    sentence: 'A rule does not know where it runs: values in, decision out.',
    uses: ['process', ...network],
    stands: isPure,
  },
  { rule: 'no-waiting-in-rules', sentence: 'A rule decides at once.', uses: waiting, stands: isRule },
  { rule: 'no-waiting-in-rules', sentence: 'The contract sets no timer.', uses: timers, stands: isPure },
  {
    rule: 'time-comes-from-ctx',
    sentence: 'One transaction has one instant, ctx.now, read from the clock of the database.',
    uses: ['Date.now', 'new Date()', 'Date()'],
    stands: isOperation,
  },
  {
    rule: 'no-way-round-the-transaction',
    sentence:
      'A module reaches the database through tx(ctx) in a store; connections and the key of ctx are the platform’s.',
    uses: ['import ground', 'import openDatabase', 'import Database'],
    stands: isOperation,
  },
  {
    rule: 'no-dice-in-operations',
    sentence: 'Math.random can be guessed; tokens and ids come from node:crypto.',
    uses: ['Math.random'],
    stands: isOperation,
  },
  {
    rule: 'no-network-in-operations',
    sentence:
      'The network is touched by payment providers, transports (mail, wallets) and the platform, never inside an operation.',
    uses: network,
    stands: (file) => isOperation(file) && !speaksToTheWorld(file),
  },
];

/** Uses of globals that the walls refuse, in contract/ and in the modules; tests may use what they like. */
export async function findForbiddenUses(root: string): Promise<Breach[]> {
  const breaches = new Map<string, Breach>();
  for (const file of await sourceFiles(root)) {
    const standing = walls.filter((wall) => wall.stands(file));
    if (standing.length === 0) continue;
    for (const { use, line } of globalUses(file, await readFile(join(root, file), 'utf8'))) {
      for (const { rule, sentence } of standing.filter(({ uses }) => uses.includes(use))) {
        const where = `${file}:${line} ${use}`;
        breaches.set(`${rule} ${where}`, { rule, where, sentence });
      }
    }
  }
  return [...breaches.values()];
}

async function sourceFiles(root: string): Promise<string[]> {
  const files: string[] = [];
  for (const folder of ['contract', 'server/modules']) {
    if (!existsSync(join(root, folder))) continue;
    for (const path of await readdir(join(root, folder), { recursive: true })) {
      if (/(^|\/)node_modules\//.test(path) || !/\.tsx?$/.test(path) || /\.test\.tsx?$/.test(path)) continue;
      files.push(`${folder}/${path}`);
    }
  }
  return files;
}
