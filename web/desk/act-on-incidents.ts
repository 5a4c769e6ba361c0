import { type ActionFunctionArgs, data } from 'react-router';
import { ask, textIn } from '../client/read.ts';
import { kinds, severities, states } from './incident-choices.ts';

export type IncidentSaid = {
  readonly said: 'reported' | 'changed' | 'words' | 'incident_state' | 'failed';
  /** Of the incident that could not be reported: what was typed is still there under it. */
  readonly key?: string;
};

/** What staff do with incidents. */
export async function actOnIncidents(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  return data(textIn(form, 'intent') === 'report' ? await report(args, form) : await change(args, form));
}

async function report({ context, params }: ActionFunctionArgs, form: FormData): Promise<IncidentSaid> {
  const words = textIn(form, 'words').trim();
  const key = textIn(form, 'key');
  if (words === '') return { said: 'words', key };
  const body = {
    kind: kinds.find((kind) => kind === textIn(form, 'kind')) ?? 'other',
    severity: severities.find((severity) => severity === textIn(form, 'severity')) ?? 'minor',
    gate: textIn(form, 'gate') || null,
    zone: textIn(form, 'zone') || null,
    words,
  };
  const input = { params: { performanceId: params.performanceId ?? '' }, body };
  const answer = await ask(context, 'reportIncident', input, { idempotencyKey: `incident-${key}` });
  return answer.ok ? { said: 'reported' } : { said: 'failed', key };
}

async function change({ context }: ActionFunctionArgs, form: FormData): Promise<IncidentSaid> {
  const state = states.find((known) => known === textIn(form, 'intent'));
  if (!state) return { said: 'failed' };
  const body = { state, note: textIn(form, 'note').trim() };
  const answer = await ask(context, 'changeIncident', { params: { incidentId: textIn(form, 'incident') }, body });
  if (answer.ok) return { said: 'changed' };
  return { said: answer.problem.code === 'incident_state' ? 'incident_state' : 'failed' };
}
