import type { LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { BanState } from './rules.ts';

export type Reason = 'violence' | 'harassment' | 'fraud' | 'resale' | 'damage' | 'other';

export type NewBan = {
  readonly id: string;
  readonly organiserId: string;
  readonly personKey: Buffer;
  readonly wordsSealed: Buffer;
  readonly reason: Reason;
  readonly eventId: string | null;
  readonly performanceId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly madeBy: string | null;
};

export type Ban = Omit<NewBan, 'personKey' | 'eventId'> & {
  readonly state: BanState;
  readonly event: { readonly id: string; readonly title: LocalText } | null;
  readonly performanceStartsAt: Date | null;
  readonly timeZone: string | null;
  readonly madeAt: Date;
  readonly liftedAt: Date | null;
  readonly liftedBy: string | null;
  readonly liftingSealed: Buffer | null;
};

const state = sql`blacklist.state_at(b.starts_at, b.ends_at, b.lifted_at, clock_timestamp())`;
/** A ban of what a performance `p` belongs to, and that counts now. */
const counts = sql`
  b.organiser_id = p.organiser_id and (b.event_id is null or b.event_id = p.event_id)
  and (b.performance_id is null or b.performance_id = p.id) and ${state} = 'active'`;

const ban = sql`
  select b.id, b.organiser_id, b.words_sealed, b.reason, ${state} as state, b.performance_id, b.starts_at, b.ends_at,
    b.made_at, b.lifted_at, b.lifting_sealed, p.starts_at as performance_starts_at, p.time_zone, maker.name as made_by,
    lifter.name as lifted_by,
    case when e.id is not null then jsonb_build_object('id', e.id, 'title', e.title) end as event
  from blacklist.ban b
  left join catalogue.performance p on p.id = b.performance_id
  left join catalogue.event e on e.id = coalesce(b.event_id, p.event_id)
  left join identity.account maker on maker.id = b.made_by
  left join identity.account lifter on lifter.id = b.lifted_by`;

/** An id for a ban that is not saved yet: its words are sealed to it. */
export async function newBanId(ctx: Ctx): Promise<string> {
  const drawn = await sql<{ id: string }>`select uuidv7() as id`.execute(tx(ctx));
  const [row] = drawn.rows;
  if (!row) throw new Error('no id was drawn');
  return row.id;
}

export async function saveBan(ctx: Ctx, made: NewBan): Promise<void> {
  await tx(ctx).insertInto('blacklist.ban').values(made).execute();
}

export async function findBan(ctx: Ctx, banId: string): Promise<Ban | undefined> {
  const found = await sql<Ban>`${ban} where b.id = ${banId}`.execute(tx(ctx));
  return found.rows[0];
}

export async function lockBan(ctx: Ctx, banId: string): Promise<Ban | undefined> {
  await sql`select from blacklist.ban where id = ${banId} for update`.execute(tx(ctx));
  return findBan(ctx, banId);
}

export async function saveEnd(ctx: Ctx, banId: string, endsAt: Date | null): Promise<void> {
  await tx(ctx).updateTable('blacklist.ban').set({ endsAt }).where('id', '=', banId).execute();
}

export async function saveLifting(
  ctx: Ctx,
  banId: string,
  lifting: { readonly liftedBy: string | null; readonly liftingSealed: Buffer },
): Promise<void> {
  await tx(ctx)
    .updateTable('blacklist.ban')
    .set({ ...lifting, liftedAt: sql<Date>`clock_timestamp()` })
    .where('id', '=', banId)
    .execute();
}

/** The newest first. */
export async function listBans(
  ctx: Ctx,
  organiserId: string,
  page: { readonly isOver: boolean; readonly beforeId: string | null; readonly limit: number },
): Promise<Ban[]> {
  const found = await sql<Ban>`
    ${ban} where b.organiser_id = ${organiserId} and (${state} in ('ended', 'lifted')) = ${page.isOver}
      and (${page.beforeId}::uuid is null or b.id < ${page.beforeId}::uuid)
    order by b.id desc limit ${page.limit}`.execute(tx(ctx));
  return found.rows;
}

/** All bans of a person, the newest first. */
export async function listBansOf(ctx: Ctx, organiserId: string, personKey: Buffer, limit: number): Promise<Ban[]> {
  const found = await sql<Ban>`
    ${ban} where b.organiser_id = ${organiserId} and b.person_key = ${personKey}
    order by b.id desc limit ${limit}`.execute(tx(ctx));
  return found.rows;
}

/** Whoever bans a person waits for those who let the person buy, and the other way round: until the transaction ends. */
export async function lockPerson(ctx: Ctx, organiserId: string, personKey: Buffer): Promise<void> {
  const place = placeOf(organiserId, personKey);
  await sql`select pg_advisory_xact_lock(hashtextextended(${place}, 0))`.execute(tx(ctx));
}

/** Those who let the same person buy do not wait for each other. */
export async function sharePerson(ctx: Ctx, organiserId: string, personKey: Buffer): Promise<void> {
  const place = placeOf(organiserId, personKey);
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(${place}, 0))`.execute(tx(ctx));
}

function placeOf(organiserId: string, personKey: Buffer): string {
  return `ban ${organiserId} ${personKey.toString('hex')}`;
}

/** The bans that keep a person from a performance now. */
export async function listBansFrom(
  ctx: Ctx,
  performanceId: string,
  personKey: Buffer,
): Promise<{ readonly reason: Reason; readonly endsAt: Date | null }[]> {
  const found = await sql<{ reason: Reason; endsAt: Date | null }>`
    select b.reason, b.ends_at from catalogue.performance p join blacklist.ban b on ${counts}
    where p.id = ${performanceId} and b.person_key = ${personKey}`.execute(tx(ctx));
  return found.rows;
}

/** A ticket's access right whose buyer may not come, and by which ban: of several, the one without an end or the last to end. */
type Banned = { readonly accessRightId: string; readonly banId: string };

// A ticket is opened by the hold it was bought with, which knows its buyer.
const banned = sql`
  select distinct on (r.id) r.id as access_right_id, b.id as ban_id
  from tickets.access_right r
  join tickets.ticket t on t.id = r.ticket_id
  join inventory.hold h on h.id = t.opened_by
  join catalogue.performance p on p.id = r.performance_id
  join blacklist.ban b on b.person_key = h.person_key and ${counts}`;
const longestFirst = sql`order by r.id, b.ends_at desc nulls first`;

/** The access rights for a performance that belong to persons who may not come to it, as of now. */
export async function listBanned(ctx: Ctx, performanceId: string): Promise<Banned[]> {
  const found = await sql<Banned>`${banned} where r.performance_id = ${performanceId} ${longestFirst}`.execute(tx(ctx));
  return found.rows;
}

/** Those of these access rights. */
export async function listBannedAmong(ctx: Ctx, accessRightIds: readonly string[]): Promise<Banned[]> {
  const found = await sql<Banned>`${banned} where r.id = any(${accessRightIds}::uuid[]) ${longestFirst}`.execute(
    tx(ctx),
  );
  return found.rows;
}
