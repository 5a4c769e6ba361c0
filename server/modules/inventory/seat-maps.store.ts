import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export async function saveSeatMapAddress(ctx: Ctx, address: string, mappingId: string): Promise<void> {
  await sql`
    insert into inventory.seat_map_address (address, mapping_id) values (${address}, ${mappingId})
    on conflict do nothing`.execute(tx(ctx));
}

export async function findSeatMapAddress(ctx: Ctx, address: string): Promise<string | undefined> {
  const found = await sql<{ mappingId: string }>`
    select mapping_id from inventory.seat_map_address where address = ${address}`.execute(tx(ctx));
  return found.rows[0]?.mappingId;
}
