import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type DeviceRow = {
  readonly id: string;
  readonly organiserId: string;
  readonly name: string;
  readonly state: 'waiting' | 'enrolled' | 'revoked';
  readonly performanceIds: readonly string[];
  readonly accessPointIds: readonly string[];
  readonly createdAt: Date;
  readonly enrolledAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastSeenAt: Date | null;
  readonly unsent: number | null;
  readonly batteryPercent: number | null;
  readonly listMadeAt: Date | null;
  readonly shift: {
    readonly id: string;
    readonly performanceId: string;
    readonly accessPointId: string;
    readonly direction: 'in' | 'out';
    readonly startedAt: string;
  } | null;
};

const columns = sql`
  d.id, d.organiser_id, d.name, d.performance_ids, d.access_point_ids, d.created_at, d.enrolled_at, d.revoked_at,
  d.last_seen_at, d.unsent, d.battery_percent, d.list_made_at,
  case when d.revoked_at is not null then 'revoked' when d.token_hash is not null then 'enrolled' else 'waiting' end as state,
  (select jsonb_build_object('id', s.id, 'performanceId', s.performance_id, 'accessPointId', s.access_point_id,
    'direction', s.direction, 'startedAt', s.started_at)
    from access_control.shift s where s.device_id = d.id and s.ended_at is null) as shift
  from access_control.device d`;

export async function listDevices(ctx: Ctx, organiserId: string): Promise<DeviceRow[]> {
  const found = await sql<DeviceRow>`
    select ${columns} where d.organiser_id = ${organiserId}
    order by d.revoked_at is not null, d.name, d.id limit 500`.execute(tx(ctx));
  return found.rows;
}

export async function findDevice(ctx: Ctx, deviceId: string): Promise<DeviceRow | undefined> {
  const found = await sql<DeviceRow>`select ${columns} where d.id = ${deviceId}`.execute(tx(ctx));
  return found.rows[0];
}

export type CallingDevice = Pick<DeviceRow, 'id' | 'organiserId' | 'name' | 'performanceIds' | 'accessPointIds'> & {
  readonly tokenHash: Buffer;
};

/** By the hashes of their tokens. Revoked devices have none. */
export async function listDevicesOfTokens(ctx: Ctx, tokenHashes: readonly Buffer[]): Promise<CallingDevice[]> {
  const found = await sql<CallingDevice>`
    select d.token_hash, d.id, d.organiser_id, d.name, d.performance_ids, d.access_point_ids
    from access_control.device d where d.token_hash = any(${tokenHashes}::bytea[])`.execute(tx(ctx));
  return found.rows;
}

type NewDevice = {
  readonly organiserId: string;
  readonly name: string;
  readonly performanceIds: readonly string[];
  readonly accessPointIds: readonly string[];
  readonly createdBy: string | null;
};

export async function saveDevice(ctx: Ctx, device: NewDevice): Promise<string> {
  const { performanceIds, accessPointIds } = device;
  const saved = await tx(ctx)
    .insertInto('accessControl.device')
    .values({ ...device, performanceIds: [...performanceIds], accessPointIds: [...accessPointIds] })
    .returning('id')
    .executeTakeFirstOrThrow();
  return saved.id;
}

/** A code to enrol by, for ten minutes; what it had until now no longer counts. undefined: it is revoked. */
export async function saveCode(ctx: Ctx, deviceId: string, codeHash: Buffer): Promise<Date | undefined> {
  const saved = await tx(ctx)
    .updateTable('accessControl.device')
    .set({ codeHash, codeExpiresAt: sql<Date>`clock_timestamp() + interval '10 minutes'`, tokenHash: null })
    .where('id', '=', deviceId)
    .where('revokedAt', 'is', null)
    .returning('codeExpiresAt')
    .executeTakeFirst();
  return saved?.codeExpiresAt ?? undefined;
}

/** The device of a code that is not over, with a token now; the code is used up. */
export async function redeemCode(ctx: Ctx, codeHash: Buffer, tokenHash: Buffer): Promise<string | undefined> {
  const saved = await tx(ctx)
    .updateTable('accessControl.device')
    .set({ tokenHash, codeHash: null, codeExpiresAt: null, enrolledAt: sql<Date>`clock_timestamp()` })
    .where('codeHash', '=', codeHash)
    .where('codeExpiresAt', '>', sql<Date>`clock_timestamp()`)
    .returning('id')
    .executeTakeFirst();
  return saved?.id;
}

/** Whether it was not revoked before. */
export async function saveRevoked(ctx: Ctx, deviceId: string): Promise<boolean> {
  const saved = await tx(ctx)
    .updateTable('accessControl.device')
    .set({ revokedAt: sql<Date>`clock_timestamp()`, tokenHash: null, codeHash: null, codeExpiresAt: null })
    .where('id', '=', deviceId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return saved.numUpdatedRows > 0n;
}

export type SignOfLife = {
  readonly unsent: number;
  readonly batteryPercent: number | null;
  readonly listMadeAt: Date | null;
  readonly clockAheadMs: number | null;
};

export async function saveSignOfLife(ctx: Ctx, deviceId: string, sign: SignOfLife): Promise<void> {
  await tx(ctx)
    .updateTable('accessControl.device')
    .set({ ...sign, lastSeenAt: sql<Date>`clock_timestamp()` })
    .where('id', '=', deviceId)
    .execute();
}

export type ShiftRow = { readonly id: string; readonly startedAt: Date; readonly endedAt: Date | null };
type NewShift = {
  readonly id: string;
  readonly deviceId: string;
  readonly performanceId: string;
  readonly accessPointId: string;
  readonly direction: 'in' | 'out';
  readonly agent: string;
  readonly checks: readonly object[];
};

export async function findShift(ctx: Ctx, shiftId: string): Promise<(ShiftRow & { deviceId: string }) | undefined> {
  return tx(ctx)
    .selectFrom('accessControl.shift')
    .select(['id', 'deviceId', 'startedAt', 'endedAt'])
    .where('id', '=', shiftId)
    .executeTakeFirst();
}

/** The shift a device had ends. */
export async function saveShift(ctx: Ctx, shift: NewShift): Promise<ShiftRow> {
  await sql`
    update access_control.shift set ended_at = clock_timestamp() where device_id = ${shift.deviceId} and ended_at is null`.execute(
    tx(ctx),
  );
  return tx(ctx)
    .insertInto('accessControl.shift')
    .values({ ...shift, checks: JSON.stringify(shift.checks) })
    .returning(['id', 'startedAt', 'endedAt'])
    .executeTakeFirstOrThrow();
}

/** undefined: it had ended. */
export async function saveShiftEnded(ctx: Ctx, shiftId: string, unsent: number): Promise<ShiftRow | undefined> {
  return tx(ctx)
    .updateTable('accessControl.shift')
    .set({ endedAt: sql<Date>`clock_timestamp()`, unsentAtEnd: unsent })
    .where('id', '=', shiftId)
    .where('endedAt', 'is', null)
    .returning(['id', 'startedAt', 'endedAt'])
    .executeTakeFirst();
}
