import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type Scan = {
  readonly id: string;
  readonly accessPointId: string;
  readonly organiserId: string;
  readonly performanceId: string | null;
  readonly accessRightId: string | null;
  readonly deviceId: string | null;
  readonly scannedBy: string | null;
  readonly direction: 'in' | 'out';
  readonly mode: 'online' | 'offline';
  readonly verdict: 'admitted' | 'refused' | 'let_out';
  readonly reason: string | null;
  readonly note: string | null;
  readonly scannedAt: Date;
};

export type EarlierScan = Pick<Scan, 'accessPointId' | 'accessRightId' | 'verdict' | 'reason' | 'direction'>;

/** The verdict an earlier reading with this id was given. */
export async function findScan(ctx: Ctx, scanId: string): Promise<EarlierScan | undefined> {
  return tx(ctx)
    .selectFrom('accessControl.scan')
    .select(['accessPointId', 'accessRightId', 'verdict', 'reason', 'direction'])
    .where('id', '=', scanId)
    .executeTakeFirst();
}

/** Whether the scan is new. */
export async function saveScan(ctx: Ctx, scan: Scan): Promise<boolean> {
  const saved = await tx(ctx)
    .insertInto('accessControl.scan')
    .values(scan)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return (saved.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Tables for the scans of this month and the next. */
export async function keepScanMonths(ctx: Ctx): Promise<void> {
  await sql`
    select access_control.keep_scans_of(clock_timestamp()),
      access_control.keep_scans_of(clock_timestamp() + interval '31 days')`.execute(tx(ctx));
}
