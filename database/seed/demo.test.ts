import { type Chart, flagsOf } from '@tessera/contract/seating/chart';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureSigningKey, isSignedBy, signWith } from '../../server/modules/tickets/signing-key.ts';
import { loadChart } from '../../server/modules/venues/chart.store.ts';
import { system } from '../../server/platform/actor.ts';
import { openDatabase } from '../../server/platform/database.ts';
import { deriveSecrets } from '../../server/platform/secrets.ts';
import { transactionsOn } from '../../server/platform/transaction.ts';
import { createTestDatabase, type TestDatabase } from '../../server/testing/database.ts';
import { demoAccounts, seedDemo } from './demo.ts';

const secret = 'a secret for the demo of the tests';
const lines: string[] = [];
const log = (line: string) => {
  lines.push(line);
};

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  await seedDemo(database.url, { log, secret });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client?.end();
  await database?.drop();
});

async function select(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await client.query<Record<string, unknown>>(text, values)).rows;
}

/** Rows and the sum of a hash of each, by table: any change in any of them shows. */
async function fingerprint(): Promise<Record<string, unknown>[]> {
  const tables = await select(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema', 'meta') and schemaname !~ '^pg_' order by 1`,
  );
  const prints: Record<string, unknown>[] = [];
  for (const { name } of tables) {
    prints.push(...(await select(`select $1 as name, count(*), sum(hashtext(t::text)) from ${name} t`, [name])));
  }
  return prints;
}

test('the stadium has about 45,000 seats for football, and 40,000 places around and before a stage', async () => {
  const mappings = await select(
    `select mapping.name,
       (select count(*)::int from venues.seat where mapping_id = mapping.id) as seats,
       (select sum(capacity)::int from venues.zone where mapping_id = mapping.id and kind = 'standing') as standing,
       (select count(*)::int from venues.zone where mapping_id = mapping.id and kind = 'seated') as sectors,
       (select count(*)::int from venues.zone where mapping_id = mapping.id and kind = 'group') as stands
     from venues.mapping join venues.venue on venue.id = venue_id where venue.name = 'Stade Olympique' order by mapping.name`,
  );
  const [concert, football] = mappings;
  expect(football).toMatchObject({ name: 'Football', sectors: 88, stands: 4 });
  expect(Number(football?.seats)).toBeGreaterThan(44_000);
  expect(Number(football?.seats)).toBeLessThan(46_500);
  expect(concert).toMatchObject({ standing: 12_000 });
  expect(Number(concert?.seats) + 12_000).toBeGreaterThan(38_000);
  expect(Number(concert?.seats) + 12_000).toBeLessThan(42_000);
});

test('no two seats of a mapping share their place, and neighbours in a row sit within a metre and a half', async () => {
  const crowded = await select(
    `select mapping_id, count(*) from venues.seat group by mapping_id, round(x::numeric, 1), round(y::numeric, 1)
     having count(*) > 1`,
  );
  expect(crowded).toEqual([]);
  const torn = await select(
    `select seat.zone_id, seat.row_label, seat.number from venues.seat
     join venues.seat neighbour on neighbour.zone_id = seat.zone_id and neighbour.row_label = seat.row_label
       and neighbour.number_position = seat.number_position + 1
     where sqrt((seat.x - neighbour.x) ^ 2 + (seat.y - neighbour.y) ^ 2) > 1.5 and not 'table' = any(seat.flags)`,
  );
  expect(torn).toEqual([]);
});

