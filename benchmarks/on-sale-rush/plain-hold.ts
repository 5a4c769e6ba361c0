import type pg from 'pg';

type Seat = { seatId: string; zoneId: string; tierId: string; offerId: string; priceMinor: string; isFree: boolean };
type Held =
  | { readonly ok: true; readonly hold: { id: string; expiresAt: Date; seats: string[]; totalMinor: number } }
  | { readonly ok: false; readonly code: 'seats_taken'; readonly seats: string[] };

/** Select for update, check, insert, update, commit: one transaction a request. */
export async function holdInOneTransaction(pool: pg.Pool, performanceId: string, seatIds: string[]): Promise<Held> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows: seats } = await client.query<Seat>(lockSeats, [performanceId, seatIds]);
    const taken = seats.filter(({ isFree }) => !isFree).map(({ seatId }) => seatId);
    if (taken.length > 0) {
      await client.query('rollback');
      return { ok: false, code: 'seats_taken', seats: taken };
    }
    const { rows: holds } = await client.query<{ id: string; expiresAt: Date }>(insertHold, [
      performanceId,
      seats.length,
    ]);
    const [hold] = holds;
    if (hold === undefined) throw new Error('the hold was not inserted');
    await client.query(updateSeats, [performanceId, seatIds, hold.id, hold.expiresAt]);
    for (const [place, { seatId, zoneId, tierId, offerId }] of seats.entries()) {
      await client.query(insertPlace, [hold.id, place, performanceId, zoneId, seatId, tierId, offerId]);
    }
    await client.query('commit');
    const totalMinor = seats.reduce((total, { priceMinor }) => total + Number(priceMinor), 0);
    return { ok: true, hold: { ...hold, seats: seatIds, totalMinor } };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

const lockSeats = `
  select s.seat_id as "seatId", s.zone_id as "zoneId", s.tier_id as "tierId", o.id as "offerId",
    o.price_minor + o.fee_minor as "priceMinor",
    s.state = 'free' or (s.state = 'held' and s.held_until <= clock_timestamp()) as "isFree"
  from inventory.performance_seat s
  join pricing.offer o on o.performance_id = s.performance_id and o.tier_id = s.tier_id
  join pricing.tariff t on t.id = o.tariff_id and t.kind = 'full'
  where s.performance_id = $1 and s.seat_id = any($2)
  order by s.seat_id for update of s`;
const insertHold = `
  insert into inventory.hold (performance_id, price_list_version, place_count, expires_at)
  values ($1, 1, $2, clock_timestamp() + interval '30 minutes') returning id, expires_at as "expiresAt"`;
const updateSeats = `
  update inventory.performance_seat set state = 'held', hold_id = $3, held_until = $4
  where performance_id = $1 and seat_id = any($2)`;
const insertPlace = `
  insert into inventory.hold_place (hold_id, place, performance_id, zone_id, seat_id, tier_id, offer_id)
  values ($1, $2, $3, $4, $5, $6, $7)`;
