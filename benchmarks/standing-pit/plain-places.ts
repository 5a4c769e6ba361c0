import type pg from 'pg';

type Zone = { tierId: string; offerId: string; priceMinor: string; left: number };
type Held =
  | { readonly ok: true; readonly hold: { id: string; expiresAt: Date; places: number; totalMinor: number } }
  | { readonly ok: false; readonly code: 'sold_out' | 'not_enough_together' };

/** Select for update, check, insert, update, commit: one transaction a request. */
export async function holdPlacesInOneTransaction(
  pool: pg.Pool,
  performanceId: string,
  { zone: zoneId, quantity }: { zone: string; quantity: number },
): Promise<Held> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows: zones } = await client.query<Zone>(lockZone, [performanceId, zoneId]);
    const [zone] = zones;
    if (zone === undefined || zone.left < quantity) {
      await client.query('rollback');
      return { ok: false, code: zone && zone.left > 0 ? 'not_enough_together' : 'sold_out' };
    }
    const { rows: holds } = await client.query<{ id: string; expiresAt: Date }>(insertHold, [performanceId, quantity]);
    const [hold] = holds;
    if (hold === undefined) throw new Error('the hold was not inserted');
    await client.query(updateZone, [performanceId, zoneId, quantity]);
    await client.query(insertPlaces, [hold.id, quantity, performanceId, zoneId, zone.tierId, zone.offerId]);
    await client.query('commit');
    return { ok: true, hold: { ...hold, places: quantity, totalMinor: Number(zone.priceMinor) * quantity } };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

const lockZone = `
  select z.tier_id as "tierId", o.id as "offerId", o.price_minor + o.fee_minor as "priceMinor",
    z.capacity - z.used - z.allocated as left
  from inventory.zone_stock z
  join pricing.offer o on o.performance_id = z.performance_id and o.tier_id = z.tier_id
  join pricing.tariff t on t.id = o.tariff_id and t.kind = 'full'
  where z.performance_id = $1 and z.zone_id = $2 for update of z`;
const insertHold = `
  insert into inventory.hold (performance_id, price_list_version, place_count, expires_at)
  values ($1, 1, $2, clock_timestamp() + interval '30 minutes') returning id, expires_at as "expiresAt"`;
const updateZone = `
  update inventory.zone_stock set used = used + $3 where performance_id = $1 and zone_id = $2`;
const insertPlaces = `
  insert into inventory.hold_place (hold_id, place, performance_id, zone_id, tier_id, offer_id)
  select $1, place - 1, $3, $4, $5, $6 from generate_series(1, $2::int) as place`;
