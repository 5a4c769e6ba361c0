import { sum } from '@tessera/contract/money';
import { useLanguage } from '../../languages/use-language.ts';
import { classes } from '../../ui/classes.ts';
import { usePlaceName } from '../place-name.ts';
import type { Order } from '../wire.ts';

/** What was bought and what was in the price. */
export function OrderLines({ order }: { order: Order }) {
  const { t, text, price } = useLanguage();
  const placeName = usePlaceName();
  const { currency } = order.total;
  const fees = sum(
    order.lines.map((line) => line.feesIncluded),
    currency,
  );
  const tax = sum(
    order.lines.map((line) => line.taxIncluded),
    currency,
  );
  return (
    <section aria-labelledby="receipt" className="card p-5">
      <h2 id="receipt" className="text-xl">
        {t('order.receipt')}
      </h2>
      <ul className="mt-2 divide-y divide-line">
        {order.lines.map((line) => (
          <li key={line.place} className="flex items-baseline justify-between gap-4 py-3">
            <span>
              <span className="block">{placeName(line)}</span>
              <span className="block text-sm text-muted">
                {text(line.tier)} · {text(line.tariff)}
                {line.isCancelled ? <span className="text-warning"> · {t('order.line-cancelled')}</span> : null}
              </span>
            </span>
            <bdi className={classes('figures shrink-0 font-medium', line.isCancelled ? 'text-muted line-through' : '')}>
              {price(line.price)}
            </bdi>
          </li>
        ))}
      </ul>
      <p className="flex items-baseline justify-between gap-4 border-t border-line pt-3 font-semibold">
        {t('order.total')}
        <bdi data-testid="price-total" className="figures text-lg">
          {price(order.total)}
        </bdi>
      </p>
      {order.giftCards.map(({ id, end, amount }) => (
        <p key={id} className="flex items-baseline justify-between gap-4 text-muted">
          {t('gift.card', { end })}
          <bdi className="figures">{price(amount)}</bdi>
        </p>
      ))}
      {order.giftCards.length > 0 && order.toPay.amountMinor > 0 ? (
        <p className="flex items-baseline justify-between gap-4 text-muted">
          {t(order.confirmedAt ? 'gift.paid-otherwise' : 'gift.left')}
          <bdi data-testid="to-pay" className="figures">
            {price(order.toPay)}
          </bdi>
        </p>
      ) : null}
      {order.refunded.amountMinor > 0 ? (
        <p className="flex items-baseline justify-between gap-4 text-warning">
          {t('order.refunded')}
          <bdi className="figures">{price(order.refunded)}</bdi>
        </p>
      ) : null}
      <p className="text-sm text-muted">{t('price.included', { fees: price(fees), tax: price(tax) })}</p>
    </section>
  );
}
