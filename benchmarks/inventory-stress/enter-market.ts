import { type Chance, chanceFrom } from '../../database/seed/random.ts';
import { type AskNodes, askNodes } from '../load/ask-nodes.ts';
import { type Journal, noteUnexpected } from './journal.ts';
import type { Market } from './market.ts';

export type Buyer = {
  readonly market: Market;
  readonly chance: Chance;
  readonly nodes: AskNodes;
  readonly journal: Journal;
};

/** A buyer with connections and a chance of its own, who writes into the journal. */
export function enterMarket(market: Market, journal: Journal, number: number): Buyer {
  const nodes = askNodes(market.ports, {
    onRepeat: () => {
      journal.repeated += 1;
    },
    onFailure: (answer) => noteUnexpected(journal, 'request', answer),
  });
  return { market, journal, nodes, chance: chanceFrom(number) };
}
