import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { ZoneChange } from './seat-news.ts';

/** A row of stock: state 0 free, 1 held, 2 sold, 3 off; whether its time is over is for the reader to say. */
export type StockSeat = {
  readonly ordinal: number;
  readonly state: number;
  readonly isAllocated: boolean;
  readonly heldUntilMs: number;
  readonly changeNumber: number;
};
export type Stock = {
  readonly mappingId: string;
  readonly isPublic: boolean;
  /** Anything whose change means reading everything again. */
  readonly frame: string;
  readonly closedZones: readonly string[];
  readonly tiers: Readonly<Record<string, string>>;
  readonly zones: readonly ZoneChange[];
  readonly seats: readonly StockSeat[];
};

/** Every seat, or those that are not simply free. */
export type SeatSelection = 'all' | 'taken' | readonly number[];

/** The stock of a performance as it was at one instant: one statement is one snapshot. Undefined: no such performance. */
export async function readStock(ctx: Ctx, performanceId: string, seats: SeatSelection): Promise<Stock | undefined> {
  const found = await sql<Omit<Stock, 'frame' | 'seats'> & { saleState: string; seats: Buffer | null }>`
    select p.mapping_id, p.state as sale_state, e.state = 'published' as is_public,
      array(select zone_id::text from inventory.closed_zone c where c.performance_id = p.id order by 1) as closed_zones,
      coalesce((select jsonb_object_agg(t.zone_id, t.tier_id) from pricing.tier_zone t where t.performance_id = p.id), '{}')
        as tiers,
      coalesce((select jsonb_agg(jsonb_build_object('zoneId', z.zone_id, 'used', z.used, 'allocated', z.allocated,
        'capacity', z.capacity, 'changeNumber', z.change_number) order by z.zone_id)
        from inventory.zone_stock z where z.performance_id = p.id), '[]') as zones,
      (select string_agg(${packedSeat}, '') from inventory.performance_seat s
        where s.performance_id = p.id and ${selected(seats)}) as seats
    from catalogue.performance p join catalogue.event e on e.id = p.event_id
    where p.id = ${performanceId}`.execute(tx(ctx));
  const [row] = found.rows;
  if (!row) return undefined;
  const { saleState, ...stock } = row;
  const frame = JSON.stringify([stock.mappingId, saleState, stock.closedZones, stock.tiers]);
  return { ...stock, frame, seats: unpackSeats(row.seats) };
}

export async function readDatabaseClock(ctx: Ctx): Promise<Date> {
  const found = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx(ctx));
  const [row] = found.rows;
  if (!row) throw new Error('the database told no time');
  return row.now;
}

// 45,000 rows of four columns take ten times as long to take apart as this.
const packedSeat = sql`
  int4send(s.ordinal) || int4send(s.change_number)
  || int8send(coalesce((extract(epoch from s.held_until) * 1000)::bigint, 0) * 8
    + array_position(array['free', 'held', 'sold', 'off'], s.state) - 1
    + case when s.allocation_id is null then 0 else 4 end)`;
const packedBytes = 16;

function selected(seats: SeatSelection) {
  if (seats === 'all') return sql`true`;
  if (seats === 'taken') return sql`(s.state <> 'free' or s.allocation_id is not null)`;
  return sql`s.ordinal = any(${seats}::int[])`;
}

function unpackSeats(packed: Buffer | null): StockSeat[] {
  if (!packed) return [];
  return Array.from({ length: packed.length / packedBytes }, (_, index) => {
    const at = index * packedBytes;
    const low = packed.readUInt32BE(at + 12);
    const rest = packed.readUInt32BE(at + 8) * 2 ** 32 + low;
    return {
      ordinal: packed.readUInt32BE(at),
      changeNumber: packed.readUInt32BE(at + 4),
      state: low & 3,
      isAllocated: (low & 4) !== 0,
      heldUntilMs: Math.floor(rest / 8),
    };
  });
}
