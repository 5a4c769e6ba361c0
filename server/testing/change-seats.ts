import { type SeatChange, type SeatCode, tellSeats } from '../modules/inventory/seat-news.ts';
import { system } from '../platform/actor.ts';
import { type Broadcasts, openBroadcasts } from '../platform/broadcast.ts';
import { postgresTransport } from '../platform/broadcast-postgres.ts';
import { redisTransport } from '../platform/broadcast-redis.ts';
import { openDatabase } from '../platform/database.ts';
import { openLog } from '../platform/log.ts';
import { deriveSecrets } from '../platform/secrets.ts';
import { sql, tx } from '../platform/sql.ts';
import { type InTransaction, transactionsOn } from '../platform/transaction.ts';
import { testSecret } from './given-a-server.ts';

export type SeatChanger = {
  readonly inTransaction: InTransaction;
  readonly broadcasts: Broadcasts;
  /** Brings so many seats, taken at random, to another state they may go to, in one transaction. */
  readonly shuffle: (performanceId: string, count: number) => Promise<void>;
  /** The same without telling anybody, as if the news were lost. */
  readonly shuffleSilently: (performanceId: string, count: number) => Promise<void>;
  /** Holds free seats until then. */
  readonly hold: (performanceId: string, ordinals: readonly number[], until: Date) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** One more node, without a server: it changes seats as the product's own transactions do, only faster. */
export async function openSeatChanger(databaseUrl: string, redisUrl?: string): Promise<SeatChanger> {
  const log = openLog('silent');
  const broadcasts = openBroadcasts(redisUrl ? redisTransport(redisUrl) : postgresTransport(databaseUrl), log);
  const database = openDatabase(databaseUrl, { poolSize: 10, onError: () => undefined });
  const inTransaction = transactionsOn({
    database,
    secrets: deriveSecrets(testSecret),
    listenersOf: () => [],
    deliver: async () => undefined,
    broadcasts,
    log,
  });
  await broadcasts.ready(3_000);
  const holdId = crypto.randomUUID();

  const shuffleWith = (performanceId: string, count: number, isTold: boolean): Promise<void> =>
    inTransaction(system('shuffle'), async (ctx) => {
      const changed = await sql<Row>`
        with picked as (
          select seat_id, case state when 'free' then (array['held', 'held', 'sold', 'off'])[1 + floor(random() * 4)::int]
            when 'held' then (array['free', 'sold'])[1 + floor(random() * 2)::int] else 'free' end as next
          from inventory.performance_seat where performance_id = ${performanceId}
            and seat_id in (select seat_id from inventory.performance_seat where performance_id = ${performanceId}
              order by random() limit ${count})
          order by seat_id for update)
        update inventory.performance_seat s set state = next, change_number = change_number + 1,
          hold_id = case when next in ('held', 'sold') then coalesce(s.hold_id, ${holdId}) end,
          held_until = case next when 'held' then date_trunc('milliseconds', clock_timestamp()) + interval '1 hour' end
        from picked where s.performance_id = ${performanceId} and s.seat_id = picked.seat_id
        returning ordinal, s.state, held_until, change_number`.execute(tx(ctx));
      if (isTold) await tellSeats(ctx, { performanceId, seats: changed.rows.map(seatChange), zones: [] });
    });

  return {
    inTransaction,
    broadcasts,
    shuffle: (performanceId, count) => shuffleWith(performanceId, count, true),
    shuffleSilently: (performanceId, count) => shuffleWith(performanceId, count, false),
    hold: (performanceId, ordinals, until) =>
      inTransaction(system('shuffle'), async (ctx) => {
        const changed = await sql<Row>`
          update inventory.performance_seat set state = 'held', hold_id = ${holdId}, held_until = ${until},
            change_number = change_number + 1
          where performance_id = ${performanceId} and state = 'free' and seat_id = any(array(
            select s.id from venues.seat s join catalogue.performance p on p.mapping_id = s.mapping_id
            where p.id = ${performanceId} and s.ordinal = any(${ordinals}::int[])))
          returning ordinal, state, held_until, change_number`.execute(tx(ctx));
        await tellSeats(ctx, { performanceId, seats: changed.rows.map(seatChange), zones: [] });
      }),
    stop: async () => {
      await broadcasts.stop();
      await database.close();
    },
  };
}

type Row = { ordinal: number; state: string; heldUntil: Date | null; changeNumber: number };
const codes: Readonly<Record<string, SeatCode>> = { free: 0, held: 1, sold: 2, off: 3 };

function seatChange({ ordinal, state, heldUntil, changeNumber }: Row): SeatChange {
  return { ordinal, state: codes[state] ?? 3, heldUntilMs: heldUntil?.getTime() ?? 0, changeNumber };
}
