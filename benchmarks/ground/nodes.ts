import { setTimeout as pause } from 'node:timers/promises';
import type { Ground } from './ground.ts';
import { type ServerProcess, startProduct } from './server-process.ts';

export type Nodes = {
  /** Where each node is, or was last when it is down. */
  readonly ports: readonly (() => number)[];
  /** Kills one node after another and brings it back, never two at once, as long as `isOpen`; some seconds, on average, pass between. Returns how many, when all are up again. */
  killByChance(isOpen: () => boolean, killSeconds: number): Promise<number>;
  stop(): Promise<void>;
};

const downMs = { min: 200, max: 1_500 };
const startsMax = 10;

/** Several nodes of the product on one database. */
export async function startNodes(
  ground: Ground,
  databaseUrl: string,
  { count, settings }: { readonly count: number; readonly settings: Readonly<Record<string, string>> },
): Promise<Nodes> {
  const start = async (): Promise<ServerProcess> => {
    for (let tries = 1; ; tries += 1) {
      await ground.untilDatabaseAnswers();
      try {
        return await startProduct(ground, databaseUrl, { TESSERA_SIMULATOR: '0', ...settings });
      } catch (error) {
        // The database may have been taken away meanwhile.
        if (tries === startsMax) throw error;
      }
    }
  };
  const nodes = await Promise.all(Array.from({ length: count }, async () => ({ process: await start() })));
  return {
    ports: nodes.map((node) => () => node.process.port),
    killByChance: async (isOpen, killSeconds) => {
      let kills = 0;
      for (;;) {
        await pauseWhile(isOpen, between({ min: killSeconds * 500, max: killSeconds * 1_500 }));
        const node = nodes[Math.floor(Math.random() * nodes.length)];
        if (!isOpen() || node === undefined) return kills;
        await node.process.kill();
        kills += 1;
        await pause(between(downMs));
        node.process = await start();
      }
    },
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
