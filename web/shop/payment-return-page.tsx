import { CircleCheck, CircleX, Hourglass, type LucideIcon } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { Link, type LoaderFunctionArgs, redirect, useLoaderData, useNavigate } from 'react-router';
import { need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Button, buttonClass, Spinner } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { checkoutPath, orderPath, paymentReturnPath, tokenIn } from './addresses.ts';
import { useOrderUpdates } from './order/use-order-updates.ts';
import type { Order } from './wire.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const token = tokenIn(request);
  const orderId = new URL(request.url).searchParams.get('order') ?? '';
  const order = await need(context, 'getOrder', { params: { orderId } }, { token });
  if (order.status === 'confirmed') throw redirect(orderPath(order.id, token));
  return { order, token: token ?? '' };
}

/** Where every payment comes back to, in this browser or another one: what became of it, and never a second payment by mistake. */
export default function PaymentReturnPage() {
  const { order: first, token } = useLoaderData<typeof loader>();
  const { t } = useLanguage();
  const navigate = useNavigate();
  const { order, givenUp, askAgain } = useOrderUpdates(first, token);
  const confirmed = order.status === 'confirmed';

  useEffect(() => {
    if (confirmed) void navigate(orderPath(order.id, token), { replace: true });
  }, [confirmed, navigate, order.id, token]);

  return (
    <div className="wrap flex grow flex-col justify-center py-12">
      <PageHead title={t('return.title')} hidden />
      <div className="card mx-auto w-full max-w-xl space-y-4 p-8 text-center" aria-live="polite">
        <Outcome order={order} token={token} givenUp={givenUp} askAgain={askAgain} />
        <p className="text-sm text-subtle">
          {t('order.reference')} <code className="select-all text-muted">{order.reference}</code>
        </p>
      </div>
    </div>
  );
}

type OutcomeProps = { order: Order; token: string; givenUp: boolean; askAgain: () => void };

function Outcome({ order, token, givenUp, askAgain }: OutcomeProps) {
  const { t, price } = useLanguage();
  const toCheckout = checkoutPath(order.hold, token, order.id);
  switch (stateOf(order, givenUp)) {
    case 'confirmed':
      return (
        <Said Icon={CircleCheck} ink="text-success" title={t('return.confirmed')} why={t('return.confirmed.why')} />
      );
    case 'processing':
      return (
        <Said title={t('return.processing')} why={t('return.processing.why', { email: order.buyer.email })}>
          <noscript>
            <a className={buttonClass('secondary')} href={paymentReturnPath(order.id, token)}>
              {t('return.check')}
            </a>
          </noscript>
        </Said>
      );
    case 'indeterminate':
      return (
        <Said
          Icon={Hourglass}
          ink="text-warning"
          title={t('return.indeterminate')}
          why={t('return.indeterminate.why', { email: order.buyer.email })}
        >
          <Button onClick={askAgain}>{t('return.check')}</Button>
        </Said>
      );
    case 'failed':
      return (
        <Said Icon={CircleX} ink="text-danger" title={t(failureOf(order))} why={t('return.failed.why')}>
          <Link to={toCheckout} className={buttonClass()}>
            {t('return.try-again')}
          </Link>
        </Said>
      );
    case 'unpaid':
      return (
        <Said Icon={Hourglass} ink="text-warning" title={t('return.unpaid')} why={t('return.failed.why')}>
          <Link to={toCheckout} className={buttonClass()}>
            {t('return.back-to-payment')}
          </Link>
        </Said>
      );
    case 'refunded':
      return (
        <Said
          Icon={CircleX}
          ink="text-warning"
          title={t('return.refunded', { amount: price(order.refunded) })}
          why={order.closingReason === 'sale_over' ? t('return.refunded.sale-over') : t('return.refunded.why')}
        >
          <EventLink order={order} />
        </Said>
      );
    case 'over':
      return (
        <Said Icon={Hourglass} ink="text-warning" title={t('return.over')} why={t(whyOver(order))}>
          <Link to={toCheckout} className={buttonClass()}>
            {t('return.hold-again')}
          </Link>
          <EventLink order={order} />
        </Said>
      );
  }
}

function Said({
  Icon,
  ink,
  title,
  why,
  children,
}: {
  Icon?: LucideIcon;
  ink?: string;
  title: string;
  why: string;
  children?: ReactNode;
}) {
  return (
    <>
      <p className="flex h-14 items-center justify-center">
        {Icon ? <Icon aria-hidden="true" className={`size-14 ${ink}`} /> : <Spinner />}
      </p>
      <h1 className="text-3xl">{title}</h1>
      <p className="text-muted">{why}</p>
      <div className="flex flex-wrap justify-center gap-3">{children}</div>
    </>
  );
}

function EventLink({ order }: { order: Order }) {
  const { t } = useLanguage();
  return (
    <Link to={`/e/${order.performance.eventSlug}?p=${order.performance.id}`} className={buttonClass('secondary')}>
      {t('ended.back')}
    </Link>
  );
}

type State = 'confirmed' | 'processing' | 'indeterminate' | 'failed' | 'unpaid' | 'refunded' | 'over';

function stateOf({ status, payment }: Order, givenUp: boolean): State {
  switch (status) {
    case 'confirmed':
    case 'part_refunded':
      return 'confirmed';
    case 'refunded':
      return 'refunded';
    case 'expired':
    case 'cancelled':
      return 'over';
    case 'paying':
      return givenUp ? 'indeterminate' : 'processing';
    case 'pending':
      if (payment?.status === 'failed' || payment?.status === 'cancelled') return 'failed';
      if (payment?.status === 'captured') return givenUp ? 'indeterminate' : 'processing';
      return 'unpaid';
  }
}

/** Promised money that was let go of was never charged; money that did not come took the tickets back. */
function whyOver({ closingReason }: Order) {
  if (closingReason?.endsWith('_not_charged')) return 'return.over.not-charged' as const;
  return closingReason === 'money_not_taken' ? ('return.over.not-taken' as const) : ('return.over.why' as const);
}

function failureOf({ payment }: Order) {
  return payment?.status === 'cancelled' ? ('return.cancelled' as const) : ('return.declined' as const);
}
