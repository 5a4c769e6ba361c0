import type { incidentStates } from '@tessera/contract/api/incidents';

export type IncidentState = (typeof incidentStates)[number];

/** An incident goes to any other state: what was thought to be over may not be. Setting the one it is in tells nothing. */
export function decideChange(
  from: IncidentState,
  to: IncidentState,
): { readonly ok: true } | { readonly ok: false; readonly code: 'incident_state' } {
  return from === to ? { ok: false, code: 'incident_state' } : { ok: true };
}

export type Place = { readonly id: string; readonly name: string };

/** Which place of the performance's plan is none of its own: the first that is named and not known. */
export function findStrangePlace(
  named: { readonly gate: string | null; readonly zone: string | null },
  known: { readonly gates: readonly Place[]; readonly zones: readonly Place[] },
): 'gate' | 'zone' | undefined {
  if (named.gate !== null && !known.gates.some(({ id }) => id === named.gate)) return 'gate';
  if (named.zone !== null && !known.zones.some(({ id }) => id === named.zone)) return 'zone';
  return undefined;
}
