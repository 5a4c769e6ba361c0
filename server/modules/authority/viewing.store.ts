import type { LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type NewViewing = {
  readonly accessId: string;
  readonly organiserId: string;
  readonly performanceId: string;
  readonly accountId: string;
  readonly sessionId: string;
  readonly kind: 'screen' | 'report';
  readonly address: string;
};

/** A screen that goes on asking is one viewing. Whether it was one already. */
export async function extendViewing(ctx: Ctx, viewing: NewViewing): Promise<boolean> {
  const extended = await sql<{ id: string }>`
    update authority.viewing set last_at = clock_timestamp(), times = times + 1
    where id = (select id from authority.viewing
      where access_id = ${viewing.accessId} and performance_id = ${viewing.performanceId} and session_id = ${viewing.sessionId}
        and kind = 'screen' and address = ${viewing.address} and last_at > clock_timestamp() - interval '1 minute'
      order by last_at desc limit 1)
    returning id`.execute(tx(ctx));
  return extended.rows.length > 0;
}

export async function saveViewing(ctx: Ctx, viewing: NewViewing): Promise<string> {
  const { id } = await tx(ctx)
    .insertInto('authority.viewing')
    .values(viewing)
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export type ViewingRow = {
  readonly id: string;
  readonly kind: 'screen' | 'report';
  readonly name: string;
  readonly address: string;
  readonly performance: { id: string; title: LocalText; startsAt: string; timeZone: string };
  readonly startedAt: Date;
  readonly lastAt: Date;
  readonly times: number;
};

/** The newest first. */
export async function listViewings(
  ctx: Ctx,
  organiserId: string,
  page: { readonly beforeId: string | null; readonly limit: number },
): Promise<ViewingRow[]> {
  const found = await sql<ViewingRow>`
    select v.id, v.kind, a.name, v.address, v.started_at, v.last_at, v.times,
      jsonb_build_object('id', p.id, 'title', e.title, 'startsAt', p.starts_at, 'timeZone', p.time_zone) as performance
    from authority.viewing v
    join identity.account a on a.id = v.account_id
    join catalogue.performance p on p.id = v.performance_id
    join catalogue.event e on e.id = p.event_id
    where v.organiser_id = ${organiserId} and (${page.beforeId}::uuid is null or v.id < ${page.beforeId}::uuid)
    order by v.id desc limit ${page.limit}`.execute(tx(ctx));
  return found.rows;
}
