import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { Allocation, Quota } from './holding.rules.ts';
import type { ZoneChange } from './seat-news.ts';

/** What a performance's stock obeys besides its seats, and ids for the holds to come. */
export type StockTerms = {
  /** After the performance was locked: what is decided is decided at this instant of the database's clock. */
  readonly at: Date;
  readonly priceListVersion: number;
  readonly closedZoneIds: readonly string[];
  readonly allocations: readonly Allocation[];
  readonly quotas: readonly Omit<Quota, 'size' | 'used'>[];
  readonly holdIds: readonly string[];
};

export async function readStockTerms(ctx: Ctx, performanceId: string, holds: number): Promise<StockTerms> {
  const found = await sql<StockTerms>`
    select clock_timestamp() as at,
      coalesce((select max(version) from pricing.price_list where performance_id = ${performanceId}), 1) as price_list_version,
      array(select zone_id from inventory.closed_zone where performance_id = ${performanceId}) as closed_zone_ids,
      coalesce((select jsonb_agg(jsonb_build_object('id', id, 'code', code,
          'isOpen', state = 'active' and (release_at is null or release_at > clock_timestamp()), 'isActive', state = 'active'))
        from inventory.allocation where performance_id = ${performanceId}), '[]') as allocations,
      coalesce((select jsonb_agg(jsonb_build_object('id', q.id, 'name', q.name, 'isFirstPlaces', q.is_first_places, 'scopes', coalesce(
          (select jsonb_agg(jsonb_build_object('tierId', s.tier_id, 'tariffId', s.tariff_id, 'zoneId', s.zone_id))
            from inventory.quota_scope s where s.quota_id = q.id), '[]')) order by q.id)
        from inventory.quota q where q.performance_id = ${performanceId}), '[]') as quotas,
      array(select uuidv7() from generate_series(1, ${holds})) as hold_ids`.execute(tx(ctx));
  const [terms] = found.rows;
  if (!terms) throw new Error('the terms of the stock were not read');
  return terms;
}

export type SeatFound = {
  readonly seatId: number;
  readonly ordinal: number;
  /** Free, and locked for this transaction. */
  readonly isOurs: boolean;
  /** Free when the statement began; without the lock somebody else is at it. */
  readonly looksFree: boolean;
  readonly allocationId: string | null;
  readonly changeNumber: number;
};

/**
 * Locks those of the seats that are free, in seat order. `wait`: for whoever holds their locks; otherwise those are left
 * out, and must be neither given nor refused. Seats that are taken are not locked: a refusal writes nothing.
 * Of a seat that is ours everything is told as it is under the lock: who waited may have waited for it to be set aside.
 */
export async function lockFreeSeats(
  ctx: Ctx,
  performanceId: string,
  seatIds: readonly number[],
  { wait }: { wait: boolean },
): Promise<readonly SeatFound[]> {
  if (seatIds.length === 0) return [];
  const found = await sql<SeatFound>`
    with ours as materialized (
      select seat_id, allocation_id, change_number from inventory.performance_seat
      where performance_id = ${performanceId} and seat_id = any(${seatIds}::bigint[]) and ${isFree}
      order by seat_id for update ${wait ? sql`` : sql`skip locked`})
    select s.seat_id, s.ordinal, ours.seat_id is not null as is_ours, ${isFree} as looks_free,
      case when ours.seat_id is null then s.allocation_id else ours.allocation_id end as allocation_id,
      coalesce(ours.change_number, s.change_number) as change_number
    from inventory.performance_seat s left join ours using (seat_id)
    where s.performance_id = ${performanceId} and s.seat_id = any(${seatIds}::bigint[])`.execute(tx(ctx));
  return found.rows;
}

const isFree = sql`(state = 'free' or (state = 'held' and held_until <= clock_timestamp()))`;

/** The free seats, in no order. `of`: those of one allocation; otherwise those that none of the open ones keeps. */
export async function listOrdinalsFree(
  ctx: Ctx,
  performanceId: string,
  allocations: { readonly open: readonly string[]; readonly of?: string | undefined },
): Promise<readonly number[]> {
  const found = await sql<{ ordinal: number }>`
    select ordinal from inventory.performance_seat where performance_id = ${performanceId} and ${isFree}
      and ${
        allocations.of === undefined
          ? sql`(allocation_id is null or allocation_id <> all(${allocations.open}::uuid[]))`
          : sql`allocation_id = ${allocations.of}`
      }`.execute(tx(ctx));
  return found.rows.map(({ ordinal }) => ordinal);
}

export type ZoneCounter = {
  readonly zoneId: string;
  readonly tierId: string;
  readonly capacity: number;
  readonly used: number;
  readonly allocated: number;
  readonly changeNumber: number;
};
export type AllocationCounter = {
  readonly allocationId: string;
  readonly zoneId: string;
  readonly quantity: number;
  readonly used: number;
};
export type QuotaCounter = { readonly id: string; readonly size: number; readonly used: number };
export type PersonCounter = { readonly personKey: Buffer; readonly used: number; readonly placeMax: number };
export type Counters = {
  readonly zones: readonly ZoneCounter[];
  readonly allocations: readonly AllocationCounter[];
  readonly quotas: readonly QuotaCounter[];
  readonly persons: readonly PersonCounter[];
};
export type CountersToLock = {
  readonly zoneIds: readonly string[];
  readonly quotaIds: readonly string[];
  readonly persons?: { readonly keys: readonly Buffer[]; readonly placeMax: number };
};

