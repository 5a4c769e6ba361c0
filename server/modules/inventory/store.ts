import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { LockedSeat, ZoneStock } from './rules.ts';

export type SeatToHold = LockedSeat & { readonly zoneId: string; readonly tierId: string; readonly ordinal: number };

export type Hold = {
  readonly id: string;
  readonly performanceId: string;
  readonly state: 'active' | 'released' | 'sold';
  readonly isAlive: boolean;
  readonly priceListVersion: number;
  readonly expiresAt: Date;
  readonly extensionCount: number;
  readonly paymentStartedAt: Date | null;
};

export type HeldPlace = {
  readonly place: number;
  readonly seatId: number | null;
  readonly zoneId: string;
  readonly tierId: string;
  readonly offerId: string;
  readonly returned: boolean;
};

/**
 * Locks seats in seat order and waits its turn (up to lock_timeout): skipping locked rows would let two buyers each take
 * half of what both want and refuse both. Whether a seat is free is judged under the lock, by the database's clock.
 */
export async function lockSeats(ctx: Ctx, performanceId: string, seatIds: readonly number[]): Promise<SeatToHold[]> {
  const found = await sql<SeatToHold>`
    select seat_id, ordinal, zone_id, tier_id, state, hold_id,
      state = 'free' or (state = 'held' and held_until <= clock_timestamp()) as is_free
    from inventory.performance_seat
    where performance_id = ${performanceId} and seat_id = any(${seatIds}::bigint[])
    order by seat_id for update`.execute(tx(ctx));
  return found.rows;
}

/** The deadline is a whole millisecond, so that it is the same instant in the seats' rows, where it comes by way of a Date. */
export async function saveHold(
  ctx: Ctx,
  hold: { performanceId: string; priceListVersion: number; placeCount: number; minutes: number },
): Promise<{ id: string; expiresAt: Date }> {
  const saved = await sql<{ id: string; expiresAt: Date }>`
    insert into inventory.hold (performance_id, price_list_version, place_count, expires_at)
    values (${hold.performanceId}, ${hold.priceListVersion}, ${hold.placeCount},
      date_trunc('milliseconds', clock_timestamp()) + make_interval(mins => ${hold.minutes}))
    returning id, expires_at`.execute(tx(ctx));
  const [row] = saved.rows;
  if (!row) throw new Error('the hold was not saved');
  return row;
}

export async function saveHeldPlaces(
  ctx: Ctx,
  hold: { id: string; performanceId: string },
  places: readonly { seatId: number | null; zoneId: string; tierId: string; offerId: string }[],
): Promise<void> {
  await tx(ctx)
    .insertInto('inventory.holdPlace')
    .values(
      places.map((place, index) => ({ ...place, holdId: hold.id, performanceId: hold.performanceId, place: index })),
    )
    .execute();
}

/** The seats must be locked. The trigger one_live_claim_per_seat refuses if somebody else's claim is alive. */
export async function saveSeatsHeld(
  ctx: Ctx,
  performanceId: string,
  seatIds: readonly number[],
  hold: { id: string; expiresAt: Date },
): Promise<void> {
  await sql`
    update inventory.performance_seat set state = 'held', hold_id = ${hold.id}, held_until = ${hold.expiresAt}
    where performance_id = ${performanceId} and seat_id = any(${seatIds}::bigint[])`.execute(tx(ctx));
}

export async function saveSeatsSold(
  ctx: Ctx,
  performanceId: string,
  seatIds: readonly number[],
  holdId: string,
): Promise<void> {
  await sql`
    update inventory.performance_seat set state = 'sold', hold_id = ${holdId}, held_until = null
    where performance_id = ${performanceId} and seat_id = any(${seatIds}::bigint[])`.execute(tx(ctx));
}

/** Frees the seats that are still this hold's. */
export async function saveSeatsFree(
  ctx: Ctx,
  performanceId: string,
  seatIds: readonly number[],
  holdId: string,
): Promise<void> {
  await sql`
    update inventory.performance_seat set state = 'free', hold_id = null, held_until = null
    where performance_id = ${performanceId} and seat_id = any(${seatIds}::bigint[]) and hold_id = ${holdId}`.execute(
    tx(ctx),
  );
}

export async function saveSeatsDeadline(
  ctx: Ctx,
  performanceId: string,
  seatIds: readonly number[],
  hold: { id: string; expiresAt: Date },
): Promise<void> {
  await sql`
    update inventory.performance_seat set held_until = ${hold.expiresAt}
    where performance_id = ${performanceId} and seat_id = any(${seatIds}::bigint[])
      and hold_id = ${hold.id} and state = 'held'`.execute(tx(ctx));
}

