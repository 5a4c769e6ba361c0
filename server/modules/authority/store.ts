import type { LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type NewAccess = {
  readonly organiserId: string;
  readonly accountId: string;
  readonly performanceId: string | null;
  readonly day: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly grantedBy: string | null;
};
type Shown = { readonly id: string; readonly title: LocalText; readonly startsAt: string; readonly timeZone: string };
export type AccessRow = Omit<NewAccess, 'performanceId' | 'grantedBy'> & {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly performance: Shown | null;
  readonly grantedAt: Date;
  readonly revokedAt: Date | null;
};

const shown = sql`jsonb_build_object('id', p.id, 'title', e.title, 'startsAt', p.starts_at, 'timeZone', p.time_zone)`;
const access = sql`
  select x.id, x.organiser_id, x.account_id, x.day::text, x.starts_at, x.ends_at, x.granted_at, x.revoked_at, a.name, a.email,
    case when p.id is not null then ${shown} end as performance
  from authority.access x
  join identity.account a on a.id = x.account_id
  left join catalogue.performance p on p.id = x.performance_id
  left join catalogue.event e on e.id = p.event_id`;
/** An access `x` reaches a performance `p`: itself, or all that begin on its day where they are. */
const reaches = sql`
  p.organiser_id = x.organiser_id
  and (p.id = x.performance_id or (p.starts_at at time zone p.time_zone)::date = x.day)`;

export async function saveAccess(ctx: Ctx, made: NewAccess): Promise<string> {
  const saved = await sql<{ id: string }>`
    insert into authority.access (organiser_id, account_id, performance_id, day, starts_at, ends_at, granted_by)
    values (${made.organiserId}, ${made.accountId}, ${made.performanceId}, ${made.day}::date, ${made.startsAt}, ${made.endsAt},
      ${made.grantedBy}) returning id`.execute(tx(ctx));
  const [row] = saved.rows;
  if (!row) throw new Error('no access was saved');
  return row.id;
}

/** The newest first. */
export async function listAccesses(ctx: Ctx, organiserId: string, limit: number): Promise<AccessRow[]> {
  const found = await sql<AccessRow>`
    ${access} where x.organiser_id = ${organiserId} order by x.id desc limit ${limit}`.execute(tx(ctx));
  return found.rows;
}

export async function findAccess(ctx: Ctx, accessId: string): Promise<AccessRow | undefined> {
  const found = await sql<AccessRow>`${access} where x.id = ${accessId}`.execute(tx(ctx));
  return found.rows[0];
}

export async function lockAccess(ctx: Ctx, accessId: string): Promise<AccessRow | undefined> {
  await sql`select from authority.access where id = ${accessId} for update`.execute(tx(ctx));
  return findAccess(ctx, accessId);
}

export async function saveRevoked(ctx: Ctx, accessId: string, revokedBy: string | null): Promise<void> {
  await sql`
    update authority.access set revoked_at = clock_timestamp(), revoked_by = ${revokedBy} where id = ${accessId}`.execute(
    tx(ctx),
  );
}

export type OpenAccess = { readonly id: string; readonly endsAt: Date };

/** By which an account may look at a performance now; of several, the last to end. Kept from being revoked meanwhile. */
export async function shareOpenAccess(
  ctx: Ctx,
  accountId: string,
  performanceId: string,
): Promise<OpenAccess | undefined> {
  const found = await sql<OpenAccess>`
    select x.id, x.ends_at from authority.access x join catalogue.performance p on ${reaches}
    where x.account_id = ${accountId} and p.id = ${performanceId} and x.revoked_at is null
      and x.starts_at <= clock_timestamp() and x.ends_at > clock_timestamp()
    order by x.ends_at desc, x.id limit 1 for share of x`.execute(tx(ctx));
  return found.rows[0];
}

/** What an account may look at now, as far as it has the role at the organiser, by when it begins. */
export async function listOpen(
  ctx: Ctx,
  accountId: string,
  organiserIds: readonly string[],
): Promise<{ performanceId: string; organiser: string; endsAt: Date }[]> {
  const found = await sql<{ performanceId: string; organiser: string; endsAt: Date }>`
    select p.id as performance_id, o.name as organiser, max(x.ends_at) as ends_at
    from authority.access x join catalogue.performance p on ${reaches} join identity.organiser o on o.id = x.organiser_id
    where x.account_id = ${accountId} and x.organiser_id = any(${organiserIds}::uuid[]) and x.revoked_at is null
      and x.starts_at <= clock_timestamp() and x.ends_at > clock_timestamp()
    group by p.id, o.name order by p.starts_at, p.id limit 100`.execute(tx(ctx));
  return found.rows;
}
