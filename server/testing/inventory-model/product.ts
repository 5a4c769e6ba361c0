import { findPerformance } from '../../modules/catalogue/index.ts';
import { type AllocationWish, allocatePlaces, releaseAllocation } from '../../modules/inventory/allocate-places.ts';
import { extendHold, lockedHold, releaseHold } from '../../modules/inventory/change-hold.ts';
import { openCharts } from '../../modules/inventory/charts.ts';
import { closeZone, openZone } from '../../modules/inventory/close-zone.ts';
import { openHoldDesk } from '../../modules/inventory/hold-desk.ts';
import { moveToVersion } from '../../modules/inventory/move-to-version.ts';
import { orderHold } from '../../modules/inventory/order-hold.ts';
import type { HoldRequest } from '../../modules/inventory/plan-holds.ts';
import { type Replacement, replaceSeats } from '../../modules/inventory/replace-seats.ts';
import { returnPlaces } from '../../modules/inventory/return-places.ts';
import { openSeatBoards } from '../../modules/inventory/seat-board.ts';
import { tellSeats } from '../../modules/inventory/seat-news.ts';
import { sellHeld } from '../../modules/inventory/sell-held.ts';
import { setLimits } from '../../modules/inventory/set-limits.ts';
import { createQuota, removeQuota, resizeQuota } from '../../modules/inventory/set-quota.ts';
import { tidyStock } from '../../modules/inventory/tidy-stock.ts';
import { system } from '../../platform/actor.ts';
import { openBroadcasts } from '../../platform/broadcast.ts';
import type { Ctx } from '../../platform/context.ts';
import { openDatabase } from '../../platform/database.ts';
import { openLog } from '../../platform/log.ts';
import { Refusal } from '../../platform/refusal.ts';
import { deriveSecrets } from '../../platform/secrets.ts';
import { sql, tx } from '../../platform/sql.ts';
import { transactionsOn } from '../../platform/transaction.ts';
import { testSecret } from '../given-a-server.ts';

/** What came of a step: `ok` or the word the operation said, else the code of its refusal. */
export type Outcome<Value = unknown> = { readonly code: string; readonly value?: Value };
export type Product = ReturnType<typeof openProduct>;
type Wish = Pick<HoldRequest, 'wish' | 'tariffs' | 'code' | 'person'>;

const actor = system('the model');
const plain = { totalMaxMinor: undefined, traceId: 'model', idempotent: undefined };

/** The product's own operations over a real database, as one node that is alone runs them. */
export function openProduct(databaseUrl: string) {
  const log = openLog('silent');
  const database = openDatabase(databaseUrl, { poolSize: 4, onError: () => undefined });
  const alone = { hear: async () => undefined, publish: async () => undefined, stop: async () => undefined };
  const broadcasts = openBroadcasts(() => alone, log);
  const inTransaction = transactionsOn({
    database,
    secrets: deriveSecrets(testSecret),
    listenersOf: () => [],
    deliver: async () => undefined,
    broadcasts,
    log,
  });
  const boards = openSeatBoards({ inTransaction, broadcasts, charts: openCharts(), log });
  const desk = openHoldDesk({ inTransaction, boards, log });
  const run = <Value>(operation: (ctx: Ctx) => Promise<Value>): Promise<Outcome<Value>> =>
    outcomeOf(() => inTransaction(actor, operation));

  return {
    boards,
    inTransaction,
    hold: (performanceId: string, { wish, tariffs, code, person }: Wish) => {
      const request = { wish, tariffs, code, person, actor, ...plain };
      return outcomeOf(() => desk.hold(performanceId, request));
    },
    extend: (holdId: string) => run((ctx) => extendHold(ctx, holdId)),
    release: (holdId: string) => run((ctx) => releaseHold(ctx, holdId)),
    sell: async (holdId: string): Promise<Outcome> => {
      const { code, value } = await run((ctx) => sellHeld(ctx, holdId));
      return { code: value ?? code };
    },
    giveBack: (holdId: string, numbers: readonly number[]) => run((ctx) => returnPlaces(ctx, holdId, numbers)),
    order: (holdId: string, email: string) => run((ctx) => orderAsBuyersDo(ctx, holdId, email)),
    replace: async (performanceId: string, wish: Replacement) => {
      const board = await boards.open(performanceId);
      return run((ctx) => replaceSeats(ctx, board, wish));
    },
    allocate: (wish: AllocationWish) =>
      run(async (ctx) => {
        const id = await allocatePlaces(ctx, wish);
        const found = await sql<{
          code: string | null;
        }>`select code from inventory.allocation where id = ${id}`.execute(tx(ctx));
        return { id, code: found.rows[0]?.code ?? null };
      }),
    releaseAllocation: (id: string) => run((ctx) => releaseAllocation(ctx, id)),
    closeZone: (performanceId: string, zoneId: string) => run((ctx) => closeZone(ctx, performanceId, zoneId)),
    openZone: (performanceId: string, zoneId: string) => run((ctx) => openZone(ctx, performanceId, zoneId)),
    createQuota: (wish: Parameters<typeof createQuota>[1]) => run((ctx) => createQuota(ctx, wish)),
    resizeQuota: (id: string, size: number) => run((ctx) => resizeQuota(ctx, id, size)),
    removeQuota: (id: string) => run((ctx) => removeQuota(ctx, id)),
    limitPersons: (performanceId: string, placesPerPersonMax: number | null) =>
      run((ctx) => setLimits(ctx, performanceId, { placesPerOrderMax: 6, placesPerPersonMax, loneSeats: 'off' })),
    move: (performanceId: string, mappingId: string) =>
      run((ctx) => moveToVersion(ctx, performanceId, { mappingId, relabel: false })),
    tidy: () => outcomeOf(() => tidyStock(inTransaction)),
    /** As if the minutes of the hold had passed. */
    letExpire: (performanceId: string, holdId: string) =>
      run(async (ctx) => {
        await sql`
          with ended as (
            update inventory.hold set held_at = held_at - interval '2 hours', expires_at = clock_timestamp() - interval '6 seconds'
            where id = ${holdId} returning expires_at)
          update inventory.performance_seat set held_until = (select expires_at from ended), change_number = change_number + 1
          where performance_id = ${performanceId} and hold_id = ${holdId}`.execute(tx(ctx));
        await tellSeats(ctx, { performanceId, seats: [], zones: [], isReset: true });
      }),
    letReleaseDateCome: (allocationId: string) =>
      run((ctx) =>
        sql`update inventory.allocation set release_at = clock_timestamp() where id = ${allocationId}`.execute(tx(ctx)),
      ),
    stop: async (): Promise<void> => {
      boards.stop();
      await broadcasts.stop();
      await database.close();
    },
  };
}

async function orderAsBuyersDo(ctx: Ctx, holdId: string, email: string): Promise<void> {
  const hold = await lockedHold(ctx, holdId);
  const performance = await findPerformance(ctx, hold.performanceId);
  if (!performance) throw new Refusal('not_found');
  await orderHold(ctx, hold, email, performance);
}

async function outcomeOf<Value>(ask: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { code: 'ok', value: await ask() };
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code };
    throw error;
  }
}
