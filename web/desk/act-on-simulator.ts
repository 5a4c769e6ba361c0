import type { Input, Reply } from '@tessera/contract/api/operations';
import { type ActionFunctionArgs, data } from 'react-router';
import { ask, need, textIn } from '../client/read.ts';
import { instantOf } from './venue-time.ts';

type Stays = NonNullable<Input<'simulateScan'>['body']['stays']>;
export const staysBefore = ['real', 'none', 'these'] as const;
/** So many stays can be supposed; more say nothing new. */
export const staysMax = 2;

/** As it stands in the form. */
export type SimulationDraft = {
  readonly ticket: string;
  readonly accessPoint: string;
  readonly direction: 'in' | 'out';
  readonly at: string;
  readonly isOffline: boolean;
  readonly before: (typeof staysBefore)[number];
  readonly stays: readonly { readonly zoneId: string; readonly at: string; readonly leftAt: string }[];
};
export type SimulationWrong = 'missing' | 'time' | 'before_start' | 'ticket' | 'no-stay' | 'gone';
export type SimulationSaid = {
  readonly draft: SimulationDraft;
  readonly errors: Readonly<Record<string, SimulationWrong>>;
  readonly simulation?: Reply<'simulateScan'>;
  readonly hasFailed?: boolean;
};

/** What would happen at a door; nothing is recorded. */
export async function actOnSimulator({ params, request, context }: ActionFunctionArgs) {
  const of = { performanceId: params.performanceId ?? '' };
  const { timeZone } = await need(context, 'getDoorPlan', { params: of });
  const draft = readSimulation(await request.formData());
  const wanted = simulationIn(draft, timeZone);
  if ('errors' in wanted) return data<SimulationSaid>({ draft, errors: wanted.errors });
  const answer = await ask(context, 'simulateScan', { params: of, body: wanted.body });
  if (answer.ok) return data<SimulationSaid>({ draft, errors: {}, simulation: answer.body });
  const pointer = answer.problem.errors[0]?.pointer;
  if (pointer === '/body/ticket') return data<SimulationSaid>({ draft, errors: { ticket: 'ticket' } });
  if (pointer === '/body/accessPoint') return data<SimulationSaid>({ draft, errors: { accessPoint: 'gone' } });
  return data<SimulationSaid>({ draft, errors: {}, hasFailed: true });
}

function readSimulation(form: FormData): SimulationDraft {
  return {
    ticket: textIn(form, 'ticket').trim(),
    accessPoint: textIn(form, 'accessPoint'),
    direction: textIn(form, 'direction') === 'out' ? 'out' : 'in',
    at: textIn(form, 'at'),
    isOffline: form.has('isOffline'),
    before: staysBefore.find((one) => one === textIn(form, 'before')) ?? 'real',
    stays: Array.from({ length: staysMax }, (_, place) => ({
      zoneId: textIn(form, `stay-${place}-zone`),
      at: textIn(form, `stay-${place}-at`),
      leftAt: textIn(form, `stay-${place}-left`),
    })),
  };
}

export function simulationIn(
  draft: SimulationDraft,
  timeZone: string,
): { readonly body: Input<'simulateScan'>['body'] } | { readonly errors: Record<string, SimulationWrong> } {
  const errors: Record<string, SimulationWrong> = {};
  if (draft.ticket === '') errors.ticket = 'missing';
  if (draft.accessPoint === '') errors.accessPoint = 'missing';
  const at = instantOf(draft.at, timeZone);
  if (at === undefined) errors.at = draft.at === '' ? 'missing' : 'time';
  const stays = draft.before === 'these' ? staysIn(draft, timeZone, errors) : [];
  if (at === undefined || Object.keys(errors).length > 0) return { errors };
  const { ticket, accessPoint, direction, isOffline } = draft;
  const body = { ticket, accessPoint, direction, isOffline, at: new Date(at).toISOString() };
  return { body: draft.before === 'real' ? body : { ...body, stays } };
}

function staysIn({ stays }: SimulationDraft, timeZone: string, errors: Record<string, SimulationWrong>): Stays {
  const typed = [...stays.entries()].filter(([, { at, leftAt }]) => at !== '' || leftAt !== '');
  if (typed.length === 0) errors['stay-0-at'] = 'no-stay';
  const supposed = typed.map(([place, stay]) => {
    const at = instantOf(stay.at, timeZone);
    const leftAt = stay.leftAt === '' ? null : instantOf(stay.leftAt, timeZone);
    if (at === undefined) errors[`stay-${place}-at`] = stay.at === '' ? 'missing' : 'time';
    if (leftAt === undefined) errors[`stay-${place}-left`] = 'time';
    else if (leftAt !== null && at !== undefined && leftAt <= at) errors[`stay-${place}-left`] = 'before_start';
    return { zoneId: stay.zoneId, at: at ?? 0, leftAt: leftAt ?? null };
  });
  // The rule of the door takes them from the oldest on.
  return supposed
    .sort((one, other) => one.at - other.at)
    .map(({ zoneId, at, leftAt }) => ({
      ...(zoneId === '' ? {} : { zoneId }),
      at: new Date(at).toISOString(),
      leftAt: leftAt === null ? null : new Date(leftAt).toISOString(),
    }));
}
