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

export type EarlierScan = Pick<Scan, 'id' | 'accessPointId' | 'accessRightId' | 'verdict' | 'reason' | 'direction'>;

/** The verdicts that earlier readings with these ids were given, by id. */
export async function listEarlierScans(
  ctx: Ctx,
  scanIds: readonly string[],
): Promise<ReadonlyMap<string, EarlierScan>> {
  const found = await sql<EarlierScan>`
    select id, access_point_id, access_right_id, verdict, reason, direction from access_control.scan
    where id = any(${scanIds}::uuid[])`.execute(tx(ctx));
  return new Map(found.rows.map((scan) => [scan.id, scan]));
}

/** The ids of those that are new; the others are not saved. */
export async function saveScans(ctx: Ctx, scans: readonly Scan[]): Promise<ReadonlySet<string>> {
  if (scans.length === 0) return new Set();
  const saved = await sql<{ id: string }>`
    insert into access_control.scan (id, access_point_id, organiser_id, performance_id, access_right_id, device_id, scanned_by,
      direction, mode, verdict, reason, note, scanned_at)
    select "id", "accessPointId", "organiserId", "performanceId", "accessRightId", "deviceId", "scannedBy",
      direction, mode, verdict, reason, note, "scannedAt"
    from jsonb_to_recordset(${JSON.stringify(scans)}::jsonb) as read ("id" uuid, "accessPointId" uuid, "organiserId" uuid,
      "performanceId" uuid, "accessRightId" uuid, "deviceId" uuid, "scannedBy" uuid, direction text, mode text, verdict text,
      reason text, note text, "scannedAt" timestamptz)
    on conflict (id) do nothing returning id`.execute(tx(ctx));
  return new Set(saved.rows.map(({ id }) => id));
}

/** Tables for the scans of this month and the next. */
export async function keepScanMonths(ctx: Ctx): Promise<void> {
  await sql`
    select access_control.keep_scans_of(clock_timestamp()),
      access_control.keep_scans_of(clock_timestamp() + interval '31 days')`.execute(tx(ctx));
}