test('the plans are such as the product sells by: rows in one stretch, companions with their wheelchair place, tables whole', async () => {
  const app = openDatabase(database.url, { onError: () => undefined });
  const inTransaction = transactionsOn({
    database: app,
    secrets: deriveSecrets(secret),
    listenersOf: () => [],
    deliver: async () => {},
  });
  const charts: Chart[] = [];
  for (const { id } of await select('select id from venues.mapping')) {
    const chart = await inTransaction(system('test'), (ctx) => loadChart(ctx, String(id)));
    if (chart) charts.push(chart);
  }
  await app.close();
  expect(charts).toHaveLength(10);
  for (const chart of charts) {
    for (let ordinal = 0; ordinal < chart.seatCount; ordinal += 1) {
      const flags = flagsOf(chart.flags[ordinal] ?? 0);
      const wheelchair = chart.companionOf[ordinal] ?? -1;
      expect(wheelchair >= 0).toBe(flags.includes('companion'));
      if (wheelchair < 0) continue;
      expect(flagsOf(chart.flags[wheelchair] ?? 0)).toContain('wheelchair');
      expect(chart.rowOf[wheelchair]).toBe(chart.rowOf[ordinal]);
      expect(Math.abs((chart.positions[wheelchair] ?? 0) - (chart.positions[ordinal] ?? 0))).toBe(1);
    }
    const partners = [...chart.companionOf].filter((wheelchair) => wheelchair >= 0);
    expect(new Set(partners).size).toBe(partners.length);
  }
  const tables = charts.flatMap((chart) => chart.tables);
  expect(tables).toHaveLength(10);
  expect(tables.every(({ isSoldWhole }) => isSoldWhole)).toBe(true);
});

test('the theatre has 600 seats with wheelchair places beside their companions, the club 1,200 places and ten tables', async () => {
  const [theatre] = await select(
    `select count(*)::int as seats,
       count(*) filter (where 'wheelchair' = any(flags))::int as wheelchairs,
       count(*) filter (where 'restricted_view' = any(flags))::int as restricted
     from venues.seat join venues.mapping on mapping.id = mapping_id join venues.venue on venue.id = venue_id
     where venue.slug = 'theatre-des-arcades'`,
  );
  expect(theatre).toMatchObject({ seats: 600, wheelchairs: 6 });
  expect(Number(theatre?.restricted)).toBeGreaterThan(0);
  const alone = await select(
    `select seat.id from venues.seat where 'wheelchair' = any(flags) and not exists (
       select from venues.seat companion where companion.zone_id = seat.zone_id and companion.row_label = seat.row_label
         and abs(companion.number_position - seat.number_position) = 1 and 'companion' = any(companion.flags))`,
  );
  expect(alone).toEqual([]);
  const tables = await select(
    `select zone.name, count(seat.id)::int as seats from venues.zone
     join venues.seat on seat.mapping_id = zone.mapping_id and seat.zone_id = zone.id
     join venues.mapping on mapping.id = zone.mapping_id join venues.venue on venue.id = venue_id
     where venue.slug = 'club-nocturne' group by zone.mapping_id, zone.id`,
  );
  expect(tables).toHaveLength(10);
  expect(tables.every(({ seats }) => Number(seats) >= 4 && Number(seats) <= 6)).toBe(true);
  expect(await select(`select capacity from venues.zone where code = 'piste'`)).toEqual([{ capacity: 1200 }]);
});

test('every seat can be entered by a gate with an access point, and is on sale in no more than one tier', async () => {
  const unserved = await select(
    `select zone.name from venues.zone where kind <> 'group' and not exists (
       select from venues.gate_zone join venues.access_point using (mapping_id, gate_id)
       where mapping_id = zone.mapping_id and zone_id = zone.id)`,
  );
  expect(unserved).toEqual([]);
  const unpriced = await select(
    `select tier.performance_id, tier.code from pricing.price_tier tier
     where not exists (select from pricing.offer where tier_id = tier.id)
       or not exists (select from pricing.tier_zone where tier_id = tier.id)`,
  );
  expect(unpriced).toEqual([]);
  const stock = await select(
    `select performance.id from catalogue.performance
     where (select count(*) from venues.seat where seat.mapping_id = performance.mapping_id)
       <> (select count(*) from inventory.performance_seat where performance_id = performance.id)`,
  );
  expect(stock).toEqual([]);
});

