import { type ActionFunctionArgs, data } from 'react-router';
import type { CallProblem } from '../client/call.ts';
import { ask, textIn } from '../client/read.ts';
import { instantAt } from './instant-at.ts';

export type AccessField = 'account' | 'scope' | 'startsAt' | 'endsAt';
const whys = ['missing', 'before_start', 'past', 'too_long', 'invalid'] as const;
export type AccessSaid = {
  /** The house or the access that it was about. */
  readonly of: string;
  readonly said: 'granted' | 'revoked' | 'access_over' | 'wrong' | 'failed';
  /** Of the access that could not be opened: what was typed is still there under it. */
  readonly key?: string;
  readonly wrong?: { readonly field: AccessField; readonly why: (typeof whys)[number] };
};

/** What directors do with the accesses of authorities. */
export async function actOnAccesses(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  if (textIn(form, 'intent') === 'revoke') return data(await revoke(args, form));
  const said = await grant(args, form);
  return data(said.said === 'granted' ? said : { ...said, key: textIn(form, 'key') });
}

async function grant({ context }: ActionFunctionArgs, form: FormData): Promise<AccessSaid> {
  const of = textIn(form, 'organiser');
  const wrong = (field: AccessField, why: (typeof whys)[number] = 'missing'): AccessSaid => {
    return { of, said: 'wrong', wrong: { field, why } };
  };
  const account = textIn(form, 'account');
  // "performance <id> <time zone>" or "day <date> <time zone>": times are those of the venue.
  const [kind = '', which = '', timeZone = ''] = textIn(form, 'scope').split(' ');
  if (account === '') return wrong('account');
  if (which === '' || timeZone === '') return wrong('scope');
  const from = textIn(form, 'startsAt');
  const startsAt = from === '' ? new Date().toISOString() : instantAt(from, timeZone);
  const until = textIn(form, 'endsAt');
  const endsAt = instantAt(until, timeZone);
  if (startsAt === undefined) return wrong('startsAt', 'invalid');
  if (endsAt === undefined) return wrong('endsAt', until === '' ? 'missing' : 'invalid');
  const scope = kind === 'day' ? { day: which, performance: null } : { performance: which, day: null };
  const input = { params: { organiserId: of }, body: { account, ...scope, startsAt, endsAt } };
  const answer = await ask(context, 'grantAuthorityAccess', input, {
    idempotencyKey: `authority-access-${textIn(form, 'key')}`,
  });
  return answer.ok ? { of, said: 'granted' } : refused(of, answer.problem);
}

function refused(of: string, { errors }: CallProblem): AccessSaid {
  for (const field of ['account', 'performance', 'day', 'startsAt', 'endsAt'] as const) {
    const error = errors.find(({ pointer }) => pointer.startsWith(`/body/${field}`));
    if (!error) continue;
    const why = whys.find((known) => known === error.code) ?? 'invalid';
    return { of, said: 'wrong', wrong: { field: field === 'performance' || field === 'day' ? 'scope' : field, why } };
  }
  return { of, said: 'failed' };
}

async function revoke({ context }: ActionFunctionArgs, form: FormData): Promise<AccessSaid> {
  const accessId = textIn(form, 'access');
  const answer = await ask(context, 'revokeAuthorityAccess', { params: { accessId } });
  if (answer.ok) return { of: accessId, said: 'revoked' };
  return { of: accessId, said: answer.problem.code === 'access_over' ? 'access_over' : 'failed' };
}
