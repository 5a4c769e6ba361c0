import type { Chart } from '@tessera/contract/seating/chart';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { loadChart } from '../venues/index.ts';

/** Charts of mappings in memory, each read once; the least recently asked for goes first. */
export type Charts = { readonly of: (ctx: Ctx, mappingId: string) => Promise<Chart> };

const chartsMax = 100;

/** A mapping that is played on is never changed, so what was read stays right. `of` throws not_found. */
export function openCharts(): Charts {
  const charts = new Map<string, Promise<Chart>>();
  const read = async (ctx: Ctx, mappingId: string): Promise<Chart> => {
    const chart = await loadChart(ctx, mappingId);
    if (!chart) throw new Refusal('not_found');
    return chart;
  };
  return {
    of: async (ctx, mappingId) => {
      const known = charts.get(mappingId);
      const chart = known ?? read(ctx, mappingId);
      charts.delete(mappingId);
      charts.set(mappingId, chart);
      const [oldest] = charts.keys();
      if (charts.size > chartsMax && oldest !== undefined) charts.delete(oldest);
      try {
        return await chart;
      } catch (error) {
        if (charts.get(mappingId) === chart) charts.delete(mappingId);
        // Whoever waited for the reading of somebody else asks for itself.
        if (known && !(error instanceof Refusal)) return read(ctx, mappingId);
        throw error;
      }
    },
  };
}