test('there is a performance sold out, one past, one not yet on sale, one whose doors are open, and Carré Or in two months', async () => {
  const [found] = await select(
    `select
       bool_or(free = 0) as sold_out, bool_or(ends_at < now()) as past, bool_or(sale_opens_at > now()) as not_yet,
       bool_or(now() between doors_at and ends_at and now() between sale_opens_at and sale_closes_at and free > 100) as doors_open
     from (select p.*, (select count(*) from inventory.performance_seat s where s.performance_id = p.id and s.state = 'free') as free
       from catalogue.performance p) performance`,
  );
  expect(found).toEqual({ sold_out: true, past: true, not_yet: true, doors_open: true });
  const [carreOr] = await select(
    `select count(*)::int as free from inventory.performance_seat seat
     join pricing.price_tier tier on tier.id = tier_id join catalogue.performance on performance.id = seat.performance_id
     where tier.code = 'carre-or' and tier.name ->> 'fr' = 'Carré Or' and seat.state = 'free'
       and starts_at between now() + interval '55 days' and now() + interval '65 days'`,
  );
  expect(Number(carreOr?.free)).toBeGreaterThan(20);
});

test('a sold place is one hold place, one line of a confirmed order, one valid ticket and one live right, and nothing else is', async () => {
  const [counts] = await select(
    `select
       (select count(*)::int from inventory.performance_seat where state = 'sold')
         + (select sum(used)::int from inventory.zone_stock) as sold,
       (select count(*)::int from inventory.hold_place where not returned) as held,
       (select count(*)::int from orders.order_line) as lines,
       (select count(*)::int from tickets.ticket where status = 'valid') as tickets,
       (select count(*)::int from tickets.access_right where state = 'issued') as rights`,
  );
  const sold = Number(counts?.sold);
  expect(sold).toBeGreaterThan(10_000);
  expect(counts).toEqual({ sold, held: sold, lines: sold, tickets: sold, rights: sold });
  const unmatched = await select(
    `select line.id from orders.order_line line
     join orders."order" o on o.id = line.order_id
     left join inventory.hold on hold.id = o.hold_id and hold.state = 'sold' and hold.performance_id = o.performance_id
     left join inventory.hold_place place on place.hold_id = hold.id and place.place = line.place
       and place.seat_id is not distinct from line.seat_id and place.offer_id = line.offer_id and place.zone_id = line.zone_id
     left join tickets.ticket on ticket.order_line_id = line.id and ticket.seat_id is not distinct from line.seat_id
       and ticket.performance_id = o.performance_id
     left join tickets.access_right r on r.ticket_id = ticket.id
     left join tickets.signing_key key on key.id = r.signing_key_id and key.organiser_id = o.organiser_id
     left join catalogue.performance p on p.id = o.performance_id and p.doors_at = r.valid_from and p.ends_at = r.valid_until
     left join inventory.performance_seat stock on stock.performance_id = o.performance_id and stock.seat_id = line.seat_id
       and stock.hold_id = hold.id and stock.state = 'sold' and stock.tier_id = line.tier_id
     where o.status <> 'confirmed' or place.hold_id is null or key.id is null or p.id is null
       or (line.seat_id is not null and stock.seat_id is null)`,
  );
  expect(unmatched).toEqual([]);
});

test('what is shown as used of a standing zone is what was sold there', async () => {
  const wrong = await select(
    `select stock.zone_id from inventory.zone_stock stock
     where used <> (select count(*) from inventory.hold_place place
       where place.performance_id = stock.performance_id and place.zone_id = stock.zone_id)`,
  );
  expect(wrong).toEqual([]);
});

