import type { Reply } from '@tessera/contract/api/operations';
import { ChevronRight } from 'lucide-react';
import { Link } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { buttonClass } from '../ui/button.tsx';

type Orders = Reply<'listOrders'>;

/** Tickets to come first, the past folded away. */
export function OrderList({ orders, now }: { orders: Orders | undefined; now: string }) {
  const { t } = useLanguage();
  const items = orders?.items ?? [];
  const coming = items
    .filter(({ startsAt }) => startsAt >= now)
    .toSorted((a, b) => a.startsAt.localeCompare(b.startsAt));
  const past = items.filter(({ startsAt }) => startsAt < now);
  return (
    <section aria-labelledby="orders" className="space-y-4">
      <h2 id="orders" className="text-2xl">
        {t('account.orders')}
      </h2>
      {orders ? null : <Banner tone="danger" title={t('account.orders-failed')} />}
      {orders && items.length === 0 ? (
        <div className="card space-y-4 p-6">
          <p className="text-muted">{t('account.no-orders')}</p>
          <Link to="/search" className={buttonClass()}>
            {t('frame.all-events')}
          </Link>
        </div>
      ) : null}
      <OrderLinks items={coming} />
      {past.length > 0 ? (
        <details open={coming.length === 0}>
          <summary className="inline-flex min-h-11 items-center font-medium text-muted">
            {t('account.past', { count: past.length })}
          </summary>
          <OrderLinks items={past} />
        </details>
      ) : null}
      {orders?.next ? (
        <Link to={`?cursor=${encodeURIComponent(orders.next)}`} className={buttonClass('secondary')}>
          {t('account.older')}
        </Link>
      ) : null}
    </section>
  );
}

function OrderLinks({ items }: { items: Orders['items'] }) {
  const { t, text, moment, price } = useLanguage();
  if (items.length === 0) return null;
  return (
    <ul className="card divide-y divide-line overflow-hidden">
      {items.map((order) => (
        <li key={order.id}>
          <Link to={`/o/${order.id}`} className="flex items-center gap-4 p-4 hover:bg-raised">
            <span className="min-w-0 grow">
              <span className="block font-semibold">{text(order.title)}</span>
              <span className="block text-sm text-muted">
                {moment(order.startsAt, order.timeZone, 'day-time')} · {order.venue}, {order.city}
              </span>
              <span className="figures block text-sm text-muted">
                {order.reference} · {t('basket.places', { count: order.placeCount })} · <bdi>{price(order.total)}</bdi>
              </span>
            </span>
            <span className="shrink-0 rounded-full border border-line px-3 py-1 text-sm">
              {t(`order.status.${order.status}`)}
            </span>
            <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-muted rtl:rotate-180" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
