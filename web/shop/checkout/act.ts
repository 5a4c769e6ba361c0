import { type ActionFunctionArgs, data, redirect, redirectDocument } from 'react-router';
import type { CallProblem } from '../../client/call.ts';
import { ask, need, textIn } from '../../client/read.ts';
import { localeOf } from '../../client/visitor.ts';
import { checkoutPath, orderPath, paymentReturnPath, tokenIn } from '../addresses.ts';
import { againWish, bestInsteadWish } from './hold-again.ts';

export type BuyerFieldErrors = { readonly email?: 'missing' | 'invalid'; readonly name?: 'invalid' };
type Refused = { readonly problem?: CallProblem; readonly errors?: BuyerFieldErrors };

/** What the checkout can do with a hold: pay it, prolong it, release it, or make a new one when it is over. */
export async function act(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  switch (textIn(form, 'intent')) {
    case 'pay':
      return pay(args, form);
    case 'extend':
      return refusedOr(await ask(args.context, 'extendHold', { params: { holdId: holdIn(args) } }, { token: tokenIn(args.request) }));
    case 'release':
      return release(args);
    case 'again':
    case 'best':
      return holdAnew(args, form);
    default:
      throw data({ code: 'bad_request' }, { status: 400 });
  }
}

async function pay(args: ActionFunctionArgs, form: FormData) {
  const { context, request } = args;
  const token = tokenIn(request) ?? '';
  const key = textIn(form, 'key');
  const order = textIn(form, 'order');
  const placed = order ? { ok: true as const, id: order } : await place(args, form, `order-${key}`);
  if (!placed.ok) return placed.refused;

  const answer = await ask(
    context,
    'payOrder',
    {
      params: { orderId: placed.id },
      body: {
        provider: textIn(form, 'provider'),
        returnUrl: new URL(request.url).origin + paymentReturnPath(placed.id, token),
      },
    },
    { token, idempotencyKey: `payment-${key}` },
  );
  if (answer.ok && answer.body.next.kind === 'redirect') return redirectDocument(answer.body.next.url);
  const settled = answer.ok || answer.problem.code === 'order_paid' || answer.problem.code === 'payment_in_progress';
  return settled ? redirect(paymentReturnPath(placed.id, token)) : refusal(answer.problem);
}

async function place(args: ActionFunctionArgs, form: FormData, idempotencyKey: string) {
  const email = textIn(form, 'email').trim();
  const name = textIn(form, 'name').trim();
  if (!email) return { ok: false as const, refused: invalid({ email: 'missing' }) };
  const answer = await ask(
    args.context,
    'placeOrder',
    { body: { hold: holdIn(args), buyer: { email, ...(name ? { name } : {}), locale: localeOf(args.request) } } },
    { token: tokenIn(args.request), idempotencyKey },
  );
  if (answer.ok) return { ok: true as const, id: answer.body.id };
  const errors = fieldErrors(answer.problem);
  return { ok: false as const, refused: errors ? invalid(errors) : refusal(answer.problem) };
}

async function release({ params, request, context }: ActionFunctionArgs) {
  const token = tokenIn(request);
  const hold = await need(context, 'getHold', { params: { holdId: params.holdId ?? '' } }, { token });
  const performance = await need(context, 'getPerformance', { params: { performanceId: hold.performance } });
  const back = redirect(`/e/${performance.event.slug}?p=${performance.id}`);
  // An order keeps its places until it is given up itself.
  const answer = hold.order
    ? await ask(context, 'cancelOrder', { params: { orderId: hold.order } }, { token })
    : await ask(context, 'releaseHold', { params: { holdId: hold.id } }, { token });
  if (!answer.ok && answer.problem.code === 'order_paid' && hold.order) return redirect(orderPath(hold.order, token));
  return answer.ok || answer.problem.code === 'hold_ended' || answer.problem.code === 'hold_expired' ? back : refusal(answer.problem);
}

async function holdAnew({ params, request, context }: ActionFunctionArgs, form: FormData) {
  const hold = await need(context, 'getHold', { params: { holdId: params.holdId ?? '' } }, { token: tokenIn(request) });
  const performance = await need(context, 'getPerformance', { params: { performanceId: hold.performance } });
  const body = textIn(form, 'intent') === 'again' ? againWish(hold, performance) : bestInsteadWish(hold, performance);
  const answer = await ask(
    context,
    'holdSeats',
    { params: { performanceId: performance.id }, body },
    { idempotencyKey: `${textIn(form, 'intent')}-${textIn(form, 'key')}` },
  );
  return answer.ok ? redirect(checkoutPath(answer.body.id, answer.body.token ?? '')) : refusal(answer.problem);
}

function refusedOr(answer: { readonly ok: true } | { readonly ok: false; readonly problem: CallProblem }) {
  return answer.ok ? data<Refused>({}) : refusal(answer.problem);
}

function refusal(problem: CallProblem) {
  return data<Refused>({ problem }, { status: problem.status });
}

function invalid(errors: BuyerFieldErrors) {
  return data<Refused>({ errors }, { status: 422 });
}

function fieldErrors({ errors }: CallProblem): BuyerFieldErrors | undefined {
  const wrong = (field: string) => errors.some(({ pointer }) => pointer.endsWith(`/buyer/${field}`));
  if (wrong('email')) return { email: 'invalid' };
  return wrong('name') ? { name: 'invalid' } : undefined;
}

function holdIn({ params }: ActionFunctionArgs): string {
  return params.holdId ?? '';
}