test('each order was paid in full at its offers’ prices, and the ledger balances to nothing owed by orders', async () => {
  const wrong = await select(
    `select o.reference from orders."order" o
     join catalogue.performance p on p.id = o.performance_id
     left join payments.payment paid on paid.id = o.payment_id and paid.status = 'captured' and paid.settled_at is not null
     where paid.id is null or paid.captured_minor <> o.total_minor or paid.currency <> o.currency or p.currency <> o.currency
       or o.total_minor <> (select sum(line.price_minor + line.fee_minor) from orders.order_line line where line.order_id = o.id)
       or exists (select from orders.order_line line join pricing.offer on offer.id = line.offer_id where line.order_id = o.id
         and (offer.price_minor, offer.fee_minor, offer.tier_id) is distinct from (line.price_minor, line.fee_minor, line.tier_id))
       or (select count(*) from ledger.posting where (kind, reference) in (('capture', paid.id::text), ('sale', o.id::text))) <> 2`,
  );
  expect(wrong).toEqual([]);
  const balances = await select(
    `select account, currency, sum(amount_minor) from ledger.entry where account = 'order_clearing'
     group by account, currency having sum(amount_minor) <> 0
     union all
     select posting_id::text, currency, sum(amount_minor) from ledger.entry group by posting_id, currency having sum(amount_minor) <> 0`,
  );
  expect(balances).toEqual([]);
});

test('nobody bought before the sale opened, after it closed, in the future, or at a price no longer offered', async () => {
  const early = await select(
    `select o.reference from orders."order" o join catalogue.performance p on p.id = o.performance_id
     join orders.order_line line on line.order_id = o.id join pricing.offer on offer.id = line.offer_id
     where o.placed_at not between p.sale_opens_at and p.sale_closes_at or o.confirmed_at > now() or o.placed_at > offer.sale_closes_at`,
  );
  expect(early).toEqual([]);
});

test('the tickets can be signed: each organiser’s key opens under the secret and is the one new tickets get', async () => {
  const keys = await select(`select id, organiser_id::text as organiser from tickets.signing_key order by id`);
  expect(keys).toHaveLength(4);
  const app = openDatabase(database.url, { poolSize: 1, onError: () => {} });
  const inTransaction = transactionsOn({
    database: app,
    secrets: deriveSecrets(secret),
    listenersOf: () => [],
    deliver: async () => {},
  });
  const bytes = Buffer.from('a ticket');
  for (const { id, organiser } of keys) {
    const isGood = await inTransaction(system('test'), async (ctx) => {
      const current = await ensureSigningKey(ctx, String(organiser));
      const signature = await signWith(ctx, Number(id), bytes);
      return current.id === id && (await isSignedBy(ctx, Number(id), bytes, signature));
    });
    expect(isGood).toBe(true);
  }
  await app.close();
});

test('every event speaks French and English, and no text is empty', async () => {
  const mute = await select(
    `select slug from catalogue.event, unnest(array[title, summary, description, refund_rule]) as words
     where coalesce(words ->> 'fr', '') = '' or coalesce(words ->> 'en', '') = ''`,
  );
  expect(mute).toEqual([]);
});

test('for every role there is somebody with a verified address at every organiser', async () => {
  const [counts] = await select(
    `select (select count(*)::int from identity.account where email_verified_at is not null) as accounts,
       (select count(*)::int from identity.membership) as memberships, (select count(distinct role)::int from identity.membership) as roles,
       (select count(*)::int from identity.account where is_superadmin) as superadmins`,
  );
  expect(counts).toEqual({ accounts: demoAccounts.length, memberships: 24, roles: 6, superadmins: 1 });
  expect(demoAccounts.every(({ password }) => password.length >= 15)).toBe(true);
});

test('seeding again changes nothing', async () => {
  const before = await fingerprint();
  await seedDemo(database.url, { log, secret });
  expect(await fingerprint()).toEqual(before);
});

