import type { Reply } from '@tessera/contract/api/operations';
import type { Ctx } from '../../platform/context.ts';
import { type IncidentRow, listIncidents } from './store.ts';

export type IncidentFacts = Reply<'getAuthorityEntry'>['incidents'][number];

export function describeIncident(row: IncidentRow): Reply<'reportIncident'> {
  const changes = row.changes.map((change) => ({ ...change, at: new Date(change.at).toISOString() }));
  return { ...describeFacts(row), words: row.words, reportedBy: row.reportedBy, changes };
}

/** What of the incidents of a performance tells of no person. */
export async function listIncidentFacts(ctx: Ctx, performanceId: string, limit: number): Promise<IncidentFacts[]> {
  return (await listIncidents(ctx, performanceId, limit)).map(describeFacts);
}

function describeFacts(row: IncidentRow): IncidentFacts {
  const { id, kind, severity, state, gate, zone, reportedAt, changedAt } = row;
  return {
    ...{ id, kind, severity, state, gate, zone },
    reportedAt: reportedAt.toISOString(),
    changedAt: changedAt.toISOString(),
  };
}
