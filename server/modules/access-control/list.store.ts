import type { LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type ListedRow = {
  readonly id: string;
  readonly state: 'issued' | 'suspended' | 'revoked' | 'replaced';
  readonly isUnpaid: boolean;
  readonly epoch: number;
  readonly zoneId: string;
  readonly product: string;
  readonly validFrom: Date;
  readonly validUntil: Date;
  readonly stayCount: number;
  readonly isInside: boolean;
  readonly lastAt: Date | null;
  readonly lastZoneId: string | null;
  readonly lastAccessPointId: string | null;
};

const rows = sql`
  select r.id, r.state, coalesce(r.suspended_for = 'unpaid', false) as is_unpaid, r.epoch,
    coalesce(ps.zone_id, r.zone_id) as zone_id, r.product, r.valid_from, r.valid_until, coalesce(a.number, 0) as stay_count,
    coalesce(a.is_inside, false) as is_inside, a.admitted_at as last_at, a.zone_id as last_zone_id,
    a.access_point_id as last_access_point_id
  from tickets.access_right r join tickets.ticket t on t.id = r.ticket_id
  left join inventory.performance_seat ps on ps.performance_id = t.performance_id and ps.seat_id = t.seat_id
  left join lateral (
    select number, admitted_at, zone_id, access_point_id, left_at is null as is_inside from access_control.admission
    where access_right_id = r.id order by number desc limit 1
  ) a on true`;

/** Every right of a performance, void ones too, with what is known of its last stay. */
export async function listRights(ctx: Ctx, performanceId: string): Promise<ListedRow[]> {
  const found = await sql<ListedRow>`${rows} where r.performance_id = ${performanceId}`.execute(tx(ctx));
  return found.rows;
}

/** Those that changed, or by which somebody came or left, since a version that `readVersion` gave. */
export async function listChangedRights(ctx: Ctx, performanceId: string, since: string): Promise<ListedRow[]> {
  const found = await sql<ListedRow>`
    ${rows} where r.id in (
      select id from tickets.access_right where performance_id = ${performanceId} and changed_in >= ${since}::text::xid8
      union
      select access_right_id from access_control.admission
      where performance_id = ${performanceId} and changed_in >= ${since}::text::xid8)`.execute(tx(ctx));
  return found.rows;
}

/** Whatever was not committed by now is told to whoever asks for what changed since. To be read before the rights are. */
export async function readVersion(ctx: Ctx): Promise<{ readonly version: string; readonly madeAt: Date }> {
  const found = await sql<{ version: string; madeAt: Date }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as version, clock_timestamp() as made_at`.execute(tx(ctx));
  return found.rows[0] ?? { version: '0', madeAt: new Date(0) };
}

/** Pairs of instants between which rights of a performance are valid. */
export async function listWindows(ctx: Ctx, performanceId: string): Promise<{ from: Date; until: Date }[]> {
  const found = await sql<{ from: Date; until: Date }>`
    select distinct valid_from as "from", valid_until as "until" from tickets.access_right
    where performance_id = ${performanceId} order by 1, 2`.execute(tx(ctx));
  return found.rows;
}

export type Product = { readonly code: string; readonly name: LocalText; readonly check: LocalText | null };

/** What can be bought for a performance, and what has to be shown for it. */
export async function listProducts(ctx: Ctx, performanceId: string): Promise<Product[]> {
  const found = await sql<Product>`
    select code, name, nullif(condition, '{}') as check from pricing.tariff
    where performance_id = ${performanceId} order by position, code`.execute(tx(ctx));
  return found.rows;
}
