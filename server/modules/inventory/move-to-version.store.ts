import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { Claim, MovingSeat, MovingZone, Standing } from './move-to-version.rules.ts';

export type Versions = { readonly performanceId: string; readonly from: string; readonly to: string };

/** Every seat, by id, and every standing zone of a performance: while they are locked nobody's claim begins or ends. */
export async function lockStock(ctx: Ctx, performanceId: string): Promise<void> {
  await sql`
    select count(*) from (
      select from inventory.performance_seat where performance_id = ${performanceId} order by seat_id for update) seats`.execute(
    tx(ctx),
  );
  await sql`
    select count(*) from (
      select from inventory.zone_stock where performance_id = ${performanceId} order by zone_id for update) zones`.execute(
    tx(ctx),
  );
}

type SeatRow = {
  readonly id: string;
  readonly claim: Claim;
  readonly wasZoneId: string | null;
  readonly wasZone: string;
  readonly wasRow: string;
  readonly wasNumber: string;
  readonly wasX: number;
  readonly wasY: number;
  readonly zoneId: string | null;
  readonly zone: string;
  readonly row: string;
  readonly number: string;
  readonly x: number;
  readonly y: number;
};

/** The seats of both versions with the claims on them, by the database's clock. */
export async function loadMovingSeats(ctx: Ctx, { performanceId, from, to }: Versions): Promise<MovingSeat[]> {
  const found = await sql<SeatRow>`
    select coalesce(b.id, a.id)::text as id,
      case when p.state = 'sold' then 'sold' when p.state = 'held' and p.held_until > clock_timestamp() then 'held'
        when l.id is not null then 'allocated' else 'free' end as claim,
      b.zone_id as was_zone_id, bz.name as was_zone, b.row_label as was_row, b.number as was_number, b.x as was_x, b.y as was_y,
      a.zone_id, az.name as zone, a.row_label as "row", a.number, a.x, a.y
    from (select * from venues.seat where mapping_id = ${from}) b
    full join (select * from venues.seat where mapping_id = ${to}) a on a.id = b.id
    left join venues.zone bz on bz.mapping_id = b.mapping_id and bz.id = b.zone_id
    left join venues.zone az on az.mapping_id = a.mapping_id and az.id = a.zone_id
    left join inventory.performance_seat p on p.performance_id = ${performanceId} and p.seat_id = coalesce(b.id, a.id)
    left join inventory.allocation l on l.id = p.allocation_id and l.state = 'active'
      and (l.release_at is null or l.release_at > clock_timestamp())
    order by b.ordinal, a.ordinal`.execute(tx(ctx));
  return found.rows.map((row) => ({
    id: row.id,
    claim: row.claim,
    before: standing(row.wasZoneId, {
      zone: row.wasZone,
      row: row.wasRow,
      number: row.wasNumber,
      x: row.wasX,
      y: row.wasY,
    }),
    after: standing(row.zoneId, row),
  }));
}

function standing(zoneId: string | null, place: Omit<Standing, 'zoneId'>): Standing | undefined {
  if (zoneId === null) return undefined;
  const { zone, row, number, x, y } = place;
  return { zoneId, zone, row, number, x, y };
}

export async function loadMovingZones(ctx: Ctx, { performanceId, from, to }: Versions): Promise<MovingZone[]> {
  const found = await sql<MovingZone>`
    select k.zone_id as id, coalesce(z.name, b.name, '') as name, k.used + k.allocated as used, coalesce(z.capacity, 0) as capacity
    from inventory.zone_stock k
    left join venues.zone z on z.mapping_id = ${to} and z.id = k.zone_id and z.kind = 'standing'
    left join venues.zone b on b.mapping_id = ${from} and b.id = k.zone_id
    where k.performance_id = ${performanceId} order by k.zone_id`.execute(tx(ctx));
  return found.rows;
}

/**
 * Seats and standing places that stay get the order, the zone and the tier they have in the new version; those it does not
 * have, or does not sell, go. A seat somebody has keeps its tier when its new zone has none.
 */
export async function saveMove(ctx: Ctx, { performanceId, to }: Versions): Promise<void> {
  await sql`
    delete from inventory.performance_seat p where p.performance_id = ${performanceId} and not exists (
      select from venues.seat s where s.mapping_id = ${to} and s.id = p.seat_id and (
        p.state = 'sold' or (p.state = 'held' and p.held_until > clock_timestamp()) or p.allocation_id is not null
        or exists (
          select from pricing.tier_zone t where t.performance_id = p.performance_id and t.zone_id = s.zone_id)))`.execute(
    tx(ctx),
  );
  await sql`
    update inventory.hold_place h set zone_id = s.zone_id
    from inventory.performance_seat p join venues.seat s on s.mapping_id = ${to} and s.id = p.seat_id
    where p.performance_id = ${performanceId} and p.zone_id <> s.zone_id and p.hold_id is not null
      and h.hold_id = p.hold_id and h.seat_id = p.seat_id`.execute(tx(ctx));
  await sql`
    update inventory.performance_seat p
    set ordinal = s.ordinal, zone_id = s.zone_id, tier_id = coalesce(t.tier_id, p.tier_id), change_number = p.change_number + 1
    from venues.seat s
    left join pricing.tier_zone t on t.performance_id = ${performanceId} and t.zone_id = s.zone_id
    where p.performance_id = ${performanceId} and s.mapping_id = ${to} and s.id = p.seat_id
      and (p.ordinal, p.zone_id, p.tier_id) is distinct from (s.ordinal, s.zone_id, coalesce(t.tier_id, p.tier_id))`.execute(
    tx(ctx),
  );
  await sql`
    delete from inventory.zone_stock k where k.performance_id = ${performanceId} and k.used = 0 and k.allocated = 0
      and not exists (
        select from venues.zone z join pricing.tier_zone t on t.zone_id = z.id and t.performance_id = k.performance_id
        where z.mapping_id = ${to} and z.id = k.zone_id and z.kind = 'standing')`.execute(tx(ctx));
  await sql`
    update inventory.zone_stock k
    set capacity = z.capacity, change_number = k.change_number + 1
    from venues.zone z
    where k.performance_id = ${performanceId} and z.mapping_id = ${to} and z.id = k.zone_id
      and k.capacity <> z.capacity`.execute(tx(ctx));
}
