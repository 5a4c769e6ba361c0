import type { ClientBase } from 'pg';

/** The demo's organisers pay the platform 2.5 % of what they sell in euros. */
export async function insertCommissionPlan(client: ClientBase, organiserId: string): Promise<void> {
  await client.query(
    `insert into ledger.commission_plan (organiser_id, currency, version, kind, basis_points)
     values ($1, 'EUR', 1, 'percent', 250)`,
    [organiserId],
  );
}
