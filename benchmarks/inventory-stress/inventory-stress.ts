import { onOwnGround } from '../ground/ground.ts';
import { readOptions } from '../ground/options.ts';
import { isSound, type StressWish, stressInventory } from './stress-inventory.ts';
import { tellStress } from './tell-stress.ts';

/** Contended holds on several nodes, which are killed one after another, and so is the database. Fails when any promise was broken. */
export async function inventoryStress(words: readonly string[]): Promise<void> {
  const defaults = {
    attempts: '1000000',
    minutes: '30',
    buyers: '1000',
    nodes: '3',
    'kill-seconds': '6',
    kills: '1',
    restarts: '10',
  };
  const options = readOptions(words, defaults, ['sabotage']);
  const isSabotaged = options.has('sabotage');
  const wish: StressWish = {
    attempts: options.numberOf('attempts'),
    minutes: options.numberOf('minutes'),
    buyers: options.numberOf('buyers'),
    nodes: options.numberOf('nodes'),
    killSeconds: options.numberOf('kill-seconds'),
    kills: options.numberOf('kills'),
    restarts: isSabotaged ? 0 : options.numberOf('restarts'),
    isSabotaged,
  };
  await onOwnGround(async (ground) => {
    const result = await stressInventory(ground, wish);
    tellStress(result);
    if (!isSound(result)) process.exitCode = 1;
  });
}
