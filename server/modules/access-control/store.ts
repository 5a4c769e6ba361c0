import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type Scan = {
  readonly id: string;
  readonly accessPointId: string;
  readonly organiserId: string;
  readonly performanceId: string | null;
  readonly accessRightId: string | null;
  readonly direction: 'in' | 'out';
  readonly verdict: 'admitted' | 'refused';
  readonly reason: string | null;
  readonly scannedBy: string | null;
  readonly scannedAt: Date;
};

export type EarlierScan = Pick<Scan, 'accessPointId' | 'accessRightId' | 'verdict' | 'reason'>;

/** Where and when a right was used to come in. Its row must be locked. */
export async function findAdmission(
  ctx: Ctx,
  accessRightId: string,
): Promise<{ at: Date; accessPoint: string } | undefined> {
  const found = await sql<{ at: Date; accessPoint: string }>`
    select s.scanned_at as at, concat_ws(' · ', g.name, ap.name) as access_point
    from access_control.scan s join venues.access_point ap on ap.id = s.access_point_id
    join venues.gate g on g.mapping_id = ap.mapping_id and g.id = ap.gate_id
    join venues.mapping m on m.id = g.mapping_id
    where s.access_right_id = ${accessRightId} and s.verdict = 'admitted' and s.direction = 'in'
    order by m.state = 'draft', m.version desc limit 1`.execute(tx(ctx));
  return found.rows[0];
}

/** The verdict an earlier reading with this id was given. */
export async function findScan(ctx: Ctx, scanId: string): Promise<EarlierScan | undefined> {
  return tx(ctx)
    .selectFrom('accessControl.scan')
    .select(['accessPointId', 'accessRightId', 'verdict', 'reason'])
    .where('id', '=', scanId)
    .executeTakeFirst();
}

/** Whether the scan is new. The unique index one_admission_per_access_right refuses a second admission. */
export async function saveScan(ctx: Ctx, scan: Scan): Promise<boolean> {
  const saved = await tx(ctx)
    .insertInto('accessControl.scan')
    .values(scan)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return (saved.numInsertedOrUpdatedRows ?? 0n) > 0n;
}
