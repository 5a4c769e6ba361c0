import { openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ground } from './ground.ts';
import { type ServerProcess, startProduct } from './server-process.ts';

export type Nodes = {
  /** Where each node is, or was last when it is down. */
  readonly ports: readonly (() => number)[];
  /** Kills one node after another and brings it back, never two at once, as long as `isOpen`; some seconds, on average, pass between. Ends when all are up again. */
  killByChance(isOpen: () => boolean, killSeconds: number): Promise<void>;
  /** How many were killed and came back. */
  kills(): number;
  stop(): Promise<void>;
};

/** What the nodes of the last run called errors, with the trace ids of the answers. */
export const nodeErrorsPath = join(tmpdir(), 'tessera-stress-errors.log');

const downMs = { min: 200, max: 1_500 };
const startsMax = 10;

/** Several nodes of the product on one database. */
export async function startNodes(
  ground: Ground,
  databaseUrl: string,
  { count, settings }: { readonly count: number; readonly settings: Readonly<Record<string, string>> },
): Promise<Nodes> {
  const errorFile = openSync(nodeErrorsPath, 'w');
  const start = async (): Promise<ServerProcess> => {
    for (let tries = 1; ; tries += 1) {
      await ground.untilDatabaseAnswers();
      try {
        return await startProduct(ground, databaseUrl, { TESSERA_SIMULATOR: '0', ...settings }, errorFile);
      } catch (error) {
        // The database may have been taken away meanwhile.
        if (tries === startsMax) throw error;
      }
    }
  };
  const nodes = await Promise.all(Array.from({ length: count }, async () => ({ process: await start() })));
  let kills = 0;
  return {
    ports: nodes.map((node) => () => node.process.port),
    killByChance: async (isOpen, killSeconds) => {
      for (;;) {
        await pauseWhile(isOpen, between({ min: killSeconds * 500, max: killSeconds * 1_500 }));
        const node = nodes[Math.floor(Math.random() * nodes.length)];
        if (!isOpen() || node === undefined) return;
        await node.process.kill();
        await pause(between(downMs));
        node.process = await start();
        kills += 1;
      }
    },
    kills: () => kills,
    stop: async () => {
      await Promise.all(nodes.map((node) => node.process.stop()));
    },
  };
}

async function pauseWhile(isOpen: () => boolean, ms: number): Promise<void> {
  for (const endsAt = Date.now() + ms; isOpen() && Date.now() < endsAt; ) await pause(100);
}

function between({ min, max }: { min: number; max: number }): number {
  return min + Math.random() * (max - min);
}