/**
 * Locks counters in the one order: allocated places, zones, quotas, persons, each by id. Zones come with their allocations.
 * Without `wait`, zones that somebody else has locked are left out.
 */
export async function lockCounters(
  ctx: Ctx,
  performanceId: string,
  wanted: CountersToLock,
  { wait }: { wait: boolean } = { wait: true },
): Promise<Counters> {
  const zoneIds = [...new Set(wanted.zoneIds)];
  const manner = wait ? sql`` : sql`skip locked`;
  const allocated = zoneIds.length === 0 ? [] : await lockAllocated(ctx, performanceId, zoneIds, wait);
  // Somebody else is at an allocation of such a zone, and soon at the zone.
  const busy = new Set(allocated.flatMap(({ zoneId, isOurs }) => (isOurs ? [] : [zoneId])));
  const ours = zoneIds.filter((zoneId) => !busy.has(zoneId));
  const allocations = allocated.filter(({ zoneId }) => !busy.has(zoneId));
  const zones =
    ours.length === 0
      ? []
      : (
          await sql<ZoneCounter>`
            select zone_id, tier_id, capacity, used, allocated, change_number from inventory.zone_stock
            where performance_id = ${performanceId} and zone_id = any(${ours}::uuid[])
            order by zone_id for update ${manner}`.execute(tx(ctx))
        ).rows;
  const quotas =
    wanted.quotaIds.length === 0
      ? []
      : (
          await sql<QuotaCounter>`
            select id, size, used from inventory.quota where id = any(${wanted.quotaIds}::uuid[])
            order by id for update`.execute(tx(ctx))
        ).rows;
  return { zones, allocations, quotas, persons: await lockPersons(ctx, performanceId, wanted.persons) };
}

async function lockAllocated(
  ctx: Ctx,
  performanceId: string,
  zoneIds: readonly string[],
  wait: boolean,
): Promise<readonly (AllocationCounter & { readonly isOurs: boolean })[]> {
  const found = await sql<AllocationCounter & { readonly isOurs: boolean }>`
    with ours as materialized (
      select allocation_id, zone_id, quantity, used from inventory.allocation_zone
      where performance_id = ${performanceId} and zone_id = any(${zoneIds}::uuid[])
      order by allocation_id, zone_id for update ${wait ? sql`` : sql`skip locked`})
    select z.allocation_id, z.zone_id, coalesce(ours.quantity, z.quantity) as quantity, coalesce(ours.used, z.used) as used,
      ours.zone_id is not null as is_ours
    from inventory.allocation_zone z left join ours using (allocation_id, zone_id)
    where z.performance_id = ${performanceId} and z.zone_id = any(${zoneIds}::uuid[])`.execute(tx(ctx));
  return found.rows;
}

async function lockPersons(
  ctx: Ctx,
  performanceId: string,
  persons: CountersToLock['persons'],
): Promise<readonly PersonCounter[]> {
  if (!persons || persons.keys.length === 0) return [];
  const keys = [...new Map(persons.keys.map((key) => [key.toString('hex'), key])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, key]) => key);
  // The limit may have been lowered below what somebody has; then it keeps what it must and lets nothing more in.
  const locked = await sql<PersonCounter>`
    insert into inventory.person_use as known (performance_id, person_key, place_max)
    select ${performanceId}, key, ${persons.placeMax} from unnest(${keys}::bytea[]) as asked (key)
    on conflict (performance_id, person_key)
      do update set place_max = greatest(excluded.place_max, known.used, 1)
    returning person_key, used, place_max`.execute(tx(ctx));
  return locked.rows;
}

/** What the holds of one batch are and take; each list is written in one statement. */
export type HoldsToSave = {
  readonly performanceId: string;
  readonly priceListVersion: number;
  readonly expiresAt: Date;
  readonly holds: readonly {
    readonly id: string;
    readonly placeCount: number;
    readonly personKey: Buffer | null;
    readonly allocationId: string | null;
  }[];
  readonly places: readonly {
    readonly holdId: string;
    readonly place: number;
    readonly seatId: number | null;
    readonly zoneId: string;
    readonly tierId: string;
    readonly offerId: string;
  }[];
};

/**
 * Writes the holds, their places and the claims on their seats, which must be locked: the trigger one_live_claim_per_seat
 * refuses if somebody else's claim is alive.
 * The seats are named twice: without the array the join reads all of the performance's (45,000: 21 ms a batch of 192
 * holds; with it 6).
 */
