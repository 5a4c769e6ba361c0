import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { insertOrganiser } from '../../database/seed/insert-people.ts';
import { insertEvent, insertPerformance } from '../../database/seed/insert-performance.ts';
import { idOf, insertMapping, insertVenue } from '../../database/seed/insert-venue.ts';
import type { MappingPlan, SeatPlan } from '../../database/seed/plans.ts';
import { allOrNothing } from './all-or-nothing.ts';
import { defaultWish, planPerformance } from './trial-house.ts';

export type SmallHouse = {
  readonly organiserId: string;
  readonly venueId: string;
  readonly mappingId: string;
  readonly performanceId: string;
  /** `parterre`: rows A and B of six. `salon`: a wheelchair place, its companion’s seat, a table of four sold whole. `fosse`: five stand. */
  readonly zoneIds: Readonly<Record<'parterre' | 'salon' | 'fosse', string>>;
  readonly tierIds: Readonly<Record<'parterre' | 'salon' | 'fosse', string>>;
  readonly tariffIds: Readonly<Record<'full' | 'reduced' | 'child', string>>;
  /** Rows A and B, from left to right. */
  readonly rows: readonly (readonly number[])[];
  readonly wheelchair: number;
  readonly companion: number;
  readonly table: readonly number[];
};
export type SmallHouseWish = {
  readonly placesPerPersonMax?: number;
  readonly loneSeats?: 'off' | 'lenient' | 'strict';
};

const pitCapacity = 5;

/** The smallest house with one of everything that a choice of places must mind. Six places an order; on sale. */
export function givenASmallHouse(database: string | pg.Pool, wish: SmallHouseWish = {}): Promise<SmallHouse> {
  return allOrNothing(database, (client) => insertAll(client, wish));
}

async function insertAll(
  client: pg.ClientBase,
  { placesPerPersonMax, loneSeats }: SmallHouseWish,
): Promise<SmallHouse> {
  const mark = randomBytes(6).toString('hex');
  const organiserId = await insertOrganiser(client, {
    slug: `petite-${mark}`,
    name: 'Petite Maison',
    legalName: 'Petite Maison SAS',
    referencePrefix: 'PM',
    contactEmail: `petite-${mark}@example.org`,
  });
  const venueId = await insertVenue(client, organiserId, {
    slug: `petite-salle-${mark}`,
    name: 'Petite Salle',
    address: '2 rue de la Paix',
    city: 'Paris',
    country: 'FR',
    timeZone: 'Europe/Paris',
    latitude: 48.8566,
    longitude: 2.3522,
    accessNote: { fr: 'De plain-pied.' },
  });
  const mapping = await insertMapping(client, venueId, plan);
  const eventId = await insertEvent(client, organiserId, {
    slug: `petit-soir-${mark}`,
    title: { fr: 'Petit soir' },
    summary: { fr: 'Petit.' },
    description: { fr: 'Un petit soir.' },
    category: 'theatre',
    poster: 'waves',
    refundRule: { fr: 'Ni échangé ni remboursé.' },
  });
  const { rows: clock } = await client.query<{ now: Date }>('select clock_timestamp() as now');
  const terms = { ...defaultWish, standingCapacity: pitCapacity, balconyRows: 1, placesPerOrderMax: 6 };
  const usual = planPerformance({ ...terms, loneSeats: loneSeats ?? 'off' }, clock[0]?.now ?? new Date());
  const performance = await insertPerformance(
    client,
    { organiserId, eventId, mapping },
    {
      ...usual,
      tiers: usual.tiers.map((tier) => (tier.code === 'balcon' ? { ...tier, zones: ['salon'] } : tier)),
      ...(placesPerPersonMax === undefined ? {} : { placesPerPersonMax }),
    },
  );
  const { rows: seats } = await client.query<{ id: number }>(
    'select id::int as id from venues.seat where mapping_id = $1 order by ordinal',
    [mapping.id],
  );
  const ids = seats.map(({ id }) => id);
  const [wheelchair = 0, companion = 0, ...table] = ids.slice(12);
  const { zoneIds, id: mappingId } = mapping;
  const { tierIds, tariffIds } = performance;
  return {
    organiserId,
    venueId,
    mappingId,
    performanceId: performance.id,
    zoneIds: { parterre: idOf(zoneIds, 'parterre'), salon: idOf(zoneIds, 'salon'), fosse: idOf(zoneIds, 'fosse') },
    tierIds: { parterre: idOf(tierIds, 'carre-or'), salon: idOf(tierIds, 'balcon'), fosse: idOf(tierIds, 'fosse') },
    tariffIds: { full: idOf(tariffIds, 'full'), reduced: idOf(tariffIds, 'reduced'), child: idOf(tariffIds, 'child') },
    rows: [ids.slice(0, 6), ids.slice(6, 12)],
    wheelchair,
    companion,
    table,
  };
}

const seatAt = (seat: Pick<SeatPlan, 'zone' | 'row' | 'rowPosition' | 'flags'>, position: number): SeatPlan => ({
  ...seat,
  number: String(position + 1),
  numberPosition: position,
  x: 2 + position * 0.5,
  y: 4 + seat.rowPosition + (seat.zone === 'salon' ? 2 : 0),
});
const rowOf = (row: string, rowPosition: number): SeatPlan[] =>
  Array.from({ length: 6 }, (_, position) => seatAt({ zone: 'parterre', row, rowPosition, flags: [] }, position));

const plan: MappingPlan = {
  name: 'Petite Salle',
  width: 8,
  height: 10,
  focalX: 4,
  focalY: 1,
  zones: [
    { code: 'parterre', name: 'Parterre', kind: 'seated' },
    { code: 'salon', name: 'Salon', kind: 'seated' },
    { code: 'fosse', name: 'Fosse', kind: 'standing', capacity: pitCapacity },
  ],
  tables: [{ code: 'T1', label: 'Table 1', zone: 'salon', isSoldWhole: true }],
  seats: [
    ...rowOf('A', 0),
    ...rowOf('B', 1),
    seatAt({ zone: 'salon', row: 'C', rowPosition: 0, flags: ['wheelchair'] }, 0),
    { ...seatAt({ zone: 'salon', row: 'C', rowPosition: 0, flags: ['companion'] }, 1), companionOf: '1' },
    ...Array.from({ length: 4 }, (_, position) => ({
      ...seatAt({ zone: 'salon', row: 'T1', rowPosition: 1, flags: ['table'] as const }, position),
      table: 'T1',
    })),
  ],
  gates: [{ code: 'A', name: 'Porte A', zones: ['parterre', 'salon', 'fosse'], accessPoints: ['A1'] }],
};
