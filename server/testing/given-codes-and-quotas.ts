import type { GivenServer } from './given-a-server.ts';

export async function insertAllocation({ pool }: GivenServer, performanceId: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into inventory.allocation (performance_id, name, kind) values ($1, 'Maison', 'house') returning id`,
    [performanceId],
  );
  return rows[0]?.id ?? '';
}

export async function insertPromoCode(
  { pool }: GivenServer,
  organiserId: string,
): Promise<{ promoCodeId: string; promoCode: string }> {
  const { rows } = await pool.query<{ promoCodeId: string; promoCode: string }>(
    `insert into pricing.promo_code (organiser_id, code, kind, value) values ($1, 'DIX', 'percent', 1000)
     returning id as "promoCodeId", code as "promoCode"`,
    [organiserId],
  );
  return rows[0] ?? { promoCodeId: '', promoCode: '' };
}

export async function insertQuotas({ pool }: GivenServer, performanceId: string, count: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into inventory.quota (performance_id, name, size)
     select $1, gen_random_uuid(), 100000 from generate_series(1, $2) returning id`,
    [performanceId, count],
  );
  return rows.map(({ id }) => id);
}
