import { randomBytes } from 'node:crypto';
import type { GivenPerformance } from './given-a-performance.ts';
import type { GivenServer } from './given-a-server.ts';

type About = Pick<GivenPerformance, 'organiserId' | 'performanceId'>;

/** An access of an account to a performance that has been open for an hour and is so for a day, or as told in hours from now. */
export async function givenAccess(
  { pool }: Pick<GivenServer, 'pool'>,
  { organiserId, performanceId }: About,
  accountId: string,
  hours: { readonly from: number; readonly until: number } = { from: -1, until: 24 },
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into authority.access (organiser_id, account_id, performance_id, starts_at, ends_at)
     values ($1, $2, $3, now() + make_interval(hours => $4), now() + make_interval(hours => $5)) returning id`,
    [organiserId, accountId, performanceId, hours.from, hours.until],
  );
  return rows[0]?.id ?? '';
}

/** Whoever has the role at the organiser may look; an access to be revoked, a report, and an incident to be dealt with. */
export async function givenAnAuthority(server: Pick<GivenServer, 'pool'>, about: About) {
  const { organiserId, performanceId } = about;
  const { rows: people } = await server.pool.query<{ id: string }>(
    `select account_id as id from identity.membership where organiser_id = $1 and role = 'authority'`,
    [organiserId],
  );
  for (const { id } of people) await givenAccess(server, about, id);
  const authorityAccountId = people[0]?.id ?? '';
  const accessToRevokeId = await givenAccess(server, about, authorityAccountId);
  const { rows } = await server.pool.query<{ incidentId: string; reportId: string }>(
    `with incident as (
       insert into incidents.incident (organiser_id, performance_id, kind, severity, words)
       values ($1, $2, 'crowd', 'serious', 'Bousculade') returning id
     ), report as (
       insert into authority.report (id, organiser_id, performance_id, access_id, account_id, made_at, sha256, signing_key_id, signature)
       select gen_random_uuid(), $1, $2, $3, $4, now(), $5, (select min(id) from tickets.signing_key where organiser_id = $1), $6
       returning id
     )
     select incident.id as "incidentId", report.id as "reportId" from incident, report`,
    [organiserId, performanceId, accessToRevokeId, authorityAccountId, randomBytes(32), randomBytes(64)],
  );
  return { authorityAccountId, accessToRevokeId, ...(rows[0] ?? { incidentId: '', reportId: '' }) };
}
