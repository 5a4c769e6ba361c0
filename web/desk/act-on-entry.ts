import { type ActionFunctionArgs, data } from 'react-router';
import { ask, need, textIn } from '../client/read.ts';
import { errorsOf, type PolicyDraft, type PolicyErrors, policyIn, readDraft } from './policy-draft.ts';

export type EntrySaid =
  | { readonly said: 'saved' | 'lanes-set' | 'lanes_in_use' | 'lane-gone' | 'failed' | 'role_missing' }
  | { readonly said: 'wrong'; readonly draft: PolicyDraft; readonly errors: PolicyErrors };

/** What directors and administrators say about who is let in how. */
export async function actOnEntry(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  switch (textIn(form, 'intent')) {
    case 'policy':
      return data(await setPolicy(args, readDraft(form)));
    case 'lanes':
      return data(await setLanes(args, form));
    default:
      throw data({ code: 'bad_request' }, { status: 400 });
  }
}

async function setPolicy({ params, context }: ActionFunctionArgs, draft: PolicyDraft): Promise<EntrySaid> {
  const of = { performanceId: params.performanceId ?? '' };
  const { timeZone } = await need(context, 'getDoorPlan', { params: of });
  const wanted = policyIn(draft, timeZone);
  if (!wanted.ok) return { said: 'wrong', draft, errors: wanted.errors };
  const answer = await ask(context, 'setEntryPolicy', { params: of, body: wanted.policy });
  if (answer.ok) return { said: 'saved' };
  if (answer.problem.code === 'role_missing') return { said: 'role_missing' };
  // Even when nobody knows which field it is, what was typed stays.
  return { said: 'wrong', draft, errors: errorsOf(answer.problem, draft, wanted.policy) ?? {} };
}

async function setLanes({ params, context }: ActionFunctionArgs, form: FormData): Promise<EntrySaid> {
  const of = { performanceId: params.performanceId ?? '' };
  const devices = form.getAll('devices').map(String);
  const answer = await ask(context, 'setLanes', { params: of, body: { devices } });
  if (answer.ok) return { said: 'lanes-set' };
  const { code } = answer.problem;
  if (code === 'lanes_in_use' || code === 'role_missing') return { said: code };
  return { said: code === 'invalid' ? 'lane-gone' : 'failed' };
}
