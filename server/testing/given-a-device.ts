import { randomBytes } from 'node:crypto';
import { sha256 } from '../platform/secrets.ts';
import type { GivenServer } from './given-a-server.ts';

export type GivenDevice = { readonly deviceId: string; readonly token: string };
type Wish = {
  readonly organiserId: string;
  readonly name?: string;
  readonly performanceIds?: readonly string[];
  readonly accessPointIds?: readonly string[];
  readonly isRevoked?: boolean;
};

/** A phone that has read its code, or had been cut off since. */
export async function givenADevice({ pool }: Pick<GivenServer, 'pool'>, wish: Wish): Promise<GivenDevice> {
  const token = `device-${randomBytes(32).toString('base64url')}`;
  const { organiserId, name = 'Scanner', performanceIds = [], accessPointIds = [], isRevoked = false } = wish;
  const { rows } = await pool.query<{ id: string }>(
    `insert into access_control.device (organiser_id, name, performance_ids, access_point_ids, token_hash, enrolled_at, revoked_at)
     values ($1, $2, $3, $4, $5, now(), $6) returning id`,
    [
      organiserId,
      name,
      performanceIds,
      accessPointIds,
      isRevoked ? null : sha256(token),
      isRevoked ? new Date() : null,
    ],
  );
  return { deviceId: rows[0]?.id ?? '', token };
}

/** A code that a phone may read once. */
export async function givenAnEnrolmentCode({ pool }: Pick<GivenServer, 'pool'>, organiserId: string): Promise<string> {
  const code = randomBytes(32).toString('base64url');
  await pool.query(
    `insert into access_control.device (organiser_id, name, code_hash, code_expires_at)
     values ($1, 'New', $2, now() + interval '10 minutes')`,
    [organiserId, sha256(code)],
  );
  return code;
}
