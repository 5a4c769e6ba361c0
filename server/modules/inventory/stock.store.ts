import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

/** Creates what is missing of the stock: a row for each seat and each standing zone that has a tier. */
export async function createStock(ctx: Ctx, performanceId: string, mappingId: string): Promise<void> {
  await sql`
    insert into inventory.performance_seat (performance_id, seat_id, ordinal, zone_id, tier_id)
    select t.performance_id, s.id, s.ordinal, s.zone_id, t.tier_id
    from pricing.tier_zone t join venues.seat s on s.mapping_id = ${mappingId} and s.zone_id = t.zone_id
    where t.performance_id = ${performanceId}
    order by s.ordinal on conflict do nothing`.execute(tx(ctx));
  await sql`
    insert into inventory.zone_stock (performance_id, zone_id, tier_id, capacity)
    select t.performance_id, z.id, t.tier_id, z.capacity
    from pricing.tier_zone t join venues.zone z on z.mapping_id = ${mappingId} and z.id = t.zone_id
    where t.performance_id = ${performanceId} and z.kind = 'standing'
    on conflict do nothing`.execute(tx(ctx));
}

/** Places that can be had now, by zone. */
export async function remainingByZone(ctx: Ctx, performanceId: string): Promise<ReadonlyMap<string, number>> {
  const found = await sql<{ zoneId: string; remaining: number }>`
    with closed as (select zone_id from inventory.closed_zone where performance_id = ${performanceId}),
    open_allocation as (
      select id from inventory.allocation where performance_id = ${performanceId} and state = 'active'
        and (release_at is null or release_at > clock_timestamp()))
    select zone_id, count(*) filter (where (state = 'free' or (state = 'held' and held_until <= clock_timestamp()))
      and (allocation_id is null or allocation_id not in (select id from open_allocation))
      and zone_id not in (select zone_id from closed))::int as remaining
    from inventory.performance_seat where performance_id = ${performanceId} group by zone_id
    union all
    select z.zone_id, case when z.zone_id in (select zone_id from closed) then 0 else z.capacity - z.used - z.allocated + (
      select count(*)::int from inventory.hold h join inventory.hold_place p on p.hold_id = h.id
      where h.performance_id = z.performance_id and h.state = 'active' and h.expires_at <= clock_timestamp()
        and p.zone_id = z.zone_id and p.seat_id is null and h.allocation_id is null) end
    from inventory.zone_stock z where z.performance_id = ${performanceId}`.execute(tx(ctx));
  return new Map(found.rows.map(({ zoneId, remaining }) => [zoneId, remaining]));
}

export type PlaceWords = {
  readonly place: number;
  readonly seatId: number | null;
  readonly zoneId: string;
  readonly zoneName: string;
  readonly zoneKind: 'seated' | 'standing';
  readonly rowLabel: string | null;
  readonly seatNumber: string | null;
  readonly flags: readonly string[];
  readonly tierId: string;
  readonly offerId: string;
};

/** The places of a hold in the words printed on the seats. */
export async function listPlaceWords(ctx: Ctx, holdId: string): Promise<PlaceWords[]> {
  const found = await sql<PlaceWords>`
    select p.place, p.seat_id, p.zone_id, z.name as zone_name, z.kind as zone_kind, s.row_label, s.number as seat_number,
      coalesce(s.flags, '{}') as flags, p.tier_id, p.offer_id
    from inventory.hold_place p
    join catalogue.performance f on f.id = p.performance_id
    join venues.zone z on z.mapping_id = f.mapping_id and z.id = p.zone_id
    left join venues.seat s on s.mapping_id = f.mapping_id and s.id = p.seat_id
    where p.hold_id = ${holdId} order by p.place`.execute(tx(ctx));
  return found.rows;
}

export async function isZoneInStock(ctx: Ctx, performanceId: string, zoneId: string): Promise<boolean> {
  const found = await sql<{ isThere: boolean }>`
    select exists (select from inventory.performance_seat where performance_id = ${performanceId} and zone_id = ${zoneId})
      or exists (select from inventory.zone_stock where performance_id = ${performanceId} and zone_id = ${zoneId})
      as is_there`.execute(tx(ctx));
  return found.rows[0]?.isThere === true;
}
