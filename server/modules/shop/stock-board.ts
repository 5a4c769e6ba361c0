import type { Ctx } from '../../platform/context.ts';
import { countStock } from './store.ts';

export type StockCount = { readonly remaining: number; readonly capacity: number };
export type StockBoard = { counts(ctx: Ctx): Promise<ReadonlyMap<string, StockCount>> };

const freshMilliseconds = 5_000;

/**
 * How many places are left, for words on cards only: counted at most every five seconds, whoever asks. A hold never
 * looks here.
 */
export function openStockBoard(): StockBoard {
  let board: { countedAt: number; counts: ReadonlyMap<string, StockCount> } | undefined;
  return {
    counts: async (ctx) => {
      const now = ctx.now.getTime();
      if (!board || now - board.countedAt > freshMilliseconds)
        board = { countedAt: now, counts: await countStock(ctx) };
      return board.counts;
    },
  };
}
