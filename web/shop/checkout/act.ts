import { type ActionFunctionArgs, data, redirect, redirectDocument } from 'react-router';
import type { CallProblem } from '../../client/call.ts';
import { ask, need, textIn } from '../../client/read.ts';
import { localeOf } from '../../client/visitor.ts';
import { checkoutPath, orderCookie, orderPath, paymentReturnPath, tokenIn } from '../addresses.ts';
import { seatsSpokenOf } from '../hold-places.ts';
import { seenWith } from '../visit-code.ts';
import type { Seat } from '../wire.ts';
import { type GiftCardRefusal, giftCardRefusal } from './gift-card-refusal.ts';
import { againWish, bestInsteadWish } from './hold-again.ts';
import type { PromoRefusal } from './promo-code.tsx';

export type BuyerFieldErrors = { readonly email?: 'missing' | 'invalid'; readonly name?: 'invalid' };
type Refused = {
  /** A code that was not taken, to be shown beside its field. */
  readonly promo?: PromoRefusal;
  readonly giftCard?: GiftCardRefusal;
  readonly problem?: CallProblem;
  readonly errors?: BuyerFieldErrors;
  /** The seats a refused hold speaks of. */
  readonly seats?: readonly Seat[];
};

/** What the checkout can do with a hold: pay it, prolong it, release it, or make a new one when it is over. */
export async function act(args: ActionFunctionArgs) {
  const form = await args.request.formData();
  const cardOff = textIn(form, 'gift-card-off');
  if (cardOff) return removeGiftCard(args, form, cardOff);
  switch (textIn(form, 'intent')) {
    case 'pay':
      // A code that was typed and not pressed is meant all the same: nobody pays what their card would have.
      return textIn(form, 'gift-card').trim() ? applyGiftCard(args, form) : pay(args, form);
    case 'gift-card':
      return applyGiftCard(args, form);
    case 'extend':
      return refusedOr(
        await ask(args.context, 'extendHold', { params: { holdId: holdIn(args) } }, { token: tokenIn(args.request) }),
      );
    case 'promo':
      return applyPromo(args, textIn(form, 'promo').trim());
    case 'promo-off':
      return refusedOr(
        await ask(
          args.context,
          'removePromoCode',
          { params: { holdId: holdIn(args) } },
          { token: tokenIn(args.request) },
        ),
      );
    case 'release':
      return release(args, textIn(form, 'order'));
    case 'again':
    case 'best':
      return holdAnew(args, form);
    default:
      throw data({ code: 'bad_request' }, { status: 400 });
  }
}

/** Wrong codes are told beside their field; what concerns the hold itself, above the page. */
async function applyPromo(args: ActionFunctionArgs, code: string) {
  const answer = await ask(
    args.context,
    'applyPromoCode',
    { params: { holdId: holdIn(args) }, body: { code } },
    { token: tokenIn(args.request) },
  );
  if (answer.ok) return data<Refused>({});
  const { problem } = answer;
  const isAboutHold = problem.code.startsWith('hold_') || problem.code === 'unreachable';
  return isAboutHold ? refusal(problem) : data<Refused>({ promo: { problem, code } }, { status: problem.status });
}

/** A gift card pays a part of an order, so there is one from here on. */
async function applyGiftCard(args: ActionFunctionArgs, form: FormData) {
  const token = tokenIn(args.request) ?? '';
  const code = textIn(form, 'gift-card').trim();
  if (code === '') return data<Refused>({ giftCard: { why: 'missing', code } }, { status: 422 });
  const placed = await orderFor(args, form);
  if (!placed.ok) return placed.refused;
  const headers = { 'Set-Cookie': orderCookie(holdIn(args), placed.id) };
  const input = { params: { orderId: placed.id }, body: { code } };
  const answer = await ask(args.context, 'applyGiftCard', input, { token });
  if (answer.ok) return redirect(checkoutPath(holdIn(args), token, placed.id), { headers });
  const { problem } = answer;
  const isAboutOrder = ['hold_expired', 'order_state', 'order_paid', 'unreachable'].includes(problem.code);
  if (isAboutOrder) return refusal(problem, headers);
  return data<Refused>({ giftCard: giftCardRefusal(problem, code) }, { status: problem.status, headers });
}

async function removeGiftCard(args: ActionFunctionArgs, form: FormData, giftCardId: string) {
  const params = { orderId: textIn(form, 'order'), giftCardId };
  return refusedOr(await ask(args.context, 'removeGiftCard', { params }, { token: tokenIn(args.request) }));
}

/** The order there is, or one made now. */
async function orderFor(args: ActionFunctionArgs, form: FormData) {
  const order = textIn(form, 'order');
  return order ? { ok: true as const, id: order } : place(args, form, `order-${textIn(form, 'key')}`);
}

