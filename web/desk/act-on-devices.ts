import type { Reply } from '@tessera/contract/api/operations';
import { type ActionFunctionArgs, data } from 'react-router';
import type { Answer, CallProblem } from '../client/call.ts';
import { ask, textIn } from '../client/read.ts';

export type DeviceWish = { readonly name: string; readonly performances: string[]; readonly accessPoints: string[] };
export type DeviceSaid =
  | {
      readonly said: 'enrolled';
      /** The house it was enrolled for, or the device that has a new code. */
      readonly of: string;
      readonly enrolment: Reply<'enrolDevice'>;
      readonly serverTime: string;
    }
  | { readonly said: 'revoked' | 'device_revoked' | 'failed'; readonly of: string }
  | {
      readonly said: 'wrong';
      readonly of: string;
      readonly field: keyof DeviceWish;
      readonly why: 'missing' | 'invalid' | 'gone';
      /** As it was typed: nothing of it is lost. */
      readonly wish: DeviceWish;
    };

/** What directors and administrators do about the phones that scan. */
export async function actOnDevices({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const deviceId = textIn(form, 'device');
  switch (textIn(form, 'intent')) {
    case 'enrol':
      return data(await enrol(context, form));
    case 'renew':
      return data(enrolled(deviceId, await ask(context, 'renewEnrolment', { params: { deviceId } })));
    case 'revoke': {
      const answer = await ask(context, 'revokeDevice', { params: { deviceId } });
      return data<DeviceSaid>({ said: answer.ok ? 'revoked' : 'failed', of: deviceId });
    }
    default:
      throw data({ code: 'bad_request' }, { status: 400 });
  }
}

async function enrol(context: ActionFunctionArgs['context'], form: FormData): Promise<DeviceSaid> {
  const of = textIn(form, 'organiser');
  const wish = {
    name: textIn(form, 'name').trim(),
    performances: form.getAll('performances').map(String),
    accessPoints: form.getAll('accessPoints').map(String),
  };
  if (wish.name === '') return { said: 'wrong', of, field: 'name', why: 'missing', wish };
  const answer = await ask(context, 'enrolDevice', { params: { organiserId: of }, body: wish });
  const field = answer.ok ? undefined : fieldOf(answer.problem);
  if (field) return { said: 'wrong', of, field, why: field === 'name' ? 'invalid' : 'gone', wish };
  return enrolled(of, answer);
}

function enrolled(of: string, answer: Answer<'enrolDevice'> | Answer<'renewEnrolment'>): DeviceSaid {
  if (answer.ok) return { said: 'enrolled', of, enrolment: answer.body, serverTime: new Date().toISOString() };
  return { said: answer.problem.code === 'device_revoked' ? 'device_revoked' : 'failed', of };
}

function fieldOf({ errors }: CallProblem): keyof DeviceWish | undefined {
  const pointer = errors[0]?.pointer ?? '';
  return (['name', 'performances', 'accessPoints'] as const).find((field) => pointer.startsWith(`/body/${field}`));
}
