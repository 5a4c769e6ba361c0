import { CircleCheck, Mail } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { type ActionFunctionArgs, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router';
import { ask, maybe, need } from '../client/read.ts';
import { staffOf } from '../desk/staff-of.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner, type Tone } from '../ui/banner.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { tokenIn } from './addresses.ts';
import { CancelTickets } from './order/cancel-tickets.tsx';
import { OfflineNote } from './order/offline-note.tsx';
import { OrderInvoices } from './order/order-invoices.tsx';
import { OrderLines } from './order/order-lines.tsx';
import { OrderTickets } from './order/order-tickets.tsx';
import { OrderTimeline } from './order/order-timeline.tsx';
import { TakeTickets } from './order/take-tickets.tsx';
import { TicketStandings } from './order/ticket-standings.tsx';
import { TransferInstructions } from './order/transfer-instructions.tsx';
import { useOfflineCopy } from './order/use-offline-copy.ts';
import { useOrderUpdates } from './order/use-order-updates.ts';
import { readWallets, saveToGoogle } from './order/wallets.ts';
import { PosterGlow } from './poster/poster.tsx';
import type { Order } from './wire.ts';

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  const token = tokenIn(request);
  const input = { params: { orderId: params.orderId ?? '' } };
  const order = await need(context, 'getOrder', input, { token });
  const invoices = order.confirmedAt ? await maybe(context, 'listOrderInvoices', input, { token }) : undefined;
  const me = token ? undefined : await maybe(context, 'getMe', {});
  const isStaff = me !== undefined && staffOf(me).some(({ organiser }) => organiser === order.organiser);
  const wallets = await readWallets(context, request);
  return { order, invoices: invoices?.items ?? [], token, isStaff, wallets, seenAt: Date.now() };
}

export function action({ params, request, context }: ActionFunctionArgs) {
  const input = { params: { orderId: params.orderId ?? '' } };
  return saveToGoogle(ask(context, 'saveOrderToGoogleWallet', input, { token: tokenIn(request) }));
}

export default function OrderPage() {
  const { order: first, invoices, token, isStaff, wallets, seenAt } = useLoaderData<typeof loader>();
  const said = useActionData<typeof action>();
  const { order, refresh } = useOrderUpdates(first, token);
  const { t, text, moment } = useLanguage();
  const heading = useRef<HTMLHeadingElement>(null);
  const { performance } = order;
  const going = order.status === 'confirmed' || order.status === 'part_refunded';
  useOfflineCopy();

  useEffect(() => heading.current?.focus({ preventScroll: true }), []);

  return (
    <div className="relative isolate grow">
      <div className="absolute inset-x-0 top-0 -z-10 h-96 overflow-hidden">
        <PosterGlow slug={performance.eventSlug} />
      </div>
      <PageHead
        title={
          going
            ? t('order.title-confirmed', { reference: order.reference })
            : t('order.title', { reference: order.reference })
        }
        hidden
      />
      <div className="wrap max-w-4xl space-y-8 py-8">
        <OfflineNote seenAt={seenAt} />
        <header className="space-y-3">
          {going ? <CircleCheck aria-hidden="true" className="size-14 text-success" /> : null}
          <h1 ref={heading} tabIndex={-1} className="text-4xl outline-none sm:text-5xl">
            {order.transfer ? t('transfer.heading') : going ? t('order.going') : t(`order.heading.${order.status}`)}
          </h1>
          <p className="text-lg">
            <span className="font-semibold">{text(performance.title)}</span>
          </p>
          <p className="text-muted">
            <span className="inline-block first-letter:uppercase">
              {moment(performance.startsAt, performance.timeZone, 'long-day')}
            </span>
            , {moment(performance.startsAt, performance.timeZone, 'time')} · {performance.venue}, {performance.address},{' '}
            {performance.city}
          </p>
          <p className="text-muted">
            {t('event.doors', { time: moment(performance.doorsAt, performance.timeZone, 'time') })}
            {performance.gates.length > 0
              ? ` · ${t('ticket.gates', { gates: performance.gates.join(', '), count: performance.gates.length })}`
              : ''}
          </p>
          <p className="flex flex-wrap items-center gap-x-2">
            <span className="text-muted">{t('order.reference')}</span>
            <code
              data-testid="confirm-code"
              className="figures select-all rounded-md bg-raised px-2 py-1 text-lg font-semibold"
            >
              {order.reference}
            </code>
          </p>
          {going ? (
            <div className="flex flex-wrap items-center gap-3 pt-1">
              <TakeTickets order={order} token={token} wallets={wallets} hasFailed={said !== undefined} />
              <p className="flex items-center gap-2 text-sm text-muted">
                <Mail aria-hidden="true" className="size-4 shrink-0" />
                {t('order.mailed', { email: order.buyer.email })}
              </p>
            </div>
          ) : order.transfer ? null : (
            <StatusBanner order={order} />
          )}
        </header>
        {order.transfer ? <TransferInstructions order={order} transfer={order.transfer} token={token} /> : null}
        {going && order.hasOtherSeats ? (
          <Banner tone="info" title={t('order.other-seats')}>
            <p>{t('order.other-seats-why')}</p>
          </Banner>
        ) : null}
        {order.tickets.length > 0 ? <OrderTickets order={order} token={token} /> : null}
        {isStaff && order.tickets.length > 0 ? <TicketStandings tickets={order.tickets} /> : null}
        <OrderLines order={order} />
        <OrderInvoices invoices={invoices} token={token} />
        {going ? <CancelTickets order={order} token={token} isStaff={isStaff} refresh={refresh} /> : null}
        <OrderTimeline order={order} />
      </div>
    </div>
  );
}

const tones = {
  pending: 'info',
  paying: 'info',
  confirmed: 'success',
  expired: 'warning',
  cancelled: 'warning',
  refunded: 'warning',
  part_refunded: 'warning',
} as const satisfies Record<Order['status'], Tone>;

function StatusBanner({ order }: { order: Order }) {
  const { t, price } = useLanguage();
  return (
    <Banner tone={tones[order.status]} title={t(`order.status.${order.status}`)}>
      <p>{t(`order.status.${order.status}.why`, { amount: price(order.refunded), email: order.buyer.email })}</p>
    </Banner>
  );
}