/**
 * Locks a standing zone, and first takes back what dead holds still count in `used`. The lock comes before the taking
 * back, so a hold that is being sold right now is seen as sold.
 */
export async function lockZone(
  ctx: Ctx,
  performanceId: string,
  zoneId: string,
): Promise<(ZoneStock & { tierId: string }) | undefined> {
  const locked = await sql<{ used: number; capacity: number; tierId: string }>`
    select used, capacity, tier_id from inventory.zone_stock
    where performance_id = ${performanceId} and zone_id = ${zoneId} for update`.execute(tx(ctx));
  const [stock] = locked.rows;
  if (!stock) return undefined;
  const returned = await sql`
    update inventory.hold_place p set returned = true from inventory.hold h
    where h.id = p.hold_id and p.performance_id = ${performanceId} and p.zone_id = ${zoneId}
      and p.seat_id is null and not p.returned
      and h.state <> 'sold' and (h.state = 'released' or h.expires_at <= clock_timestamp())`.execute(tx(ctx));
  const returnedCount = Number(returned.numAffectedRows ?? 0n);
  if (returnedCount === 0) return stock;
  const used = stock.used - returnedCount;
  await saveZoneUsed(ctx, performanceId, zoneId, used);
  return { ...stock, used };
}

/** The zone must be locked. The check zone_is_never_oversold refuses what the decision should have. */
export async function saveZoneUsed(ctx: Ctx, performanceId: string, zoneId: string, used: number): Promise<void> {
  await tx(ctx)
    .updateTable('inventory.zoneStock')
    .set({ used })
    .where('performanceId', '=', performanceId)
    .where('zoneId', '=', zoneId)
    .execute();
}

export async function saveStandingReturned(ctx: Ctx, holdId: string, zoneId: string, returned: boolean): Promise<void> {
  await tx(ctx)
    .updateTable('inventory.holdPlace')
    .set({ returned })
    .where('holdId', '=', holdId)
    .where('zoneId', '=', zoneId)
    .where('seatId', 'is', null)
    .execute();
}

const holdColumns = sql`
  id, performance_id, state, state = 'active' and expires_at > clock_timestamp() as is_alive, price_list_version, expires_at,
  extension_count, payment_started_at from inventory.hold`;

export async function findHold(ctx: Ctx, holdId: string): Promise<Hold | undefined> {
  const found = await sql<Hold>`select ${holdColumns} where id = ${holdId}`.execute(tx(ctx));
  return found.rows[0];
}

export async function lockHold(ctx: Ctx, holdId: string): Promise<Hold | undefined> {
  const found = await sql<Hold>`select ${holdColumns} where id = ${holdId} for update`.execute(tx(ctx));
  return found.rows[0];
}

export async function listHeldPlaces(ctx: Ctx, holdId: string): Promise<HeldPlace[]> {
  return tx(ctx)
    .selectFrom('inventory.holdPlace')
    .select(['place', 'seatId', 'zoneId', 'tierId', 'offerId', 'returned'])
    .where('holdId', '=', holdId)
    .orderBy('place')
    .execute();
}

export async function saveHoldState(ctx: Ctx, holdId: string, state: 'released' | 'sold'): Promise<void> {
  await tx(ctx)
    .updateTable('inventory.hold')
    .set({ state, endedAt: sql`clock_timestamp()` })
    .where('id', '=', holdId)
    .execute();
}

/** Moves the deadline by minutes from the deadline that stands, and counts the extension. */
export async function saveExtension(ctx: Ctx, holdId: string, minutes: number): Promise<Date> {
  const saved = await sql<{ expiresAt: Date }>`
    update inventory.hold set expires_at = expires_at + make_interval(mins => ${minutes}),
      extension_count = extension_count + 1
    where id = ${holdId} returning expires_at`.execute(tx(ctx));
  return deadlineOf(saved.rows[0]);
}

/** Gives the payment its own time, once: a payment that is started again gets no more. */
export async function savePaymentTime(ctx: Ctx, holdId: string, paymentMinutes: number): Promise<Date> {
  const saved = await sql<{ expiresAt: Date }>`
    update inventory.hold set
      expires_at = case when payment_started_at is null
        then greatest(expires_at, date_trunc('milliseconds', clock_timestamp()) + make_interval(mins => ${paymentMinutes}))
        else expires_at end,
      payment_started_at = coalesce(payment_started_at, clock_timestamp())
    where id = ${holdId} returning expires_at`.execute(tx(ctx));
  return deadlineOf(saved.rows[0]);
}

function deadlineOf(row: { expiresAt: Date } | undefined): Date {
  if (!row) throw new Error('the hold is gone');
  return row.expiresAt;
}