export async function saveHoldsAndSeats(
  ctx: Ctx,
  { performanceId, priceListVersion, expiresAt, holds, places }: HoldsToSave,
): Promise<void> {
  await sql`
    with holds as (
      insert into inventory.hold
        (id, performance_id, price_list_version, place_count, expires_at, person_key, allocation_id)
      select id, ${performanceId}, ${priceListVersion}, place_count, ${expiresAt}, person_key, allocation_id
      from unnest(${holds.map(({ id }) => id)}::uuid[], ${holds.map(({ placeCount }) => placeCount)}::int[],
        ${holds.map(({ personKey }) => personKey)}::bytea[], ${holds.map(({ allocationId }) => allocationId)}::uuid[])
        as hold (id, place_count, person_key, allocation_id)
    ), given as materialized (
      select * from unnest(${places.map(({ holdId }) => holdId)}::uuid[], ${places.map(({ place }) => place)}::int[],
        ${places.map(({ seatId }) => seatId)}::bigint[], ${places.map(({ zoneId }) => zoneId)}::uuid[],
        ${places.map(({ tierId }) => tierId)}::uuid[], ${places.map(({ offerId }) => offerId)}::uuid[])
        as given (hold_id, place, seat_id, zone_id, tier_id, offer_id)
    ), places as (
      insert into inventory.hold_place (hold_id, place, performance_id, zone_id, seat_id, tier_id, offer_id)
      select hold_id, place, ${performanceId}, zone_id, seat_id, tier_id, offer_id from given
    )
    update inventory.performance_seat s
    set state = 'held', hold_id = given.hold_id, held_until = ${expiresAt}, change_number = s.change_number + 1
    from given where s.performance_id = ${performanceId} and s.seat_id = given.seat_id
      and s.seat_id = any(${places.flatMap(({ seatId }) => seatId ?? [])}::bigint[])`.execute(tx(ctx));
}

/** Counters as they are to be; they must be locked. The checks on each refuse what the decision should have. */
export async function saveCounters(
  ctx: Ctx,
  performanceId: string,
  { zones, allocations, quotas, persons }: Partial<Counters>,
): Promise<void> {
  if (allocations && allocations.length > 0) {
    await sql`
      update inventory.allocation_zone z set used = now.used, quantity = now.quantity
      from unnest(${allocations.map(({ allocationId }) => allocationId)}::uuid[],
        ${allocations.map(({ zoneId }) => zoneId)}::uuid[], ${allocations.map(({ used }) => used)}::int[],
        ${allocations.map(({ quantity }) => quantity)}::int[]) as now (allocation_id, zone_id, used, quantity)
      where z.allocation_id = now.allocation_id and z.zone_id = now.zone_id`.execute(tx(ctx));
  }
  if (quotas && quotas.length > 0) {
    await sql`
      update inventory.quota q set used = now.used
      from unnest(${quotas.map(({ id }) => id)}::uuid[], ${quotas.map(({ used }) => used)}::int[]) as now (id, used)
      where q.id = now.id`.execute(tx(ctx));
  }
  if (persons && persons.length > 0) {
    await sql`
      update inventory.person_use p set used = now.used
      from unnest(${persons.map(({ personKey }) => personKey)}::bytea[], ${persons.map(({ used }) => used)}::int[])
        as now (person_key, used)
      where p.performance_id = ${performanceId} and p.person_key = now.person_key`.execute(tx(ctx));
  }
  if (!zones || zones.length === 0) return;
  await sql`
    update inventory.zone_stock z
    set used = now.used, allocated = now.allocated, change_number = z.change_number + 1
    from unnest(${zones.map(({ zoneId }) => zoneId)}::uuid[], ${zones.map(({ used }) => used)}::int[],
      ${zones.map(({ allocated }) => allocated)}::int[]) as now (zone_id, used, allocated)
    where z.performance_id = ${performanceId} and z.zone_id = now.zone_id`.execute(tx(ctx));
}

/** A zone as the boards are to know it; writing its row counts its changes up by one. */
export function changedZone({ zoneId, capacity, used, allocated, changeNumber }: ZoneCounter): ZoneChange {
  return { zoneId, capacity, used, allocated, changeNumber: changeNumber + 1 };
}

export async function saveHoldQuotas(
  ctx: Ctx,
  counted: readonly { holdId: string; quotaId: string; places: number }[],
): Promise<void> {
  if (counted.length === 0) return;
  await sql`
    insert into inventory.hold_quota (hold_id, quota_id, places)
    select * from unnest(${counted.map(({ holdId }) => holdId)}::uuid[], ${counted.map(({ quotaId }) => quotaId)}::uuid[],
      ${counted.map(({ places }) => places)}::int[])`.execute(tx(ctx));
}

/** Whether holds whose time is over still count in zones, quotas or limits. */
export async function hasDeadHolds(ctx: Ctx, performanceId: string): Promise<boolean> {
  const found = await sql<{ has: boolean }>`
    select exists (select from inventory.hold where performance_id = ${performanceId} and state = 'active'
      and expires_at <= clock_timestamp()) as has`.execute(tx(ctx));
  return found.rows[0]?.has === true;
}
