import type { AccessRule } from '@tessera/contract/admission/question';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { Performance } from '../catalogue/index.ts';

export type StoredPolicy = {
  readonly usesMax: number | null;
  readonly mayReturn: boolean;
  readonly passback: 'ignored' | 'refused';
  readonly offline: 'by_list' | 'not_at_all' | 'by_lane';
  readonly staleAfterMinutes: number;
  readonly showsNames: boolean;
  readonly rules: readonly AccessRule[];
};
export type ZoneLimit = { readonly zoneId: string; readonly placesMax: number };

/** Where nothing was said: once, by whatever gate serves the zone of the ticket. */
export const usualPolicy: StoredPolicy = {
  usesMax: 1,
  mayReturn: false,
  passback: 'ignored',
  offline: 'by_list',
  staleAfterMinutes: 240,
  showsNames: false,
  rules: [],
};

export async function findPolicy(ctx: Ctx, performanceId: string): Promise<StoredPolicy> {
  const evenings = await listEvenings(ctx, [performanceId]);
  return evenings.get(performanceId)?.policy ?? usualPolicy;
}

/** What an evening asks of everybody at its doors. */
export type Evening = {
  readonly performanceId: string;
  readonly state: Performance['state'];
  readonly rotating: Performance['rotating'];
  readonly policy: StoredPolicy;
  /** Empty where tickets are not shared out. */
  readonly lanes: readonly Lane[];
  /** Whether a zone of it has a limit. */
  readonly isLimited: boolean;
};

/** Of each of these performances, by its id. */
export async function listEvenings(ctx: Ctx, performanceIds: readonly string[]): Promise<ReadonlyMap<string, Evening>> {
  type Row = Omit<Evening, 'policy' | 'lanes'> & {
    readonly policy: StoredPolicy | null;
    readonly lanes: Lane[] | null;
  };
  const found = await sql<Row>`
    select p.id as performance_id, p.state, p.rotating,
      (select jsonb_build_object('usesMax', e.uses_max, 'mayReturn', e.may_return, 'passback', e.passback, 'offline', e.offline,
          'staleAfterMinutes', e.stale_after_minutes, 'showsNames', e.shows_names, 'rules', e.rules)
        from access_control.entry_policy e where e.performance_id = p.id) as policy,
      (select jsonb_agg(jsonb_build_object('number', l.number, 'deviceId', l.device_id, 'name', d.name) order by l.number)
        from access_control.entry_policy e join access_control.lane l on l.performance_id = e.performance_id
        join access_control.device d on d.id = l.device_id
        where e.performance_id = p.id and e.offline = 'by_lane') as lanes,
      exists (select from access_control.zone_limit z where z.performance_id = p.id) as is_limited
    from catalogue.performance p where p.id = any(${performanceIds}::uuid[])`.execute(tx(ctx));
  return new Map(
    found.rows.map(({ policy, lanes, ...evening }) => [
      evening.performanceId,
      { ...evening, policy: policy ?? usualPolicy, lanes: lanes ?? [] },
    ]),
  );
}

export async function savePolicy(ctx: Ctx, performanceId: string, policy: StoredPolicy): Promise<void> {
  const row = { ...policy, rules: JSON.stringify(policy.rules) };
  await tx(ctx)
    .insertInto('accessControl.entryPolicy')
    .values({ ...row, performanceId })
    .onConflict((conflict) =>
      conflict.column('performanceId').doUpdateSet({ ...row, changedAt: sql`clock_timestamp()` }),
    )
    .execute();
}

export async function listZoneLimits(ctx: Ctx, performanceId: string): Promise<ZoneLimit[]> {
  return tx(ctx)
    .selectFrom('accessControl.zoneLimit')
    .select(['zoneId', 'placesMax'])
    .where('performanceId', '=', performanceId)
    .orderBy('zoneId')
    .execute();
}

/** Who is inside a zone that had no limit is counted now. */
export async function saveZoneLimits(ctx: Ctx, performanceId: string, limits: readonly ZoneLimit[]): Promise<void> {
  const zoneIds = limits.map(({ zoneId }) => zoneId);
  await sql`
    delete from access_control.zone_limit
    where performance_id = ${performanceId} and zone_id <> all(${zoneIds}::uuid[])`.execute(tx(ctx));
  await sql`
    insert into access_control.zone_limit as l (performance_id, zone_id, places_max, inside)
    select ${performanceId}, given.zone_id, given.places_max, (select count(*) from access_control.admission a
      where a.performance_id = ${performanceId} and a.zone_id = given.zone_id and a.left_at is null)
    from unnest(${zoneIds}::uuid[], ${limits.map(({ placesMax }) => placesMax)}::int[]) as given (zone_id, places_max)
    on conflict (performance_id, zone_id) do update set places_max = excluded.places_max, inside = excluded.inside`.execute(
    tx(ctx),
  );
}

export type Lane = { readonly number: number; readonly deviceId: string; readonly name: string };

export async function listLanes(ctx: Ctx, performanceId: string): Promise<Lane[]> {
  const found = await sql<Lane>`
    select l.number, l.device_id, d.name from access_control.lane l join access_control.device d on d.id = l.device_id
    where l.performance_id = ${performanceId} order by l.number`.execute(tx(ctx));
  return found.rows;
}

export async function saveLanes(ctx: Ctx, performanceId: string, deviceIds: readonly string[]): Promise<void> {
  await tx(ctx).deleteFrom('accessControl.lane').where('performanceId', '=', performanceId).execute();
  await sql`
    insert into access_control.lane (performance_id, number, device_id)
    select ${performanceId}, position - 1, device_id
    from unnest(${deviceIds}::uuid[]) with ordinality as given (device_id, position)`.execute(tx(ctx));
}

/** Whether anybody has come in: from then on the shares stay as they are. */
export async function hasAdmissions(ctx: Ctx, performanceId: string): Promise<boolean> {
  const found = await sql<{ has: boolean }>`
    select exists (select from access_control.admission where performance_id = ${performanceId}) as has`.execute(
    tx(ctx),
  );
  return found.rows[0]?.has === true;
}

/** Until the transaction ends nobody comes in or leaves, anywhere; whoever is doing so comes first. */
export async function waitForDoors(ctx: Ctx): Promise<void> {
  await sql`lock table access_control.admission in share mode`.execute(tx(ctx));
}
