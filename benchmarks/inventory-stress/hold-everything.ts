import { type Buyer, enterMarket } from './enter-market.ts';
import type { Journal } from './journal.ts';
import type { Market } from './market.ts';
import type { Filling, Target } from './targets.ts';

/** What could not be held though everything was free, and what could though nothing was left. */
export type Refill = { readonly lost: string[]; readonly tooMany: string[] };

/** With every hold ended, all places can be had again, and not one more. */
export async function holdEverything(market: Market, journal: Journal): Promise<Refill> {
  const refill: Refill = { lost: [], tooMany: [] };
  await Promise.all(
    market.targets.map(async (target, number) => {
      const buyer = enterMarket(market, journal, number);
      await fill(buyer, target, refill);
      buyer.nodes.close();
    }),
  );
  return refill;
}

async function fill(buyer: Buyer, target: Target, { lost, tooMany }: Refill): Promise<void> {
  for (const filling of target.everything) {
    const ending = await endingOf(buyer, target, filling);
    if (ending !== 'held') lost.push(`${target.name}: ${JSON.stringify(filling.body)}: ${ending.slice(0, 300)}`);
  }
  if ((await endingOf(buyer, target, target.oneMore)) === 'held') {
    tooMany.push(`${target.name}: one place more than there is`);
  }
}

async function endingOf({ nodes }: Buyer, { performanceId }: Target, { body, person }: Filling): Promise<string> {
  const path = `/performances/${performanceId}/holds`;
  const headers = { 'idempotency-key': crypto.randomUUID(), ...(person ? { cookie: person.cookie } : {}) };
  const { answer } = await nodes.ask({ method: 'POST', path, headers, body });
  return answer?.status === 201 ? 'held' : (answer?.text ?? 'never answered');
}
