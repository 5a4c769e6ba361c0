import { useEffect } from 'react';
import {
  type ActionFunctionArgs,
  data,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useActionData,
  useLoaderData,
  useRevalidator,
} from 'react-router';
import type { CallProblem } from '../client/call.ts';
import { maybe, need } from '../client/read.ts';
import { mayBeSignedIn } from '../client/visitor.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { useSecondsLeft } from '../ui/use-server-clock.ts';
import { orderOfHold, orderPath, paymentReturnPath, tokenIn } from './addresses.ts';
import { act } from './checkout/act.ts';
import { EndedHold } from './checkout/ended-hold.tsx';
import { HeldPlaces } from './checkout/held-places.tsx';
import { HoldTimer } from './checkout/hold-timer.tsx';
import { PayForm } from './checkout/pay-form.tsx';
import { PricePanel } from './checkout/price-panel.tsx';
import { HoldRefusal } from './hold-refusal.tsx';
import { RefusalBanner } from './refusal-banner.tsx';
import { type Step, stepOf } from './refusal-step.ts';
import { fieldsOfHold } from './seat-choice/wish.ts';
import { seenWith } from './visit-code.ts';
import type { Hold, Order, Performance, Seat } from './wire.ts';

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  const token = tokenIn(request);
  const hold = await need(context, 'getHold', { params: { holdId: params.holdId ?? '' } }, { token });
  const orderId = orderOfHold(request, hold.id);
  const order = orderId ? await maybe(context, 'getOrder', { params: { orderId } }, { token }) : undefined;
  if (order && ['confirmed', 'refunded', 'part_refunded'].includes(order.status))
    throw redirect(orderPath(order.id, token));
  if (order?.status === 'paying' && hold.status !== 'active') throw redirect(paymentReturnPath(order.id, token ?? ''));
  const { performance } = await seenWith(context, hold.performance, hold.code ?? '');
  const offered = order
    ? undefined
    : await maybe(context, 'listPaymentProviders', { params: { holdId: hold.id } }, { token });
  const policy = order ? order.refundPolicy : await inForce(context, hold.performance);
  const me = mayBeSignedIn(request) ? await maybe(context, 'getMe', {}) : undefined;
  const page = {
    hold,
    order,
    performance,
    policy,
    providers: order?.providers ?? offered?.items ?? [],
    buyer: me ? { email: me.email, name: me.name } : null,
    // Made before the first press: pressing twice is one order and one payment.
    orderKey: crypto.randomUUID(),
    token: token ?? '',
  };
  return data(page, { headers: { 'Cache-Control': 'no-store' } });
}

/** What an order would be placed under. */
async function inForce(context: LoaderFunctionArgs['context'], performanceId: string): Promise<Order['refundPolicy']> {
  const found = await maybe(context, 'getRefundPolicy', { params: { performanceId } });
  return found?.policy ?? null;
}

export function headers({ loaderHeaders }: { loaderHeaders: Headers }) {
  return loaderHeaders;
}

export function action(args: ActionFunctionArgs) {
  return act(args);
}

/** After a refusal too: what is shown is out of date, and the next press is a new wish with a new key. */
export function shouldRevalidate(): boolean {
  return true;
}

export default function CheckoutPage() {
  const { hold, order, performance, policy, providers, buyer, orderKey, token } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const { t, text, price, moment } = useLanguage();
  const { revalidate } = useRevalidator();
  const secondsLeft = useSecondsLeft(hold.expiresAt, hold.serverTime);
  const over = hold.status !== 'active' || secondsLeft <= 0;

  useEffect(() => {
    if (over && hold.status === 'active') revalidate().catch(() => undefined);
  }, [over, hold.status, revalidate]);

  const { event, venue, startsAt, timeZone } = performance;
  const failure =
    order?.payment?.status === 'failed' || order?.payment?.status === 'cancelled' ? order.payment : undefined;
  return (
    <div className="wrap space-y-6 py-6" data-testid="checkout">
      <PageHead title={t('checkout.title', { title: text(event.title) })} hidden />
      <header className="space-y-1">
        <h1 className="text-3xl sm:text-4xl">{t('checkout.heading')}</h1>
        <p className="text-muted">
          <span className="font-semibold text-ink">{text(event.title)}</span> · {moment(startsAt, timeZone, 'long-day')}
          , {moment(startsAt, timeZone, 'time')} · {venue.name}, {venue.city}
        </p>
      </header>
      {refused?.problem ? (
        <Refused
          problem={refused.problem}
          seats={refused.seats}
          hold={hold}
          performance={performance}
          newKey={orderKey}
        />
      ) : null}
      {over ? (
        <EndedHold hold={hold} performance={performance} refused={refused?.problem} />
      ) : (
        <>
          {order?.transfer ? (
            <Banner tone="info" title={t('transfer.waiting', { amount: price(order.toPay) })}>
              <Link to={orderPath(order.id, token)} className="underline underline-offset-4">
                {t('transfer.see')}
              </Link>
            </Banner>
          ) : (
            <HoldTimer secondsLeft={secondsLeft} extensionsLeft={hold.extensionsLeft} total={hold.total} />
          )}
          {failure ? (
            <Banner tone="danger" urgent title={t('payment.failed')}>
              <p>{t('payment.failed.seats-kept')}</p>
            </Banner>
          ) : null}
          <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <div className="space-y-6 lg:order-last lg:sticky lg:top-36">
              <HeldPlaces hold={hold} performance={performance} />
              <PricePanel hold={hold} order={order} refused={refused?.promo} />
            </div>
            <PayForm
              hold={hold}
              order={order}
              performance={performance}
              policy={policy}
              providers={providers}
              buyer={buyer}
              orderKey={orderKey}
              token={token}
              errors={refused && 'errors' in refused ? refused.errors : undefined}
              refusedCard={refused?.giftCard}
            />
          </div>
        </>
      )}
    </div>
  );
}

/** What was refused here; of a new hold, with what may be held instead. */
function Refused({
  problem,
  seats,
  hold,
  performance,
  newKey,
}: {
  problem: CallProblem;
  /** Known when it was a new hold that was refused. */
  seats: readonly Seat[] | undefined;
  hold: Hold;
  performance: Performance;
  newKey: string;
}) {
  const quantity = hold.places.length;
  if (!seats || !stepsHere.has(stepOf(problem.code))) return <RefusalBanner problem={problem} quantity={quantity} />;
  const refused = { problem, quantity, seats, asked: fieldsOfHold(hold, performance), code: '', otherDates: [] };
  return <HoldRefusal refused={refused} performance={performance} holdKey={newKey} at="checkout" />;
}

/** The others stand on the page already: the same places again, and the best instead. */
const stepsHere = new Set<Step | undefined>(['move', 'table', 'wheelchair', 'together', 'fewer']);
