import pg from 'pg';
import { insertBankAccount } from './bank-account.ts';
import { inventBuyer } from './buyers.ts';
import { anchorCalendar, followCalendar, isSeeded, moveDates, readToday } from './calendar.ts';
import { insertCommissionPlan } from './commission-plan.ts';
import { insertOrganiser, insertSeller } from './insert-people.ts';
import { type InsertedPerformance, insertEvent, insertPerformance } from './insert-performance.ts';
import { type InsertedMapping, insertMapping, insertVenue } from './insert-venue.ts';
import { demoAccounts, insertDemoAccounts } from './people.ts';
import type { MappingPlan } from './plans.ts';
import { clubProgramme } from './programme/club-nocturne.ts';
import { masterclassProgramme } from './programme/maison-des-maitres.ts';
import type { DemoPerformance, Programme, Today } from './programme/programme.ts';
import { stadiumProgramme } from './programme/stade-olympique.ts';
import { theatreProgramme } from './programme/theatre-des-arcades.ts';
import { demoCode, insertPromoCode } from './promo-code.ts';
import { type Chance, chanceFrom } from './random.ts';
import { type Sale, type SoldOrder, sellPlaces } from './sell-places.ts';
import { insertSigningKey } from './signing-key.ts';
import { choosePlaces, type SoldParty } from './sold-places.ts';

export { demoAccounts, demoCode };

export type SeedOptions = {
  log(line: string): void;
  /** TESSERA_SECRET, under which the organisers' signing keys are sealed. */
  secret: string;
};

/** Any number: it keeps two processes that start together from seeding twice. */
const lockKey = 727_275;
const chanceSeed = 20_261_121;

/**
 * The first time, fills the database with the demo; later, brings its dates up to today. All of it or nothing. What people
 * did in the demo meanwhile stays. Takes some 200 MB while it runs.
 */
export async function seedDemo(databaseUrl: string, options: SeedOptions): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'tessera-demo' });
  // A connection that breaks fails the statement under way, and that is thrown; the event would only end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [lockKey]);
    const today = await readToday(client);
    if (await isSeeded(client)) await bringUpToDate(client, today, options);
    else await fill(client, today, options);
    await client.query('commit');
  } finally {
    // Closing the connection rolls back what was not committed.
    await client.end();
  }
}

async function bringUpToDate(client: pg.Client, today: Today, { log }: SeedOptions): Promise<void> {
  const moved = await moveDates(client, today);
  if (moved > 0) log(`Demo: ${moved} dates moved up to today.`);
}

async function fill(client: pg.Client, today: Today, { log, secret }: SeedOptions): Promise<void> {
  const startedAt = performance.now();
  log('Demo: building a stadium, a theatre, a club and six workshops …');
  const programmes = [stadiumProgramme, theatreProgramme, clubProgramme, masterclassProgramme].map((plan) =>
    plan(today),
  );
  const staged: Staged[] = [];
  for (const programme of programmes) staged.push(await stage(client, programme, secret));
  const accountIds = await insertDemoAccounts(
    client,
    staged.map(({ organiserId }) => organiserId),
  );
  await client.query('analyze venues.seat');
  const chance = chanceFrom(chanceSeed);
  const customers = demoAccounts.filter(({ role }) => role === 'customer');
  const sales = staged.flatMap(({ performances, ...organiser }) =>
    performances.map((shown): Sale => {
      const parties = choosePlaces(shown.demo, shown.mappingPlan, chance);
      const orders = parties.map((party, index): SoldOrder => {
        const customer = shown.demo.customersGo ? customers[index] : undefined;
        const buyer = customer ? { ...customer, locale: 'fr' as const } : inventBuyer(chance);
        const accountId = customer && accountIds.get(customer.email);
        return { party, buyer, accountId, placedAt: buyingTime(party, shown.demo, { today, chance }) };
      });
      return { ...organiser, ...shown, plan: shown.demo.plan, orders };
    }),
  );
  await sellPlaces(client, sales, chance);
  await anchorCalendar(client, today);
  // The first visitors come before autovacuum does.
  await client.query(
    'analyze inventory.performance_seat, orders."order", orders.order_line, tickets.ticket, tickets.access_right',
  );
  const places = sales.flatMap(({ orders }) => orders).reduce((total, { party }) => total + party.length, 0);
  log(
    `Demo: ${sales.length} dates on sale, ${places} places sold (${((performance.now() - startedAt) / 1000).toFixed(1)} s).`,
  );
}

type Staged = {
  organiserId: string;
  referencePrefix: string;
  signingKeyId: number;
  performances: {
    demo: DemoPerformance;
    mapping: InsertedMapping;
    mappingPlan: MappingPlan;
    performance: InsertedPerformance;
  }[];
};

async function stage(client: pg.Client, { organiser, venues, events }: Programme, secret: string): Promise<Staged> {
  const organiserId = await insertOrganiser(client, organiser);
  await insertPromoCode(client, organiserId, demoCode);
  await insertCommissionPlan(client, organiserId);
  await insertSeller(client, organiserId, organiser);
  await insertBankAccount(client, organiserId, organiser.legalName);
  const mappings = new Map<string, { mapping: InsertedMapping; mappingPlan: MappingPlan }>();
  for (const { venue, mappings: plans } of venues) {
    const venueId = await insertVenue(client, organiserId, venue);
    for (const mappingPlan of plans) {
      const mapping = await insertMapping(client, venueId, mappingPlan);
      mappings.set(`${venue.slug} ${mappingPlan.name}`, { mapping, mappingPlan });
    }
  }
  const performances: Staged['performances'] = [];
  for (const { event, performances: demos } of events) {
    const eventId = await insertEvent(client, organiserId, event);
    for (const demo of demos) {
      const place = mappings.get(`${demo.venue} ${demo.mapping}`);
      if (!place) throw new RangeError(`${event.slug} is planned on an unknown mapping`);
      const performance = await insertPerformance(
        client,
        { organiserId, eventId, mapping: place.mapping, refundPolicy: event.refundPolicy },
        demo.plan,
      );
      await followCalendar(client, performance.id, demo.follows);
      performances.push({ demo, performance, ...place });
    }
  }
  const signingKeyId = await insertSigningKey(client, organiserId, secret);
  return { organiserId, referencePrefix: organiser.referencePrefix, signingKeyId, performances };
}

/** Within the sale so far, and while the prices paid were offered; two minutes ago at the latest. */
function buyingTime(
  party: SoldParty,
  { plan }: DemoPerformance,
  { today, chance }: { today: Today; chance: Chance },
): Date {
  const tariffs = new Set(party.map(({ tariff }) => tariff));
  const deadlines = plan.prices.flatMap(({ tariff, saleClosesAt }) =>
    saleClosesAt && tariffs.has(tariff) ? [saleClosesAt] : [],
  );
  const latest =
    Math.min(...[today.now, plan.saleClosesAt, ...deadlines].map((instant) => instant.getTime())) - 120_000;
  const earliest = plan.saleOpensAt.getTime() + 120_000;
  // Squared: most people buy soon after the opening.
  return new Date(Math.round(earliest + (latest - earliest) * chance.next() ** 2));
}
