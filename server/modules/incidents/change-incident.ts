import { announce } from '../../platform/announcement.ts';
import type { Ctx } from '../../platform/context.ts';
import { Refusal } from '../../platform/refusal.ts';
import { incidentChanged } from './announcements.ts';
import { decideChange, type IncidentState } from './rules.ts';
import { type IncidentRow, saveChange } from './store.ts';

/** Its row must be locked. Throws incident_state: of two who press the same, the second learns it. */
export async function changeIncident(
  ctx: Ctx,
  incident: IncidentRow,
  { state, note }: { readonly state: IncidentState; readonly note: string },
): Promise<void> {
  const decision = decideChange(incident.state, state);
  if (!decision.ok) throw new Refusal(decision.code);
  const changedBy = ctx.actor.kind === 'account' ? ctx.actor.accountId : null;
  await saveChange(ctx, { incidentId: incident.id, state, note, changedBy });
  await announce(ctx, incidentChanged(incident, state));
}
