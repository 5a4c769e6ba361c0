import pg from 'pg';
import { eventually } from './given-a-server.ts';

export type LockedRows = {
  /** Waits until so many other connections wait for this one. */
  readonly waitedForBy: (connections: number) => Promise<void>;
  /** How many wait for it now, or for somebody who does. */
  readonly countWaiting: () => Promise<number>;
  readonly release: () => Promise<void>;
};

/** Keeps rows locked on a connection of its own, as somebody would whose transaction takes long. */
export async function lockRows(
  databaseUrl: string,
  statement: string,
  values: readonly unknown[],
): Promise<LockedRows> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('begin');
  const { rowCount } = await client.query(statement, [...values]);
  if (!rowCount) throw new Error('nothing was locked');
  let isReleased = false;
  const countWaiting = async (): Promise<number> => {
    const { rows } = await client.query<{ waiting: number }>(
      `with recursive waiting (pid) as (
         select pg_backend_pid()
         union
         select l.pid from waiting join pg_locks l on waiting.pid = any(pg_blocking_pids(l.pid)) where not l.granted)
       select count(*)::int - 1 as waiting from waiting`,
    );
    return rows[0]?.waiting ?? 0;
  };
  return {
    waitedForBy: async (connections) => {
      await eventually(
        `${connections} connections that wait for a lock`,
        async () => (await countWaiting()) >= connections,
      );
    },
    countWaiting,
    release: async () => {
      if (isReleased) return;
      isReleased = true;
      await client.query('rollback');
      await client.end();
    },
  };
}
