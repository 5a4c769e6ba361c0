import type { incidentKinds, incidentSeverities } from '@tessera/contract/api/incidents';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';
import type { IncidentState } from './rules.ts';

export type NewIncident = {
  readonly organiserId: string;
  readonly performanceId: string;
  readonly kind: (typeof incidentKinds)[number];
  readonly severity: (typeof incidentSeverities)[number];
  readonly gateId: string | null;
  readonly zoneId: string | null;
  readonly words: string;
  readonly reportedBy: string | null;
  readonly deviceId: string | null;
};

export type IncidentRow = Pick<NewIncident, 'organiserId' | 'kind' | 'severity' | 'words'> & {
  readonly id: string;
  readonly state: IncidentState;
  readonly gate: string | null;
  readonly zone: string | null;
  readonly reportedBy: string | null;
  readonly reportedAt: Date;
  readonly changedAt: Date;
  readonly changes: readonly {
    readonly state: IncidentState;
    readonly note: string;
    readonly at: string;
    readonly by: string | null;
  }[];
};

// Places in the words of the newest version of the plan: the performance may have moved since.
const incident = sql`
  select i.id, i.organiser_id, i.kind, i.severity, i.state, i.words, i.reported_at, i.changed_at,
    coalesce(a.name, d.name) as reported_by,
    (select g.name from venues.gate g join venues.mapping m on m.id = g.mapping_id
      where g.id = i.gate_id order by m.state = 'draft', m.version desc limit 1) as gate,
    (select z.name from venues.zone z join venues.mapping m on m.id = z.mapping_id
      where z.id = i.zone_id order by m.state = 'draft', m.version desc limit 1) as zone,
    coalesce((select jsonb_agg(jsonb_build_object('state', c.state, 'note', c.note, 'at', c.changed_at, 'by', p.name)
        order by c.changed_at, c.id)
      from incidents.change c left join identity.account p on p.id = c.changed_by where c.incident_id = i.id), '[]') as changes
  from incidents.incident i
  left join identity.account a on a.id = i.reported_by
  left join access_control.device d on d.id = i.device_id`;

export async function saveIncident(ctx: Ctx, made: NewIncident): Promise<string> {
  const { id } = await tx(ctx).insertInto('incidents.incident').values(made).returning('id').executeTakeFirstOrThrow();
  return id;
}

/** What is not closed first, the newest first. */
export async function listIncidents(ctx: Ctx, performanceId: string, limit: number): Promise<IncidentRow[]> {
  const found = await sql<IncidentRow>`
    ${incident} where i.performance_id = ${performanceId}
    order by i.state = 'closed', i.reported_at desc, i.id desc limit ${limit}`.execute(tx(ctx));
  return found.rows;
}

export async function findIncident(ctx: Ctx, incidentId: string): Promise<IncidentRow | undefined> {
  const found = await sql<IncidentRow>`${incident} where i.id = ${incidentId}`.execute(tx(ctx));
  return found.rows[0];
}

export async function lockIncident(ctx: Ctx, incidentId: string): Promise<IncidentRow | undefined> {
  await sql`select from incidents.incident where id = ${incidentId} for update`.execute(tx(ctx));
  return findIncident(ctx, incidentId);
}

export async function saveChange(
  ctx: Ctx,
  change: {
    readonly incidentId: string;
    readonly state: IncidentState;
    readonly note: string;
    readonly changedBy: string | null;
  },
): Promise<void> {
  await sql`
    update incidents.incident set state = ${change.state}, changed_at = clock_timestamp()
    where id = ${change.incidentId}`.execute(tx(ctx));
  await tx(ctx).insertInto('incidents.change').values(change).execute();
}
