import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

/** Who came in at one access point into one zone. */
export type Entered = {
  readonly accessPointId: string;
  readonly zoneId: string;
  readonly admitted: number;
  /** By a ticket that had let nobody in before. */
  readonly arrived: number;
  readonly inside: number;
  readonly last1: number;
  readonly last5: number;
  readonly last15: number;
};

/** One scan of the index `admission_by_time`. */
export async function countEntered(ctx: Ctx, performanceId: string): Promise<Entered[]> {
  const { now } = ctx;
  const since = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const found = await sql<Entered>`
    select access_point_id, zone_id, count(*)::int as admitted, count(*) filter (where number = 1)::int as arrived,
      count(*) filter (where left_at is null)::int as inside,
      count(*) filter (where admitted_at > ${since(1)})::int as last1,
      count(*) filter (where admitted_at > ${since(5)})::int as last5,
      count(*) filter (where admitted_at > ${since(15)})::int as last15
    from access_control.admission where performance_id = ${performanceId}
    group by access_point_id, zone_id`.execute(tx(ctx));
  return found.rows;
}

/** Who left, by zone, in the last five minutes. */
export async function countLeft(ctx: Ctx, performanceId: string): Promise<{ zoneId: string; out5: number }[]> {
  const since = new Date(ctx.now.getTime() - 5 * 60_000);
  const found = await sql<{ zoneId: string; out5: number }>`
    select zone_id, count(*)::int as out5 from access_control.admission
    where performance_id = ${performanceId} and left_at > ${since} group by zone_id`.execute(tx(ctx));
  return found.rows;
}

/** By minute, as far as anything happened in it. */
export async function countByMinute(
  ctx: Ctx,
  performanceId: string,
  since: Date,
): Promise<{ at: Date; in: number; out: number }[]> {
  const found = await sql<{ at: Date; in: number; out: number }>`
    select at, sum(came)::int as "in", sum(went)::int as out from (
      select date_trunc('minute', admitted_at) as at, 1 as came, 0 as went from access_control.admission
      where performance_id = ${performanceId} and admitted_at >= ${since}
      union all
      select date_trunc('minute', left_at), 0, 1 from access_control.admission
      where performance_id = ${performanceId} and left_at >= ${since}
    ) moved group by at`.execute(tx(ctx));
  return found.rows;
}

/** Tickets that let somebody in, by zone. */
export async function countTickets(ctx: Ctx, performanceId: string): Promise<{ zoneId: string; tickets: number }[]> {
  const found = await sql<{ zoneId: string; tickets: number }>`
    select zone_id, count(*)::int as tickets from tickets.access_right
    where performance_id = ${performanceId} and state = 'issued' group by zone_id`.execute(tx(ctx));
  return found.rows;
}

export type Refused = { readonly reason: string; readonly last15: number; readonly total: number };

/** Those of its tickets, and codes that are no ticket at its access points since its doors opened. The most frequent first. */
export async function countRefused(
  ctx: Ctx,
  performanceId: string,
  at: { readonly accessPointIds: readonly string[]; readonly from: Date; readonly until: Date },
): Promise<Refused[]> {
  const since = new Date(ctx.now.getTime() - 15 * 60_000);
  const found = await sql<Refused>`
    select reason, count(*) filter (where scanned_at > ${since})::int as last15, count(*)::int as total from (
      select reason, scanned_at from access_control.scan where performance_id = ${performanceId} and verdict = 'refused'
      union all
      select reason, scanned_at from access_control.scan
      where performance_id is null and verdict = 'refused' and access_point_id = any(${at.accessPointIds}::uuid[])
        and scanned_at between ${at.from} and ${at.until}
    ) refused group by reason order by total desc, reason`.execute(tx(ctx));
  return found.rows;
}

export type DeviceAtWork = {
  readonly id: string;
  readonly name: string;
  readonly accessPointId: string;
  readonly direction: 'in' | 'out';
  readonly agent: string;
  readonly startedAt: Date;
  readonly lastSeenAt: Date | null;
  readonly unsent: number | null;
  readonly batteryPercent: number | null;
  readonly listMadeAt: Date | null;
};

export async function listAtWork(ctx: Ctx, performanceId: string): Promise<DeviceAtWork[]> {
  const found = await sql<DeviceAtWork>`
    select d.id, d.name, s.access_point_id, s.direction, s.agent, s.started_at, d.last_seen_at, d.unsent, d.battery_percent,
      d.list_made_at
    from access_control.shift s join access_control.device d on d.id = s.device_id
    where s.performance_id = ${performanceId} and s.ended_at is null and d.revoked_at is null
    order by d.name, d.id`.execute(tx(ctx));
  return found.rows;
}

export async function countOpenConflicts(ctx: Ctx, performanceId: string): Promise<number> {
  const found = await sql<{ open: number }>`
    select count(*)::int as open from access_control.scan_conflict
    where performance_id = ${performanceId} and seen_at is null`.execute(tx(ctx));
  return found.rows[0]?.open ?? 0;
}
