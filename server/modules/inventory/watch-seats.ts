import { system } from '../../platform/actor.ts';
import { type Listening, listen } from '../../platform/listen.ts';
import type { Log } from '../../platform/log.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { statesOf } from './stock.store.ts';

export type SeatChange = { readonly id: string; readonly ordinal: number; readonly state: string };
type Watcher = (event: 'changes' | 'resync' | 'end', sequence: number, changes: readonly SeatChange[]) => void;
export type SeatWatch = Listening & {
  /** Calls back with every change of a performance's seats until the returned function is called. */
  watch(performanceId: string, watcher: Watcher): () => void;
  sequence(): number;
};

const gatherMilliseconds = 200;

/** One listener per node hears what every node changed, and reads each changed seat once for all its watchers. */
export function watchSeats(databaseUrl: string, inTransaction: InTransaction, log: Log): SeatWatch {
  const watchers = new Map<string, Set<Watcher>>();
  const pending = new Map<string, Set<number> | 'all'>();
  let sequence = 0;

  const tell = async (): Promise<void> => {
    const gathered = [...pending];
    pending.clear();
    for (const [performanceId, ordinals] of gathered) {
      const audience = watchers.get(performanceId);
      if (!audience || audience.size === 0) continue;
      sequence += 1;
      if (ordinals === 'all') {
        for (const watcher of audience) watcher('resync', sequence, []);
        continue;
      }
      const states = await inTransaction(system('seat-watch'), (ctx) => statesOf(ctx, performanceId, [...ordinals]));
      const changes = states.map(({ seatId, ordinal, state }) => ({ id: String(seatId), ordinal, state }));
      for (const watcher of audience) watcher('changes', sequence, changes);
    }
  };
  const timer = setInterval(() => {
    if (pending.size > 0) tell().catch((error: unknown) => log.warn({ err: error }, 'seat watch'));
  }, gatherMilliseconds);

  const listening = listen(
    databaseUrl,
    'seats_changed',
    {
      onMessage: (payload) => {
        const { performanceId, seats }: { performanceId: string; seats: number[] } = JSON.parse(payload);
        if (!watchers.has(performanceId)) return;
        const known = pending.get(performanceId) ?? new Set<number>();
        if (seats.length === 0 || known === 'all') pending.set(performanceId, 'all');
        else pending.set(performanceId, new Set([...known, ...seats]));
      },
      onGap: () => {
        for (const performanceId of watchers.keys()) pending.set(performanceId, 'all');
      },
    },
    log,
  );

  return {
    sequence: () => sequence,
    watch: (performanceId, watcher) => {
      const audience = watchers.get(performanceId) ?? new Set();
      watchers.set(performanceId, audience.add(watcher));
      return () => {
        audience.delete(watcher);
        if (audience.size === 0) watchers.delete(performanceId);
      };
    },
    stop: async () => {
      clearInterval(timer);
      for (const watcher of [...watchers.values()].flatMap((audience) => [...audience])) watcher('end', sequence, []);
      await listening.stop();
    },
  };
}
