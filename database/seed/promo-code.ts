import type { ClientBase } from 'pg';

/** Ten per cent off, everywhere in the demo, twice a person. */
export const demoCode = 'BIENVENUE10';

export async function insertPromoCode(client: ClientBase, organiserId: string, code: string): Promise<void> {
  await client.query(
    `insert into pricing.promo_code (organiser_id, code, kind, value, per_person_max) values ($1, $2, 'percent', 1000, 2)`,
    [organiserId, code],
  );
}
