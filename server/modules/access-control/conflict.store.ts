import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type ConflictKind = 'double' | 'not_valid' | 'other_lane';
export type NewConflict = {
  readonly organiserId: string;
  readonly performanceId: string;
  readonly accessRightId: string;
  readonly kind: ConflictKind;
  readonly reason: string;
  readonly scanId: string;
  readonly otherScanId: string | null;
};

export async function saveConflict(ctx: Ctx, conflict: NewConflict): Promise<void> {
  await tx(ctx)
    .insertInto('accessControl.scanConflict')
    .values(conflict)
    .onConflict((given) => given.column('scanId').doNothing())
    .execute();
}

export async function findConflictOfScan(ctx: Ctx, scanId: string): Promise<ConflictKind | undefined> {
  const row = await tx(ctx)
    .selectFrom('accessControl.scanConflict')
    .select('kind')
    .where('scanId', '=', scanId)
    .executeTakeFirst();
  return row?.kind;
}

type Reading = {
  readonly at: string;
  readonly accessPoint: string;
  readonly device: string | null;
  readonly isOffline: boolean;
};
export type ConflictRow = {
  readonly id: string;
  readonly organiserId: string;
  readonly kind: ConflictKind;
  readonly reason: string;
  readonly foundAt: Date;
  readonly ticket: string;
  readonly scan: Reading;
  readonly other: Reading | null;
  readonly seenAt: Date | null;
};

const reading = (scanId: string) => sql`(
    select jsonb_build_object('at', s.scanned_at, 'isOffline', s.mode = 'offline',
      'device', (select d.name from access_control.device d where d.id = s.device_id),
      'accessPoint', (select concat_ws(' · ', g.name, ap.name) from venues.access_point ap
        join venues.gate g on g.mapping_id = ap.mapping_id and g.id = ap.gate_id join venues.mapping m on m.id = g.mapping_id
        where ap.id = s.access_point_id order by m.state = 'draft', m.version desc limit 1))
    from access_control.scan s where s.id = ${sql.ref(scanId)})`;
const columns = sql`
    c.id, c.organiser_id, c.kind, c.reason, c.found_at, c.seen_at, t.serial as ticket, ${reading('c.scan_id')} as scan,
    ${reading('c.other_scan_id')} as other
    from access_control.scan_conflict c join tickets.access_right r on r.id = c.access_right_id
    join tickets.ticket t on t.id = r.ticket_id`;

/** Of a performance, the newest first. */
export async function listConflicts(ctx: Ctx, performanceId: string): Promise<ConflictRow[]> {
  const found = await sql<ConflictRow>`
    select ${columns} where c.performance_id = ${performanceId} order by c.found_at desc, c.id desc limit 1000`.execute(
    tx(ctx),
  );
  return found.rows;
}

export async function findConflict(ctx: Ctx, conflictId: string): Promise<ConflictRow | undefined> {
  const found = await sql<ConflictRow>`select ${columns} where c.id = ${conflictId}`.execute(tx(ctx));
  return found.rows[0];
}

/** Whether it was the first time. */
export async function saveSeen(ctx: Ctx, conflictId: string, accountId: string | null): Promise<boolean> {
  const saved = await tx(ctx)
    .updateTable('accessControl.scanConflict')
    .set({ seenAt: sql`clock_timestamp()`, seenBy: accountId })
    .where('id', '=', conflictId)
    .where('seenAt', 'is', null)
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}
