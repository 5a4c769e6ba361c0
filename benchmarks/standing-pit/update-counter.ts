import pg from 'pg';
import { askInTurn } from '../load/ask-in-turn.ts';
import type { RequestResult } from '../load/request-job.ts';
import { connectionsMax } from '../on-sale-rush/send-holds.ts';
import type { CounterJob } from './counter-job.ts';

/** The floor: what the database needs to count one request a commit, durably. Ends are those of the route. */
export async function updateCounter(job: CounterJob): Promise<RequestResult> {
  const { databaseUrl, performanceId, zoneId, quantities, clients, secondsMax } = job;
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connectionsMax });
  const text = `
    update inventory.zone_stock set used = used + $3
    where performance_id = $1 and zone_id = $2 and used + $3 <= capacity`;
  const result = await askInTurn({
    count: quantities.length,
    clients,
    secondsMax,
    send: async (_client, position) => {
      const values = [performanceId, zoneId, quantities[position] ?? 0];
      const { rowCount } = await pool.query({ name: 'take places', text, values });
      return rowCount === 1 ? '201' : '409 sold_out';
    },
  });
  await pool.end();
  return result;
}
