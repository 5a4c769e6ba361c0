import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type AllocationKind = 'house' | 'press' | 'partner' | 'vip' | 'channel';
export type AllocationRow = {
  readonly id: string;
  readonly performanceId: string;
  readonly name: string;
  readonly kind: AllocationKind;
  readonly code: string | null;
  readonly releaseAt: Date | null;
  /** Released: by hand, or because its time has come. */
  readonly state: 'active' | 'released';
  readonly seats: number;
  readonly seatsUsed: number;
  readonly zones: readonly { readonly zoneId: string; readonly quantity: number; readonly used: number }[];
};

export async function saveAllocation(
  ctx: Ctx,
  allocation: {
    performanceId: string;
    name: string;
    kind: AllocationKind;
    code: string | null;
    releaseAt: Date | null;
  },
): Promise<string | undefined> {
  const saved = await tx(ctx)
    .insertInto('inventory.allocation')
    .values(allocation)
    .onConflict((conflict) => conflict.columns(['performanceId', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return saved?.id;
}

export async function saveSeatsAllocated(
  ctx: Ctx,
  performanceId: string,
  seatIds: readonly number[],
  allocationId: string,
): Promise<void> {
  await sql`
    update inventory.performance_seat set allocation_id = ${allocationId}, change_number = change_number + 1
    where performance_id = ${performanceId} and seat_id = any(${seatIds}::bigint[])`.execute(tx(ctx));
}

export async function saveZoneAllocated(
  ctx: Ctx,
  performanceId: string,
  allocationId: string,
  zone: { zoneId: string; quantity: number },
): Promise<void> {
  await sql`
    insert into inventory.allocation_zone (allocation_id, performance_id, zone_id, quantity)
    values (${allocationId}, ${performanceId}, ${zone.zoneId}, ${zone.quantity})`.execute(tx(ctx));
}

export async function lockAllocation(
  ctx: Ctx,
  allocationId: string,
): Promise<{ performanceId: string; state: 'active' | 'released' } | undefined> {
  const found = await sql<{ performanceId: string; state: 'active' | 'released' }>`
    select performance_id, state from inventory.allocation where id = ${allocationId} for update`.execute(tx(ctx));
  return found.rows[0];
}

/** Its seats that nobody of its own has are everybody's again; the others when they come back. */
export async function saveAllocationReleased(ctx: Ctx, performanceId: string, allocationId: string): Promise<void> {
  await sql`
    update inventory.performance_seat set allocation_id = null, change_number = change_number + 1
    where performance_id = ${performanceId} and allocation_id = ${allocationId}`.execute(tx(ctx));
  await sql`update inventory.allocation set state = 'released' where id = ${allocationId}`.execute(tx(ctx));
}

export async function listAllocationZones(ctx: Ctx, allocationId: string): Promise<string[]> {
  const found = await sql<{ zoneId: string }>`
    select zone_id from inventory.allocation_zone where allocation_id = ${allocationId}`.execute(tx(ctx));
  return found.rows.map(({ zoneId }) => zoneId);
}

/** Active ones whose time to be released has come, of one performance or of all. */
export async function listDueAllocations(ctx: Ctx, performanceId?: string): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from inventory.allocation where state = 'active' and release_at <= clock_timestamp()
      and performance_id = coalesce(${performanceId ?? null}::uuid, performance_id)
    order by id`.execute(tx(ctx));
  return found.rows.map(({ id }) => id);
}

export async function listAllocations(ctx: Ctx, performanceId: string): Promise<AllocationRow[]> {
  const found = await sql<AllocationRow>`
    select a.id, a.performance_id, a.name, a.kind, a.code, a.release_at,
      case when a.release_at <= clock_timestamp() then 'released' else a.state end as state,
      count(s.seat_id)::int as seats,
      (count(s.seat_id) filter (where s.state = 'sold' or (s.state = 'held' and s.held_until > clock_timestamp())))::int
        as seats_used,
      coalesce((select jsonb_agg(jsonb_build_object('zoneId', z.zone_id, 'quantity', z.quantity, 'used', z.used)
        order by z.zone_id) from inventory.allocation_zone z where z.allocation_id = a.id), '[]') as zones
    from inventory.allocation a left join inventory.performance_seat s on s.allocation_id = a.id
    where a.performance_id = ${performanceId} group by a.id order by a.created_at, a.id`.execute(tx(ctx));
  return found.rows;
}

export async function findAllocationPerformance(ctx: Ctx, allocationId: string): Promise<string | undefined> {
  const found = await sql<{ performanceId: string }>`
    select performance_id from inventory.allocation where id = ${allocationId}`.execute(tx(ctx));
  return found.rows[0]?.performanceId;
}

export async function saveZoneClosed(ctx: Ctx, performanceId: string, zoneId: string): Promise<boolean> {
  const saved = await sql`
    insert into inventory.closed_zone (performance_id, zone_id) values (${performanceId}, ${zoneId})
    on conflict do nothing`.execute(tx(ctx));
  return saved.numAffectedRows === 1n;
}

export async function saveZoneOpen(ctx: Ctx, performanceId: string, zoneId: string): Promise<boolean> {
  const saved = await sql`
    delete from inventory.closed_zone where performance_id = ${performanceId} and zone_id = ${zoneId}`.execute(tx(ctx));
  return saved.numAffectedRows === 1n;
}

/** Whether places of the performance are set aside for whoever knows this code. */
export async function isAllocationCode(ctx: Ctx, performanceId: string, code: string): Promise<boolean> {
  const found = await sql<{ isKnown: boolean }>`
    select exists (select from inventory.allocation
      where performance_id = ${performanceId} and code = ${code}) as is_known`.execute(tx(ctx));
  return found.rows[0]?.isKnown === true;
}
