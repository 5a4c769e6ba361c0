import type { LocalText } from '@tessera/contract/text';
import type { Ctx } from '../../platform/context.ts';
import { sql, tx } from '../../platform/sql.ts';

export type NewReport = {
  readonly id: string;
  readonly organiserId: string;
  readonly performanceId: string;
  readonly accessId: string;
  readonly accountId: string;
  readonly madeAt: Date;
  readonly sha256: Buffer;
  readonly signingKeyId: number;
  readonly signature: Buffer;
};

/** An id for a report that is not made yet: it is printed on it. */
export async function newReportId(ctx: Ctx): Promise<string> {
  const drawn = await sql<{ id: string }>`select gen_random_uuid() as id`.execute(tx(ctx));
  const [row] = drawn.rows;
  if (!row) throw new Error('no id was drawn');
  return row.id;
}

export async function saveReport(ctx: Ctx, report: NewReport): Promise<void> {
  await tx(ctx).insertInto('authority.report').values(report).execute();
}

export type ReportRow = Pick<NewReport, 'id' | 'organiserId' | 'madeAt' | 'sha256' | 'signingKeyId' | 'signature'> & {
  readonly organiser: string;
  readonly title: LocalText;
  readonly startsAt: Date;
  readonly timeZone: string;
};

export async function findReport(ctx: Ctx, reportId: string): Promise<ReportRow | undefined> {
  const found = await sql<ReportRow>`
    select r.id, r.organiser_id, r.made_at, r.sha256, r.signing_key_id, r.signature, o.name as organiser, e.title, p.starts_at,
      p.time_zone
    from authority.report r
    join identity.organiser o on o.id = r.organiser_id
    join catalogue.performance p on p.id = r.performance_id
    join catalogue.event e on e.id = p.event_id
    where r.id = ${reportId}`.execute(tx(ctx));
  return found.rows[0];
}
