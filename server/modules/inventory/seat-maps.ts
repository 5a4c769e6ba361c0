import { createHash } from 'node:crypto';
import type { Chart } from '@tessera/contract/seating/chart';
import { encodeSeatMap } from '@tessera/contract/seating/seat-map-wire';
import { afterCommit } from '../../platform/after-commit.ts';
import type { Ctx } from '../../platform/context.ts';
import { type PackedBody, packedBody } from '../../platform/packed-body.ts';
import type { Charts } from './charts.ts';
import { findSeatMapAddress, saveSeatMapAddress } from './seat-maps.store.ts';

/** The bytes of a chart and the address that says which bytes they are. */
export type SeatMapFile = { readonly address: string; readonly chart: Chart; readonly body: PackedBody };
export type SeatMaps = {
  /** Throws not_found. */
  readonly of: (ctx: Ctx, mappingId: string) => Promise<SeatMapFile>;
  readonly ofChart: (chart: Chart) => SeatMapFile;
  /** Undefined: nobody was ever told of this address. */
  readonly at: (ctx: Ctx, address: string) => Promise<SeatMapFile | undefined>;
  /** The same from memory, without asking anybody; only what other nodes know of too. */
  readonly remembered: (address: string) => SeatMapFile | undefined;
};

// A fifth of a second of another thread for 45,000 seats, once; an eighth fewer bytes each time they are sent.
const brotliQuality = 11;
const rememberedMax = 100;

/** Each chart is encoded once in this process. An address told here is known to every node. */
export function openSeatMaps(charts: Charts): SeatMaps {
  const files = new WeakMap<Chart, SeatMapFile>();
  const saved = new Map<string, SeatMapFile>();

  const ofChart = (chart: Chart): SeatMapFile => {
    const known = files.get(chart);
    if (known) return known;
    const bytes = encodeSeatMap(chart);
    const address = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
    const file = { address, chart, body: packedBody(bytes, brotliQuality) };
    files.set(chart, file);
    return file;
  };
  const remember = (file: SeatMapFile): void => {
    saved.delete(file.address);
    saved.set(file.address, file);
    const [oldest] = saved.keys();
    if (saved.size > rememberedMax && oldest !== undefined) saved.delete(oldest);
  };
  const of = async (ctx: Ctx, mappingId: string): Promise<SeatMapFile> => {
    const file = ofChart(await charts.of(ctx, mappingId));
    if (!saved.has(file.address)) {
      await saveSeatMapAddress(ctx, file.address, mappingId);
      afterCommit(ctx, () => remember(file));
    }
    return file;
  };
  return {
    of,
    ofChart,
    at: async (ctx, address) => {
      const mappingId = await findSeatMapAddress(ctx, address);
      if (mappingId === undefined) return undefined;
      const file = await of(ctx, mappingId);
      return file.address === address ? file : undefined;
    },
    remembered: (address) => saved.get(address),
  };
}
