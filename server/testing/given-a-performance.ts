import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { insertOrganiser } from '../../database/seed/insert-people.ts';
import { insertEvent, insertPerformance } from '../../database/seed/insert-performance.ts';
import { idOf, insertMapping, insertVenue } from '../../database/seed/insert-venue.ts';
import { allOrNothing } from './all-or-nothing.ts';
import {
  defaultWish,
  type PerformanceWish,
  planMapping,
  planPerformance,
  type SettledWish,
  tierCodes,
} from './trial-house.ts';

export type GivenPerformance = {
  organiserId: string;
  organiserSlug: string;
  referencePrefix: string;
  venueId: string;
  mappingId: string;
  eventId: string;
  eventSlug: string;
  performanceId: string;
  performanceNumber: number;
  zoneIds: { parterre: string; balcony: string | undefined; standing: string | undefined };
  /** Ids of the seats of the Parterre as the API writes them, row by row, each from left to right. */
  rows: string[][];
  balconyRows: string[][];
  tierIds: { parterre: string; balcony: string | undefined; standing: string | undefined };
  tariffIds: { full: string; reduced: string; child: string };
  /** The full-price offers. */
  offerIds: { parterre: string; balcony: string | undefined; standing: string | undefined };
  offerOf(tier: 'parterre' | 'balcony' | 'standing', tariff: 'full' | 'reduced' | 'child'): string;
  gateId: string;
  /** Its gate serves every zone. */
  accessPointId: string;
  secondAccessPointId: string;
  /** Its gate serves no zone of this performance that has a ticket. */
  otherGateAccessPointId: string;
};

/**
 * A performance on sale, its doors open, with an organiser, a venue and an event of its own: everything a test needs to
 * hold, buy and scan. All of it or nothing is in the database. Instants are taken from the database's clock.
 */
export function givenAPerformance(database: string | pg.Pool, wish: PerformanceWish = {}): Promise<GivenPerformance> {
  return allOrNothing(database, (client) => insertAll(client, { ...defaultWish, ...wish }, wish.organiserId));
}

async function insertAll(
  client: pg.ClientBase,
  wish: SettledWish,
  organiserId: string | undefined,
): Promise<GivenPerformance> {
  const mark = randomBytes(6).toString('hex');
  const organiser = await findOrganiser(client, organiserId ?? (await insertTestOrganiser(client, mark)));
  const venueId = await insertHouse(client, organiser.id, mark);
  const mapping = await insertMapping(client, venueId, planMapping(wish));
  const eventSlug = `un-soir-${mark}`;
  const eventId = await insertEvent(client, organiser.id, {
    slug: eventSlug,
    title: { fr: 'Un soir d’essai', en: 'A trial evening' },
    summary: { fr: 'Pour essayer.', en: 'To try things.' },
    description: { fr: 'Une soirée pour essayer.', en: 'An evening to try things.' },
    category: 'theatre',
    poster: 'waves',
    refundRule: { fr: 'Ni échangé ni remboursé.', en: 'No exchange, no refund.' },
  });
  const plan = planPerformance(wish, await readClock(client));
  const performance = await insertPerformance(client, { organiserId: organiser.id, eventId, mapping }, plan);
  const [accessPointId = '', secondAccessPointId = ''] = mapping.accessPointIds.get('A') ?? [];
  const [otherGateAccessPointId = ''] = mapping.accessPointIds.get('Z') ?? [];
  const offerOf: GivenPerformance['offerOf'] = (tier, tariff) =>
    idOf(performance.offerIds, `${tierCodes[tier]} ${tariff}`);
  return {
    organiserId: organiser.id,
    organiserSlug: organiser.slug,
    referencePrefix: organiser.referencePrefix,
    venueId,
    mappingId: mapping.id,
    eventId,
    eventSlug,
    performanceId: performance.id,
    performanceNumber: performance.number,
    zoneIds: {
      parterre: idOf(mapping.zoneIds, 'parterre'),
      balcony: mapping.zoneIds.get('balcon'),
      standing: mapping.zoneIds.get('fosse'),
    },
    rows: await readRows(client, mapping.id, 'parterre'),
    balconyRows: await readRows(client, mapping.id, 'balcon'),
    tierIds: {
      parterre: idOf(performance.tierIds, tierCodes.parterre),
      balcony: performance.tierIds.get(tierCodes.balcony),
      standing: performance.tierIds.get(tierCodes.standing),
    },
    tariffIds: {
      full: idOf(performance.tariffIds, 'full'),
      reduced: idOf(performance.tariffIds, 'reduced'),
      child: idOf(performance.tariffIds, 'child'),
    },
    offerIds: {
      parterre: offerOf('parterre', 'full'),
      balcony: performance.offerIds.get(`${tierCodes.balcony} full`),
      standing: performance.offerIds.get(`${tierCodes.standing} full`),
    },
    offerOf,
    gateId: idOf(mapping.gateIds, 'A'),
    accessPointId,
    secondAccessPointId,
    otherGateAccessPointId,
  };
}

function insertTestOrganiser(client: pg.ClientBase, mark: string): Promise<string> {
  return insertOrganiser(client, {
    slug: `maison-${mark}`,
    name: 'Maison des Essais',
    legalName: 'Maison des Essais SAS',
    referencePrefix: 'ME',
    contactEmail: `maison-${mark}@example.org`,
  });
}

function insertHouse(client: pg.ClientBase, organiserId: string, mark: string): Promise<string> {
  return insertVenue(client, organiserId, {
    slug: `salle-${mark}`,
    name: 'Salle des Essais',
    address: '1 rue de la Paix',
    city: 'Paris',
    country: 'FR',
    timeZone: 'Europe/Paris',
    latitude: 48.8566,
    longitude: 2.3522,
    accessNote: { fr: 'Entrée de plain-pied.', en: 'Step-free entrance.' },
  });
}

async function findOrganiser(
  client: pg.ClientBase,
  id: string,
): Promise<{ id: string; slug: string; referencePrefix: string }> {
  const { rows } = await client.query<{ id: string; slug: string; referencePrefix: string }>(
    `select id, slug, reference_prefix as "referencePrefix" from identity.organiser where id = $1`,
    [id],
  );
  const [organiser] = rows;
  if (!organiser) throw new Error(`there is no organiser ${id}`);
  return organiser;
}

async function readClock(client: pg.ClientBase): Promise<Date> {
  const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now');
  const [clock] = rows;
  if (!clock) throw new Error('the database has no clock');
  return clock.now;
}

async function readRows(client: pg.ClientBase, mappingId: string, zoneCode: string): Promise<string[][]> {
  const { rows } = await client.query<{ seats: string[] }>(
    `select array_agg(seat.id::text order by number_position) as seats
     from venues.seat join venues.zone on zone.mapping_id = seat.mapping_id and zone.id = seat.zone_id
     where seat.mapping_id = $1 and zone.code = $2
     group by row_position order by row_position`,
    [mappingId, zoneCode],
  );
  return rows.map(({ seats }) => seats);
}
