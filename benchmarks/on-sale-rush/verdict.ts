import pg from 'pg';
import type { Pairs } from '../ground/stadium.ts';
import { type HoldResult, outcomes } from './job.ts';

export type Verdict = {
  /** Seats that more than one client was told to have, or that nobody holds though somebody was told so. */
  readonly oversold: number;
  /** Pairs that were refused to everybody and that nobody has. */
  readonly falseRefusals: number;
};

/** Compares what the clients were told with what the database says. */
export async function judge(
  databaseUrl: string,
  { performanceId, pairs }: Pairs,
  asked: Int32Array,
  result: HoldResult,
): Promise<Verdict> {
  const { heldSeats, claimedTwice } = await readSeats(databaseUrl, performanceId);
  const told = new Map<number, Set<string>>();
  let seatsTold = 0;
  for (const [request, code] of result.outcomes.entries()) {
    const pair = asked[request] ?? 0;
    const outcome = outcomes[code] ?? 'failed';
    if (outcome === 'held') seatsTold += 2;
    told.set(pair, (told.get(pair) ?? new Set()).add(outcome));
  }
  const refusedToAll = [...told].filter(([, heard]) => heard.size === 1 && heard.has('refused'));
  const falseRefusals = refusedToAll.filter(([pair]) => pairs[pair]?.every((seat) => !heldSeats.has(seat)));
  return {
    oversold: Math.max(0, seatsTold - heldSeats.size) + claimedTwice,
    falseRefusals: falseRefusals.length,
  };
}

async function readSeats(
  databaseUrl: string,
  performanceId: string,
): Promise<{ heldSeats: Set<string>; claimedTwice: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const held = await client.query<{ seatId: string }>(
      `select seat_id::text as "seatId" from inventory.performance_seat where performance_id = $1 and state = 'held'`,
      [performanceId],
    );
    const claimed = await client.query(
      `select p.seat_id from inventory.hold_place p join inventory.hold h on h.id = p.hold_id
       where p.performance_id = $1 and h.state = 'active' and h.expires_at > clock_timestamp()
       group by p.seat_id having count(*) > 1`,
      [performanceId],
    );
    return { heldSeats: new Set(held.rows.map(({ seatId }) => seatId)), claimedTwice: claimed.rows.length };
  } finally {
    await client.end();
  }
}
