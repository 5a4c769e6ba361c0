import pg from 'pg';
import { apiBase } from '../../contract/api/paths.ts';
import { openConnection } from '../load/connection.ts';
import { type HoldJob, type HoldResult, type Outcome, outcomes } from './job.ts';

type Send = (client: number, pair: readonly [string, string]) => Promise<Outcome>;

/** As many connections as the product opens. */
export const connectionsMax = 20;

/** Every client asks, waits for the answer, and asks again, until the list or the time is over. */
export async function sendHolds(job: HoldJob): Promise<HoldResult> {
  const { send, close } = job.target.kind === 'http' ? overHttp(job, job.target.port) : overSql(job, job.target);
  const latenciesMs = new Float64Array(job.asked.length);
  const codes = new Uint8Array(job.asked.length);
  let sent = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + job.secondsMax * 1000;
  const ask = async (client: number): Promise<void> => {
    while (sent < job.asked.length && performance.now() < endsAt) {
      const request = sent;
      sent += 1;
      const pair = job.pairs[job.asked[request] ?? 0];
      if (pair === undefined) throw new Error(`request ${request} asks for a pair there is not`);
      const askedAt = performance.now();
      codes[request] = outcomes.indexOf(await send(client, pair));
      latenciesMs[request] = performance.now() - askedAt;
    }
  };
  await Promise.all(Array.from({ length: job.clients }, (_, client) => ask(client)));
  const elapsedMs = performance.now() - startedAt;
  await close();
  return { elapsedMs, latenciesMs: latenciesMs.slice(0, sent), outcomes: codes.slice(0, sent) };
}

function overHttp({ performanceId, clients }: HoldJob, port: number): { send: Send; close(): Promise<void> } {
  const connections = Array.from({ length: clients }, () => openConnection(() => port));
  const path = `${apiBase}/performances/${performanceId}/holds`;
  return {
    send: async (client, seats) => {
      const connection = connections[client];
      if (connection === undefined) throw new RangeError(`there is no client ${client}`);
      const answer = await connection.ask({ method: 'POST', path, body: { seats } }).catch(() => undefined);
      if (answer === undefined) return 'failed';
      if (answer.status === 201) return 'held';
      if (answer.status === 409 && answer.text.includes('"seats_taken"')) return 'refused';
      return answer.status === 503 || answer.text.includes('"contended"') ? 'busy' : 'failed';
    },
    close: async () => {
      for (const connection of connections) connection.close();
    },
  };
}

/** The floor: what the database needs for the deciding statement alone, committed and durable. */
function overSql(
  { performanceId }: HoldJob,
  { databaseUrl }: { databaseUrl: string },
): { send: Send; close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connectionsMax });
  const text = `
    update inventory.performance_seat
    set state = 'held', hold_id = $3, held_until = clock_timestamp() + interval '30 minutes'
    where performance_id = $1 and seat_id = any($2)
      and (state = 'free' or (state = 'held' and held_until <= clock_timestamp()))`;
  return {
    send: async (_client, seats) => {
      const values = [performanceId, seats, crypto.randomUUID()];
      const { rowCount } = await pool.query({ name: 'hold two seats', text, values });
      return rowCount === seats.length ? 'held' : rowCount === 0 ? 'refused' : 'failed';
    },
    close: () => pool.end(),
  };
}
