import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { LockedSeat } from './rules.ts';

export type Hold = {
  readonly id: string;
  readonly performanceId: string;
  readonly organiserId: string;
  readonly state: 'active' | 'released' | 'expired' | 'sold';
  readonly isAlive: boolean;
  readonly priceListVersion: number;
  readonly expiresAt: Date;
  readonly extensionCount: number;
  readonly paymentStartedAt: Date | null;
  readonly orderedAt: Date | null;
  readonly personKey: Buffer | null;
  readonly allocationId: string | null;
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
export async function lockSeats(ctx: Ctx, performanceId: string, seatIds: readonly number[]): Promise<LockedSeat[]> {
  if (seatIds.length === 0) return [];
  const found = await sql<LockedSeat>`
    select seat_id, state, hold_id, state = 'free' or (state = 'held' and held_until <= clock_timestamp()) as is_free
    from inventory.performance_seat
    where performance_id = ${performanceId} and seat_id = any(${seatIds}::bigint[])
    order by seat_id for update`.execute(tx(ctx));
  return found.rows;
}

/** A seat's row after a change, as the boards are to know it. */
export type ChangedSeat = {
  readonly ordinal: number;
  readonly changeNumber: number;
  /** When it is free, not everybody may have it: it is allocated, or its zone is closed. */
  readonly isSetAside: boolean;
};

const changedSeat = sql`s.ordinal, s.change_number, s.allocation_id is not null or exists (
  select from inventory.closed_zone c where c.performance_id = s.performance_id and c.zone_id = s.zone_id) as is_set_aside`;

/** Each seat becomes its hold's; they must be locked. */
export async function saveSeatsSold(
  ctx: Ctx,
  performanceId: string,
  seats: readonly { readonly seatId: number; readonly holdId: string }[],
): Promise<ChangedSeat[]> {
  if (seats.length === 0) return [];
  const seatIds = seats.map(({ seatId }) => seatId);
  // Named twice, so that the join reads an index.
  const saved = await sql<ChangedSeat>`
    update inventory.performance_seat s
    set state = 'sold', hold_id = sold.hold_id, held_until = null, change_number = s.change_number + 1
    from unnest(${seatIds}::bigint[], ${seats.map(({ holdId }) => holdId)}::uuid[]) as sold (seat_id, hold_id)
    where s.performance_id = ${performanceId} and s.seat_id = sold.seat_id and s.seat_id = any(${seatIds}::bigint[])
    returning ${changedSeat}`.execute(tx(ctx));
  return saved.rows;
}

/** Frees the seats that are still this hold's. */
export async function saveSeatsFree(
  ctx: Ctx,
  performanceId: string,
  seatIds: readonly number[],
  holdId: string,
): Promise<ChangedSeat[]> {
  const saved = await sql<ChangedSeat>`
    update inventory.performance_seat s
    set state = 'free', hold_id = null, held_until = null, change_number = change_number + 1
    where performance_id = ${performanceId} and seat_id = any(${seatIds}::bigint[]) and hold_id = ${holdId}
    returning ${changedSeat}`.execute(tx(ctx));
  return saved.rows;
}

export async function saveSeatsDeadline(
  ctx: Ctx,
  performanceId: string,
  seatIds: readonly number[],
  hold: { id: string; expiresAt: Date },
): Promise<ChangedSeat[]> {
  const saved = await sql<ChangedSeat>`
    update inventory.performance_seat s set held_until = ${hold.expiresAt}, change_number = change_number + 1
    where performance_id = ${performanceId} and seat_id = any(${seatIds}::bigint[])
      and hold_id = ${hold.id} and state = 'held'
    returning ${changedSeat}`.execute(tx(ctx));
  return saved.rows;
}

/** Puts free, locked seats into a hold that is there already. */
export async function saveSeatsHeld(
  ctx: Ctx,
  performanceId: string,
  seatIds: readonly number[],
  hold: { id: string; expiresAt: Date },
): Promise<ChangedSeat[]> {
  const saved = await sql<ChangedSeat>`
    update inventory.performance_seat s
    set state = 'held', hold_id = ${hold.id}, held_until = ${hold.expiresAt}, change_number = change_number + 1
    where performance_id = ${performanceId} and seat_id = any(${seatIds}::bigint[])
    returning ${changedSeat}`.execute(tx(ctx));
  return saved.rows;
}

const holdColumns = sql`
  id, performance_id, (select p.organiser_id from catalogue.performance p where p.id = hold.performance_id) as organiser_id, state, state = 'active' and expires_at > clock_timestamp() as is_alive, price_list_version, expires_at,
  extension_count, payment_started_at, ordered_at, person_key, allocation_id from inventory.hold`;

export async function findHold(ctx: Ctx, holdId: string): Promise<Hold | undefined> {
  const found = await sql<Hold>`select ${holdColumns} where id = ${holdId}`.execute(tx(ctx));
  return found.rows[0];
}

export async function lockHold(ctx: Ctx, holdId: string): Promise<Hold | undefined> {
  const [hold] = await lockHolds(ctx, [holdId]);
  return hold;
}

/** In the order of their ids. */
export async function lockHolds(ctx: Ctx, holdIds: readonly string[]): Promise<Hold[]> {
  const found = await sql<Hold>`
    select ${holdColumns} where id = any(${holdIds}::uuid[]) order by id for update`.execute(tx(ctx));
  return found.rows;
}

export async function listHeldPlaces(ctx: Ctx, holdId: string): Promise<HeldPlace[]> {
  const [places = []] = (await listPlacesByHold(ctx, [holdId])).values();
  return places;
}

export async function listPlacesByHold(
  ctx: Ctx,
  holdIds: readonly string[],
): Promise<ReadonlyMap<string, HeldPlace[]>> {
  const found = await sql<HeldPlace & { holdId: string }>`
    select hold_id, place, seat_id, zone_id, tier_id, offer_id, returned from inventory.hold_place
    where hold_id = any(${holdIds}::uuid[]) order by hold_id, place`.execute(tx(ctx));
  return Map.groupBy(found.rows, ({ holdId }) => holdId);
}

export async function saveHoldsEnded(
  ctx: Ctx,
  holdIds: readonly string[],
  state: 'released' | 'expired' | 'sold',
): Promise<void> {
  await sql`
    update inventory.hold set state = ${state}, ended_at = clock_timestamp()
    where id = any(${holdIds}::uuid[])`.execute(tx(ctx));
}

export async function saveOrdered(ctx: Ctx, holdId: string, key: Buffer | null): Promise<void> {
  await sql`
    update inventory.hold set ordered_at = coalesce(ordered_at, clock_timestamp()), person_key = ${key}
    where id = ${holdId}`.execute(tx(ctx));
}

/** The places of a hold as they are from now on. */
export async function savePlacesAnew(
  ctx: Ctx,
  hold: { id: string; performanceId: string },
  places: readonly { seatId: number | null; zoneId: string; tierId: string; offerId: string }[],
): Promise<void> {
  await sql`delete from inventory.hold_place where hold_id = ${hold.id}`.execute(tx(ctx));
  await sql`update inventory.hold set place_count = ${places.length} where id = ${hold.id}`.execute(tx(ctx));
  const { id: holdId, performanceId } = hold;
  await tx(ctx)
    .insertInto('inventory.holdPlace')
    .values(places.map((place, index) => ({ ...place, holdId, performanceId, place: index })))
    .execute();
}

export async function savePlacesReturned(ctx: Ctx, holdId: string, places: readonly number[]): Promise<void> {
  await sql`
    update inventory.hold_place set returned = true
    where hold_id = ${holdId} and place = any(${places}::int[])`.execute(tx(ctx));
}

export type QuotaShare = { readonly quotaId: string; readonly places: number };

/** What a hold counts in each quota, from now on; the quotas are locked, and those that are gone count nothing. */
export async function saveQuotaShares(ctx: Ctx, holdId: string, shares: readonly QuotaShare[]): Promise<void> {
  await sql`delete from inventory.hold_quota where hold_id = ${holdId}`.execute(tx(ctx));
  const kept = shares.filter(({ places }) => places > 0);
  if (kept.length === 0) return;
  await sql`
    insert into inventory.hold_quota (hold_id, quota_id, places)
    select ${holdId}, q.id, s.places
    from unnest(${kept.map(({ quotaId }) => quotaId)}::uuid[], ${kept.map(({ places }) => places)}::int[]) s (id, places)
    join inventory.quota q on q.id = s.id`.execute(tx(ctx));
}

export async function listQuotaShares(ctx: Ctx, holdId: string): Promise<QuotaShare[]> {
  const found = await sql<QuotaShare>`
    select quota_id, places from inventory.hold_quota where hold_id = ${holdId} order by quota_id`.execute(tx(ctx));
  return found.rows;
}

/** Locks holds whose time is over and that still count, oldest first; those somebody is at are left to them. */
export async function takeDeadHolds(ctx: Ctx, performanceId: string, most: number): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from inventory.hold
    where performance_id = ${performanceId} and state = 'active' and expires_at <= clock_timestamp()
    order by expires_at limit ${most} for update skip locked`.execute(tx(ctx));
  return found.rows.map(({ id }) => id);
}

/** Waits until nobody else is taking back what a person's holds whose time is over still count. To be asked before counts are locked. */
export async function awaitDeadHolds(ctx: Ctx, performanceId: string, personKey: Buffer): Promise<void> {
  await sql`
    select from inventory.hold
    where performance_id = ${performanceId} and person_key = ${personKey} and state = 'active'
      and expires_at <= clock_timestamp()
    order by id for update`.execute(tx(ctx));
}

/** Performances with holds to take back, for the job that tidies. */
export async function listPerformancesWithDeadHolds(ctx: Ctx): Promise<string[]> {
  const found = await sql<{ performanceId: string }>`
    select distinct performance_id from inventory.hold
    where state = 'active' and expires_at <= clock_timestamp()`.execute(tx(ctx));
  return found.rows.map(({ performanceId }) => performanceId);
}

/** Performances of an organiser whose dead holds still count uses of promo codes. */
export async function listPerformancesWithDeadUses(ctx: Ctx, organiserId: string): Promise<string[]> {
  const found = await sql<{ performanceId: string }>`
    select distinct h.performance_id from pricing.promo_code c
    join pricing.promo_use u on u.promo_code_id = c.id and u.is_counted join inventory.hold h on h.id = u.hold_id
    where c.organiser_id = ${organiserId} and h.state = 'active' and h.expires_at <= clock_timestamp()`.execute(
    tx(ctx),
  );
  return found.rows.map(({ performanceId }) => performanceId);
}

/** What holds count in zones, quotas and limits. */
export type HoldCounts = {
  readonly standing: readonly {
    readonly zoneId: string;
    readonly allocationId: string | null;
    readonly places: number;
  }[];
  readonly quotas: readonly { readonly quotaId: string; readonly places: number }[];
  readonly persons: readonly { readonly personKey: Buffer; readonly places: number }[];
};

export async function readHoldCounts(ctx: Ctx, holdIds: readonly string[]): Promise<HoldCounts> {
  const standing = await sql<HoldCounts['standing'][number]>`
    select p.zone_id, h.allocation_id, count(*)::int as places
    from inventory.hold h join inventory.hold_place p on p.hold_id = h.id
    where h.id = any(${holdIds}::uuid[]) and p.seat_id is null and not p.returned group by 1, 2`.execute(tx(ctx));
  const quotas = await sql<HoldCounts['quotas'][number]>`
    select quota_id, sum(places)::int as places from inventory.hold_quota
    where hold_id = any(${holdIds}::uuid[]) group by 1`.execute(tx(ctx));
  const persons = await sql<HoldCounts['persons'][number]>`
    select h.person_key, count(*)::int as places
    from inventory.hold h join inventory.hold_place p on p.hold_id = h.id
    where h.id = any(${holdIds}::uuid[]) and h.person_key is not null and not p.returned group by 1`.execute(tx(ctx));
  return { standing: standing.rows, quotas: quotas.rows, persons: persons.rows };
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

/** Gives the payment until an instant; its own time, if it had any, is over with that. */
export async function savePaymentDeadline(ctx: Ctx, holdId: string, until: Date): Promise<Date> {
  const saved = await sql<{ expiresAt: Date }>`
    update inventory.hold set expires_at = greatest(expires_at, ${until}),
      payment_started_at = coalesce(payment_started_at, clock_timestamp())
    where id = ${holdId} returning expires_at`.execute(tx(ctx));
  return deadlineOf(saved.rows[0]);
}

function deadlineOf(row: { expiresAt: Date } | undefined): Date {
  if (!row) throw new Error('the hold is gone');
  return row.expiresAt;
}