test('a connection cut in the middle of seeding leaves nothing behind', async () => {
  const other = await createTestDatabase();
  let outcome = 'under way';
  const seeding = seedDemo(other.url, { log, secret }).then(
    () => {
      outcome = 'seeded';
    },
    () => {
      outcome = 'cut off';
    },
  );
  for (let cut = 0; cut === 0 && outcome === 'under way'; ) {
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = $1 and application_name = 'tessera-demo' and query like 'insert into inventory.performance_seat%'`,
      [new URL(other.url).pathname.slice(1)],
    );
    cut = rowCount ?? 0;
  }
  await seeding;
  expect(outcome).toBe('cut off');
  const reader = new pg.Client({ connectionString: other.url });
  await reader.connect();
  const { rows } = await reader.query(
    `select (select count(*)::int from identity.organiser) as organisers, (select count(*)::int from venues.seat) as seats,
       (select count(*)::int from demo.calendar) as anchors`,
  );
  await reader.end();
  await other.drop();
  expect(rows).toEqual([{ organisers: 0, seats: 0, anchors: 0 }]);
});

test('when days have passed, the dates move with them and everything else stays', async () => {
  const read = () =>
    select(
      `select p.number, e.slug, follows, p.starts_at at time zone p.time_zone as starts, p.doors_at at time zone p.time_zone as doors,
         p.sale_opens_at at time zone p.time_zone as opens,
         (select min(valid_from) = p.doors_at and max(valid_until) = p.ends_at from tickets.access_right r
           where r.performance_id = p.id) as rights_fit,
         (select max(o.sale_closes_at) at time zone p.time_zone from pricing.offer o where o.performance_id = p.id) as offer_closes
       from catalogue.performance p join catalogue.event e on e.id = p.event_id join demo.performance on performance_id = p.id
       order by p.number`,
    );
  // As if the demo had last run a hundred days ago: everything lies that much further back.
  await client.query(
    `update catalogue.performance p set doors_at = later(doors_at), starts_at = later(starts_at), ends_at = later(ends_at),
       sale_opens_at = later(sale_opens_at), sale_closes_at = later(sale_closes_at)`.replaceAll(
      /later\((\w+)\)/g,
      "($1 at time zone p.time_zone - interval '100 days') at time zone p.time_zone",
    ),
  );
  await client.query(
    `update pricing.offer o set sale_closes_at = (o.sale_closes_at at time zone p.time_zone - interval '100 days') at time zone p.time_zone
     from catalogue.performance p where p.id = o.performance_id and o.sale_closes_at is not null`,
  );
  await client.query(
    `update tickets.access_right r set valid_from = p.doors_at, valid_until = p.ends_at
     from catalogue.performance p where p.id = r.performance_id`,
  );
  const orders = `select count(*), sum(hashtext(o::text)) from orders."order" o`;
  const [ordersBefore] = await select(orders);
  const longAgo = await read();
  await client.query(`update demo.calendar set anchored_on = anchored_on - 100`);
  await seedDemo(database.url, { log, secret });

  const now = await read();
  const days = (later: unknown, earlier: unknown) =>
    later instanceof Date && earlier instanceof Date ? (later.getTime() - earlier.getTime()) / 86_400_000 : undefined;
  for (const [index, performance] of now.entries()) {
    const before = longAgo[index];
    expect(performance.rights_fit).not.toBe(false);
    if (performance.follows === 'clock') continue;
    expect(days(performance.starts, before?.starts)).toBe(100);
    expect(days(performance.doors, before?.doors)).toBe(100);
    expect(days(performance.opens, before?.opens)).toBe(100);
    if (performance.offer_closes !== null) expect(days(performance.offer_closes, before?.offer_closes)).toBe(100);
  }
  expect(
    await select(`select now() between doors_at and ends_at as open from catalogue.performance
    join demo.performance on performance_id = id where follows = 'clock'`),
  ).toEqual([{ open: true }]);
  expect((await select(orders))[0]).toEqual(ordersBefore);
  expect(lines.at(-1)).toBe('Demo: 22 dates moved up to today.');
});
