import { type ActionFunctionArgs, data } from 'react-router';
import { ask, textIn } from '../client/read.ts';

export const suspensions = ['unpaid', 'lost', 'dispute', 'other'] as const;
export type StandingSaid = 'suspended' | 'resumed' | 'replaced' | 'ticket_void' | 'role_missing' | 'failed';

/** What staff do about one ticket. */
export async function actOnStanding({ params, request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const of = { ticketId: params.ticketId ?? '' };
  const told = (answer: { ok: true } | { ok: false; problem: { code: string } }, good: StandingSaid) => {
    const code = answer.ok ? good : answer.problem.code;
    return data<{ said: StandingSaid }>({
      said: answer.ok || code === 'ticket_void' || code === 'role_missing' ? (code as StandingSaid) : 'failed',
    });
  };
  switch (textIn(form, 'intent')) {
    case 'suspend': {
      const reason = suspensions.find((one) => one === textIn(form, 'reason')) ?? 'other';
      const note = textIn(form, 'note').trim().slice(0, 200);
      const body = { reason, ...(note ? { note } : {}) };
      return told(await ask(context, 'suspendTicket', { params: of, body }), 'suspended');
    }
    case 'resume':
      return told(await ask(context, 'resumeTicket', { params: of }), 'resumed');
    case 'replace':
      return told(await ask(context, 'replaceTicketCode', { params: of }), 'replaced');
    default:
      throw data({ code: 'bad_request' }, { status: 400 });
  }
}
