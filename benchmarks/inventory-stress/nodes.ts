import { setTimeout as pause } from 'node:timers/promises';
import type { Ground } from '../ground/ground.ts';
import { type ServerProcess, startProduct } from '../ground/server-process.ts';

export type Nodes = {
  /** Where each node is, or was last when it is down. */
  readonly ports: readonly (() => number)[];
  /** Kills one node after another and brings it back, never both at once. Returns how many, when all are up again. */
  killByChance(endsAt: number): Promise<number>;
  stop(): Promise<void>;
};

const upMs = { min: 2_000, max: 6_000 };
const downMs = { min: 200, max: 1_500 };

/** Several nodes of the product on one database. */
export async function startNodes(ground: Ground, databaseUrl: string, count: number): Promise<Nodes> {
  const start = (): Promise<ServerProcess> => startProduct(ground, databaseUrl, { TESSERA_SIMULATOR: '0' });
  const nodes: { process: ServerProcess }[] = [];
  while (nodes.length < count) nodes.push({ process: await start() });
  return {
    ports: nodes.map((node) => () => node.process.port),
    killByChance: async (endsAt) => {
      let kills = 0;
      for (;;) {
        await pause(between(upMs));
        const node = nodes[Math.floor(Math.random() * nodes.length)];
        if (Date.now() >= endsAt || node === undefined) return kills;
        await node.process.kill();
        kills += 1;
        await pause(between(downMs));
        node.process = await start();
      }
    },
    stop: async () => {
      for (const node of nodes) await node.process.stop();
    },
  };
}

function between({ min, max }: { min: number; max: number }): number {
  return min + Math.random() * (max - min);
}
