import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type MappingState = 'draft' | 'published' | 'retired';
export type Version = {
  readonly id: string;
  readonly venueId: string;
  readonly organiserId: string;
  readonly name: string;
  readonly version: number;
  readonly state: MappingState;
  readonly editNumber: number;
  readonly publishedAt: Date | null;
};
export type VersionCounts = Version & { readonly seats: number; readonly standing: number };
export type VenueCard = {
  readonly id: string;
  readonly organiserId: string;
  readonly slug: string;
  readonly name: string;
  readonly address: string;
  readonly city: string;
  readonly country: string;
  readonly timeZone: string;
};

const venueColumns = sql`id, organiser_id, slug, name, address, city, country, time_zone from venues.venue`;

export async function listVenues(ctx: Ctx, organiserIds: readonly string[]): Promise<VenueCard[]> {
  const found = await sql<VenueCard>`
    select ${venueColumns} where organiser_id = any(${organiserIds}::uuid[]) order by name, id`.execute(tx(ctx));
  return found.rows;
}

export async function findVenue(ctx: Ctx, venueId: string): Promise<VenueCard | undefined> {
  const found = await sql<VenueCard>`select ${venueColumns} where id = ${venueId}`.execute(tx(ctx));
  return found.rows[0];
}

/** Whoever holds it is the only one to begin plans and versions at this venue. */
export async function lockVenue(ctx: Ctx, venueId: string): Promise<void> {
  await sql`select from venues.venue where id = ${venueId} for update`.execute(tx(ctx));
}

const versionColumns = sql`
  m.id, m.venue_id, v.organiser_id, m.name, m.version, m.state, m.edit_number, m.published_at
  from venues.mapping m join venues.venue v on v.id = m.venue_id`;

export async function findVersion(ctx: Ctx, mappingId: string): Promise<Version | undefined> {
  const found = await sql<Version>`select ${versionColumns} where m.id = ${mappingId}`.execute(tx(ctx));
  return found.rows[0];
}

/** The version, locked so that it is drawn and published one step at a time. */
export async function lockVersion(ctx: Ctx, mappingId: string): Promise<Version | undefined> {
  const found = await sql<Version>`
    select ${versionColumns} where m.id = ${mappingId} for update of m`.execute(tx(ctx));
  return found.rows[0];
}

/** The version as it stays until the transaction ends: it is not retired meanwhile. */
export async function shareVersion(ctx: Ctx, mappingId: string): Promise<Version | undefined> {
  const found = await sql<Version>`
    select ${versionColumns} where m.id = ${mappingId} for share of m`.execute(tx(ctx));
  return found.rows[0];
}

/** All versions of all plans of a venue, by name, the newest first. */
export async function listVersions(ctx: Ctx, venueId: string): Promise<VersionCounts[]> {
  const found = await sql<VersionCounts>`
    select (select count(*)::int from venues.seat s where s.mapping_id = m.id) as seats,
      (select coalesce(sum(capacity), 0)::int from venues.zone z where z.mapping_id = m.id and z.kind = 'standing')
        as standing, ${versionColumns}
    where m.venue_id = ${venueId} order by m.name, m.version desc`.execute(tx(ctx));
  return found.rows;
}

/** Published versions of the same plan before this one, locked. */
export async function lockOlderPublished(ctx: Ctx, { venueId, name, version }: Version): Promise<Version[]> {
  const found = await sql<Version>`
    select ${versionColumns} where m.venue_id = ${venueId} and m.name = ${name} and m.version < ${version}
      and m.state = 'published' order by m.id for update of m`.execute(tx(ctx));
  return found.rows;
}

export type NewDraft = {
  readonly venueId: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
};

/** An empty draft with the next number. The venue must be locked. */
export async function insertDraft(ctx: Ctx, { venueId, name, width, height }: NewDraft): Promise<string> {
  const saved = await sql<{ id: string }>`
    insert into venues.mapping (venue_id, name, version, width, height)
    select ${venueId}, ${name}, coalesce(max(version), 0) + 1, ${width}, ${height}
    from venues.mapping where venue_id = ${venueId} and name = ${name} returning id`.execute(tx(ctx));
  const id = saved.rows[0]?.id;
  if (id === undefined) throw new Error('no draft was made');
  return id;
}

/** The next draft of a plan with everything of a version, under the same ids. The venue must be locked. */
export async function copyToDraft(ctx: Ctx, from: Version): Promise<string> {
  const id = await insertDraft(ctx, { venueId: from.venueId, name: from.name, width: 1, height: 1 });
  await sql`
    update venues.mapping d set width = m.width, height = m.height, focal_x = m.focal_x, focal_y = m.focal_y
    from venues.mapping m where d.id = ${id} and m.id = ${from.id}`.execute(tx(ctx));
  for (const { table, columns } of parts) {
    await sql`
      insert into ${sql.raw(`venues.${table}`)} (mapping_id, ${sql.raw(columns)})
      select ${id}, ${sql.raw(columns)} from ${sql.raw(`venues.${table}`)} where mapping_id = ${from.id}`.execute(
      tx(ctx),
    );
  }
  return id;
}

/** What a version is made of, in the order in which one needs the other. */
const parts = [
  { table: 'zone', columns: 'id, parent_id, code, name, kind, capacity, position' },
  { table: 'seat_table', columns: 'id, zone_id, label, is_sold_whole' },
  {
    table: 'seat',
    columns:
      'id, zone_id, ordinal, row_label, row_position, number, number_position, x, y, flags, table_id, companion_of',
  },
  { table: 'gate', columns: 'id, code, name' },
  { table: 'gate_zone', columns: 'gate_id, zone_id' },
  { table: 'access_point', columns: 'id, gate_id, name' },
] as const;

export async function emptyDraft(ctx: Ctx, mappingId: string): Promise<void> {
  for (const { table } of parts.toReversed()) {
    await sql`delete from ${sql.raw(`venues.${table}`)} where mapping_id = ${mappingId}`.execute(tx(ctx));
  }
}

export async function savePublished(ctx: Ctx, mappingId: string): Promise<void> {
  await sql`
    update venues.mapping set state = 'published', published_at = clock_timestamp()
    where id = ${mappingId}`.execute(tx(ctx));
}

export async function saveRetired(ctx: Ctx, mappingIds: readonly string[]): Promise<void> {
  await sql`update venues.mapping set state = 'retired' where id = any(${mappingIds}::uuid[])`.execute(tx(ctx));
}