async function pay(args: ActionFunctionArgs, form: FormData) {
  const { context, request } = args;
  const token = tokenIn(request) ?? '';
  const key = textIn(form, 'key');
  const placed = await orderFor(args, form);
  if (!placed.ok) return placed.refused;
  const headers = { 'Set-Cookie': orderCookie(holdIn(args), placed.id) };

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
  if (answer.ok && answer.body.next.kind === 'redirect') return redirectDocument(answer.body.next.url, { headers });
  // Nobody to be sent to: the order says where the money goes.
  if (answer.ok && textIn(form, 'provider') === 'bank_transfer')
    return redirect(orderPath(placed.id, token), { headers });
  const settled = answer.ok || answer.problem.code === 'order_paid' || answer.problem.code === 'payment_in_progress';
  return settled ? redirect(paymentReturnPath(placed.id, token), { headers }) : refusal(answer.problem, headers);
}

async function place(args: ActionFunctionArgs, form: FormData, idempotencyKey: string) {
  const email = textIn(form, 'email').trim();
  const name = textIn(form, 'name').trim();
  if (!email) return { ok: false as const, refused: invalid({ email: 'missing' }) };
  const answer = await ask(
    args.context,
    'placeOrder',
    {
      body: {
        hold: holdIn(args),
        buyer: { email, ...(name ? { name } : {}), locale: localeOf(args.request) },
        acceptEquivalentSeats: textIn(form, 'other-seats') === 'yes',
      },
    },
    { token: tokenIn(args.request), idempotencyKey },
  );
  if (answer.ok) return { ok: true as const, id: answer.body.id };
  const existing = answer.problem.code === 'hold_has_order' ? orderIn(answer.problem) : undefined;
  if (existing) return goOnWith(args, existing, email);
  const errors = fieldErrors(answer.problem);
  return { ok: false as const, refused: errors ? invalid(errors) : refusal(answer.problem) };
}

/** The hold has an order already: it is paid if it is for the same address, else the buyer is shown whom it is for. */
async function goOnWith({ context, request, params }: ActionFunctionArgs, orderId: string, email: string) {
  const token = tokenIn(request);
  const order = await need(context, 'getOrder', { params: { orderId } }, { token });
  if (order.buyer.email.toLowerCase() === email.toLowerCase()) return { ok: true as const, id: orderId };
  return { ok: false as const, refused: redirect(checkoutPath(params.holdId ?? '', token ?? '', orderId)) };
}

async function release({ params, request, context }: ActionFunctionArgs, orderId: string) {
  const token = tokenIn(request);
  const hold = await need(context, 'getHold', { params: { holdId: params.holdId ?? '' } }, { token });
  const performance = await need(context, 'getPerformance', { params: { performanceId: hold.performance } });
  const back = redirect(`/e/${performance.event.slug}?p=${performance.id}`);
  // An order keeps its places until it is given up itself.
  const answer = orderId
    ? await ask(context, 'cancelOrder', { params: { orderId } }, { token })
    : await ask(context, 'releaseHold', { params: { holdId: hold.id } }, { token });
  if (!answer.ok && answer.problem.code === 'hold_has_order')
    return redirect(checkoutPath(hold.id, token ?? '', orderIn(answer.problem)));
  return answer.ok || answer.problem.code === 'hold_ended' || answer.problem.code === 'hold_expired'
    ? back
    : refusal(answer.problem);
}

async function holdAnew({ params, request, context }: ActionFunctionArgs, form: FormData) {
  const hold = await need(context, 'getHold', { params: { holdId: params.holdId ?? '' } }, { token: tokenIn(request) });
  const { performance, code } = await seenWith(context, hold.performance, hold.code ?? '');
  const wish = textIn(form, 'intent') === 'again' ? againWish(hold, performance) : bestInsteadWish(hold, performance);
  const body = code === '' ? wish : { ...wish, code };
  const answer = await ask(
    context,
    'holdSeats',
    { params: { performanceId: performance.id }, body },
    { idempotencyKey: `${textIn(form, 'intent')}-${textIn(form, 'key')}` },
  );
  if (answer.ok) return redirect(checkoutPath(answer.body.id, answer.body.token ?? ''));
  const { problem } = answer;
  const zones = hold.places.map(({ zone }) => zone.id);
  const seats = await seatsSpokenOf(context, performance.id, problem, zones);
  return data<Refused>({ problem, seats }, { status: problem.status });
}

function refusedOr(answer: { readonly ok: true } | { readonly ok: false; readonly problem: CallProblem }) {
  return answer.ok ? data<Refused>({}) : refusal(answer.problem);
}

function refusal(problem: CallProblem, headers: Record<string, string> = {}) {
  return data<Refused>({ problem }, { status: problem.status, headers });
}

function orderIn({ facts }: CallProblem): string | undefined {
  return typeof facts.order === 'string' ? facts.order : undefined;
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
