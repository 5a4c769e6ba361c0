import { type ActionFunctionArgs, data, redirect } from 'react-router';
import { ask, textIn } from '../client/read.ts';
import { amountIn } from './amount-in.ts';

const refusals = [
  'payout_by_transfer',
  'payout_account_exists',
  'payout_account_not_ready',
  'payout_exceeds_due',
  'payout_exists',
  'provider_unavailable',
] as const;
export type PayoutSaid = {
  /** The organiser. */
  readonly of: string;
  readonly said:
    | 'opened'
    | 'refreshed'
    | 'requested'
    | 'recorded'
    | 'amount'
    | 'reference'
    | 'failed'
    | (typeof refusals)[number];
};

/** What somebody does about an organiser’s account and its payouts. */
export async function actOnPayouts({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const of = textIn(form, 'organiser');
  const params = { organiserId: of };
  const answerOf = (answer: Awaited<ReturnType<typeof ask>>, done: PayoutSaid['said']): PayoutSaid => {
    if (answer.ok) return { of, said: done };
    return { of, said: refusals.find((code) => code === answer.problem.code) ?? 'failed' };
  };
  switch (textIn(form, 'intent')) {
    case 'open':
      return answerOf(
        await ask(context, 'openPayoutAccount', { params, body: { country: textIn(form, 'country') } }),
        'opened',
      );
    case 'onboard': {
      const answer = await ask(context, 'onboardPayoutAccount', { params });
      return answer.ok ? redirect(answer.body.url) : answerOf(answer, 'failed');
    }
    case 'refresh':
      return answerOf(await ask(context, 'refreshPayoutAccount', { params }), 'refreshed');
    case 'pay': {
      const amount = amountIn(form, 'amount');
      if (!amount || amount.amountMinor === 0) return { of, said: 'amount' } as const;
      const idempotencyKey = `payout-${textIn(form, 'key')}`;
      return answerOf(
        await ask(context, 'requestPayout', { params, body: { amount } }, { idempotencyKey }),
        'requested',
      );
    }
    case 'record': {
      const amount = amountIn(form, 'amount');
      const transferReference = textIn(form, 'reference').trim();
      if (!amount || amount.amountMinor === 0) return { of, said: 'amount' } as const;
      if (transferReference === '') return { of, said: 'reference' } as const;
      return answerOf(await ask(context, 'recordPayout', { params, body: { amount, transferReference } }), 'recorded');
    }
    default:
      throw data({ code: 'bad_request' }, { status: 400 });
  }
}
