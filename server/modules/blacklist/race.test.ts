import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '../../platform/actor.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { type BanDesk, openBanDesk } from '../../testing/ban-desk.ts';
import { eventually, type GivenServer, givenAServer } from '../../testing/given-a-server.ts';
import { transactionsWithLocks, transactionsWithoutLocks } from '../../testing/without-locks.ts';
import { addBan } from './add-ban.ts';
import { expectWelcome } from './index.ts';

let server: GivenServer;
let desk: BanDesk;
beforeAll(async () => {
  server = await givenAServer();
  desk = await openBanDesk(server);
});
afterAll(() => server.stop());

const actor = system('the race');
const newAddress = () => `${crypto.randomUUID()}@example.org`;

/** A transaction that has done its work and commits when it is told to. */
function heldOpen(inTransaction: InTransaction, work: Parameters<InTransaction>[1]) {
  const [worked, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const ended = inTransaction(actor, async (ctx) => {
    await work(ctx);
    worked.resolve();
    await told.promise;
  });
  return { worked: worked.promise, commit: told.resolve, ended };
}

function ban(inTransaction: InTransaction, email: string) {
  const { organiserId } = desk.at;
  const scope = { organiserId, eventId: null, performanceId: null, startsAt: null, endsAt: null };
  return heldOpen(inTransaction, (ctx) => addBan(ctx, { ...scope, email, label: 'V', note: 'x', reason: 'other' }));
}

async function somebodyWaits(): Promise<void> {
  await eventually('a transaction that waits for a person', async () => {
    const { rows } = await server.pool.query(
      `select from pg_locks where locktype = 'advisory' and not granted
         and database = (select oid from pg_database where datname = current_database())`,
    );
    return rows.length > 0;
  });
}

/** A purchase has looked for bans; a ban is made meanwhile. Which of the two is committed first? */
async function firstToEnd(inTransaction: InTransaction): Promise<string[]> {
  const email = newAddress();
  const ended: string[] = [];
  const purchase = heldOpen(inTransaction, (ctx) => expectWelcome(ctx, desk.at, email));
  await purchase.worked;
  const banning = ban(inTransaction, email);
  banning.commit();
  const bans = banning.ended.then(() => ended.push('ban'));
  await Promise.race([bans, somebodyWaits()]);
  purchase.commit();
  await Promise.all([bans, purchase.ended.then(() => ended.push('purchase'))]);
  return ended;
}

test('a ban waits for a purchase that has found none: nothing is bought after it is committed', async () => {
  const { inTransaction, close } = transactionsWithLocks(server.databaseUrl);
  expect(await firstToEnd(inTransaction)).toEqual(['purchase', 'ban']);
  await close();
});

test('without the lock something is bought after the ban', async () => {
  const { inTransaction, close } = transactionsWithoutLocks(server.databaseUrl);
  expect(await firstToEnd(inTransaction)).toEqual(['ban', 'purchase']);
  await close();
});

test('an order that is placed while a ban is being made waits for it, and is refused', async () => {
  const { inTransaction, close } = transactionsWithLocks(server.databaseUrl);
  const email = newAddress();
  const held = await desk.hold();
  const banning = ban(inTransaction, email);
  await banning.worked;
  const placing = desk.order(held, email);
  await somebodyWaits();
  // Of somebody else, nothing waits.
  expect(await desk.outcome(newAddress())).toBe('placed');
  banning.commit();
  await banning.ended;
  expect((await placing).problem.code).toBe('ask_organiser');
  await close();
});

test('twenty orders of one person at once with a ban: once it is made, nothing is placed', async () => {
  const email = newAddress();
  const holds = [];
  for (let count = 0; count < 20; count += 1) holds.push(await desk.hold());
  const bans = desk.ban(email);
  const placed = await Promise.all(
    holds.map(async (held) => {
      const { status } = await desk.order(held, email);
      return status;
    }),
  );
  await bans;
  expect(placed.every((status) => status === 201 || status === 409)).toBe(true);
  const { rows } = await server.pool.query(
    `select o.placed_at > b.made_at as late from orders."order" o
       join inventory.hold h on h.id = o.hold_id join blacklist.ban b on b.person_key = h.person_key
     where o.buyer_email = $1`,
    [email],
  );
  expect(rows).toHaveLength(placed.filter((status) => status === 201).length);
  expect(rows.filter(({ late }) => late)).toEqual([]);
});
