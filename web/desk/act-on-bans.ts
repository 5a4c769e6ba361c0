import type { Reply } from '@tessera/contract/api/operations';
import { type ActionFunctionArgs, data } from 'react-router';
import type { CallProblem } from '../client/call.ts';
import { ask, textIn } from '../client/read.ts';
import { reasonIn } from '../shop/ban-told.ts';

export type BanField = 'email' | 'label' | 'note' | 'startsAt' | 'endsAt' | 'scope';
export type BanSaid = {
  /** The house or the ban that it was about. */
  readonly of: string;
  readonly said: 'added' | 'changed' | 'lifted' | 'found' | 'wrong' | 'ban_over' | 'failed';
  readonly wrong?: { readonly field: BanField; readonly why: 'missing' | 'invalid' | 'past' | 'before_start' };
  readonly found?: Reply<'lookUpBans'>['items'];
  readonly email?: string;
};

/** What directors do about who may not come. */
export async function actOnBans(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  switch (textIn(form, 'intent')) {
    case 'add':
      return data(await add(args, form));
    case 'look-up':
      return data(await lookUp(args, form));
    case 'end':
      return data(await changeEnd(args, form));
    case 'lift':
      return data(await lift(args, form));
    default:
      throw data({ code: 'bad_request' }, { status: 400 });
  }
}

async function add({ context }: ActionFunctionArgs, form: FormData): Promise<BanSaid> {
  const of = textIn(form, 'organiser');
  const words = { email: wordsIn(form, 'email'), label: wordsIn(form, 'label'), note: wordsIn(form, 'note') };
  const missing = (['email', 'label', 'note'] as const).find((field) => words[field] === '');
  if (missing) return wrongIn(of, missing, 'missing');
  const [kind, id = ''] = textIn(form, 'scope').split(' ');
  const body = {
    ...words,
    reason: reasonIn(textIn(form, 'reason')) ?? 'other',
    startsAt: startOf(textIn(form, 'startsAt')),
    endsAt: endOf(textIn(form, 'endsAt')),
    event: kind === 'event' ? id : null,
    performance: kind === 'performance' ? id : null,
  };
  const key = { idempotencyKey: `ban-${textIn(form, 'key')}` };
  const answer = await ask(context, 'addBan', { params: { organiserId: of }, body }, key);
  return answer.ok ? { of, said: 'added' } : refused(of, answer.problem);
}

async function lookUp({ context }: ActionFunctionArgs, form: FormData): Promise<BanSaid> {
  const of = textIn(form, 'organiser');
  const email = wordsIn(form, 'email');
  if (email === '') return wrongIn(`look-up ${of}`, 'email', 'missing');
  const answer = await ask(context, 'lookUpBans', { params: { organiserId: of }, body: { email } });
  if (!answer.ok) return refused(`look-up ${of}`, answer.problem);
  return { of: `look-up ${of}`, said: 'found', found: answer.body.items, email };
}

async function changeEnd({ context }: ActionFunctionArgs, form: FormData): Promise<BanSaid> {
  const banId = textIn(form, 'ban');
  const body = { endsAt: endOf(textIn(form, 'endsAt')) };
  const answer = await ask(context, 'changeBanEnd', { params: { banId }, body });
  return answer.ok ? { of: banId, said: 'changed' } : refused(banId, answer.problem);
}

async function lift({ context }: ActionFunctionArgs, form: FormData): Promise<BanSaid> {
  const banId = textIn(form, 'ban');
  const note = wordsIn(form, 'note');
  if (note === '') return wrongIn(banId, 'note', 'missing');
  const answer = await ask(context, 'liftBan', { params: { banId }, body: { note } });
  return answer.ok ? { of: banId, said: 'lifted' } : refused(banId, answer.problem);
}

function refused(of: string, { code, errors }: CallProblem): BanSaid {
  if (code === 'ban_over') return { of, said: code };
  const [first] = errors;
  if (!first) return { of, said: 'failed' };
  const named = first.pointer.replace(/^\/body\//, '').replace(/^(event|performance)$/, 'scope');
  const field = (['email', 'label', 'note', 'startsAt', 'endsAt', 'scope'] as const).find((one) => one === named);
  if (!field) return { of, said: 'failed' };
  const why = first.code === 'past' || first.code === 'before_start' ? first.code : 'invalid';
  return wrongIn(of, field, why);
}

function wrongIn(of: string, field: BanField, why: NonNullable<BanSaid['wrong']>['why']): BanSaid {
  return { of, said: 'wrong', wrong: { field, why } };
}

function wordsIn(form: FormData, name: string): string {
  return textIn(form, name).trim();
}

/** Days are those of UTC: in Europe a ban begins and ends an hour or two into the night, and its last day counts whole. */
function startOf(day: string): string | null {
  return day === '' ? null : `${day}T00:00:00.000Z`;
}

function endOf(day: string): string | null {
  return day === '' ? null : `${day}T23:59:59.000Z`;
}
