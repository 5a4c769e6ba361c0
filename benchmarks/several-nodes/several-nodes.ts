import { setTimeout as pause } from 'node:timers/promises';
import { chanceFrom } from '../../database/seed/random.ts';
import { followLive } from '../../server/testing/follow-live.ts';
import { askAt } from '../../server/testing/given-a-server.ts';
import { onOwnGround } from '../ground/ground.ts';
import { readOptions } from '../ground/options.ts';
import { startProduct } from '../ground/server-process.ts';
import { buildStadium } from '../ground/stadium.ts';
import { percentile } from '../load/percentiles.ts';
import { readCircumstances, report } from '../report/record.ts';

const othersCount = 2;
const lookEveryMilliseconds = 2;
const giveUpMilliseconds = 10_000;

/** Holds on one of three nodes: how long after the answer until the watchers of the two others see the seats as held. */
export async function severalNodes(words: readonly string[]): Promise<void> {
  const options = readOptions(words, { holds: '300' }, ['record']);
  await onOwnGround(async (ground) => {
    const circumstances = readCircumstances(ground.postgres);
    const stadium = await buildStadium(ground);
    const database = await ground.createDatabase(stadium.database);
    const { performanceId, pairs } = stadium.onSale;
    const settings = { TESSERA_SIMULATOR: '0' };
    const first = await startProduct(ground, database.url, settings);
    const others = await Promise.all(
      Array.from({ length: othersCount }, () => startProduct(ground, database.url, settings)),
    );
    const followers = others.map(({ port }) => followLive(`http://127.0.0.1:${port}`, performanceId));
    const ask = askAt(`http://127.0.0.1:${first.port}`);
    const { items } = (await ask('listSeats', { params: { performanceId }, query: {} })).body;
    const ordinalOf = new Map(items.map(({ id, ordinal }) => [id, ordinal]));
    while (followers.some((follower) => follower.known() === undefined)) await pause(lookEveryMilliseconds);

    const chance = chanceFrom(3);
    const late: number[] = [];
    let isMissed = false;
    for (const [seat, neighbour] of pairs.slice(0, options.numberOf('holds'))) {
      await pause(chance.between(0, 100));
      await ask('holdSeats', { params: { performanceId }, body: { seats: [seat, neighbour] } });
      const answeredAt = performance.now();
      const ordinals = [seat, neighbour].map((id) => ordinalOf.get(id) ?? -1);
      const isSeen = () => followers.every((follower) => ordinals.every((at) => follower.known()?.states[at] === 1));
      while (!isSeen() && performance.now() - answeredAt < giveUpMilliseconds) await pause(lookEveryMilliseconds);
      isMissed ||= !isSeen();
      late.push(performance.now() - answeredAt);
    }
    for (const follower of followers) follower.stop();
    if (isMissed) process.exitCode = 1;
    const row = {
      nodes: 1 + othersCount,
      holds: late.length,
      'p50 ms': percentile(late, 0.5),
      'p95 ms': percentile(late, 0.95),
      'p99 ms': percentile(late, 0.99),
      'max ms': Math.max(...late),
      'all seen': isMissed ? 'no' : 'yes',
    };
    report('several-nodes', circumstances, [row], { isRecorded: options.has('record') });
  });
}
