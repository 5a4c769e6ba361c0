import { enterMarket } from './enter-market.ts';
import type { Journal } from './journal.ts';
import type { Market } from './market.ts';
import type { Filling, Target } from './targets.ts';

/** With every hold ended, all places can be had again, and not one more. Returns what could not be held, or could. */
export async function holdEverything(
  market: Market,
  journal: Journal,
): Promise<{ readonly lost: string[]; readonly tooMany: string[] }> {
  const { nodes } = enterMarket(market, journal, 0);
  const statusOf = async ({ performanceId }: Target, { body, person }: Filling): Promise<string> => {
    const path = `/performances/${performanceId}/holds`;
    const headers = { 'idempotency-key': crypto.randomUUID(), ...(person ? { cookie: person.cookie } : {}) };
    const { answer } = await nodes.ask({ method: 'POST', path, headers, body });
    return answer?.status === 201 ? 'held' : (answer?.text ?? 'never answered');
  };
  const lost: string[] = [];
  const tooMany: string[] = [];
  for (const target of market.targets) {
    for (const filling of target.everything) {
      const status = await statusOf(target, filling);
      if (status !== 'held') lost.push(`${target.name}: ${JSON.stringify(filling.body)}: ${status.slice(0, 300)}`);
    }
    if ((await statusOf(target, target.oneMore)) === 'held')
      tooMany.push(`${target.name}: one place more than there is`);
  }
  nodes.close();
  return { lost, tooMany };
}
