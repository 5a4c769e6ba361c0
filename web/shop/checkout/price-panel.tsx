import { type Money, sum } from '@tessera/contract/money';
import { useLanguage } from '../../languages/use-language.ts';
import type { Hold, Order } from '../wire.ts';
import { PromoCode, type PromoRefusal } from './promo-code.tsx';

type Place = Hold['places'][number];
type Panel = {
  readonly hold: Hold;
  /** Once there is one it has the price for good: a code cannot come or go any more. */
  readonly order: Order | undefined;
  readonly refused: PromoRefusal | undefined;
};

/** What the server asks, what is inside it and how it came about. */
export function PricePanel({ hold, order, refused }: Panel) {
  const { t, text, price } = useLanguage();
  const total = (of: 'feesIncluded' | 'taxIncluded'): Money =>
    sum(
      hold.places.map((place) => place[of]),
      hold.total.currency,
    );
  return (
    <section aria-label={t('price.label')} className="card space-y-3 p-5">
      <details className="text-sm">
        <summary className="min-h-11 content-center font-medium text-muted underline-offset-4 hover:text-ink hover:underline">
          {t('price.detail')}
        </summary>
        <ul className="space-y-3 pt-2">
          {alike(hold.places).map(({ place, count }) => (
            <li key={place.id} className="space-y-1">
              <p className="flex justify-between gap-4 font-medium">
                <span>
                  {count} × {text(place.tier)}, {text(place.tariff)}
                </span>
                <bdi className="figures">{price({ ...place.price, amountMinor: place.price.amountMinor * count })}</bdi>
              </p>
              {count > 1 ? <p className="text-muted">{t('price.each')}</p> : null}
              {place.trace.map((step) => (
                <p key={step.rule} className="flex justify-between gap-4 text-muted">
                  <span>{text(step.words)}</span>
                  <bdi className="figures">{price(step.amount)}</bdi>
                </p>
              ))}
            </li>
          ))}
        </ul>
      </details>
      <PromoCode hold={hold} isOrdered={order !== undefined} refused={refused} />
      <p className="flex items-baseline justify-between gap-4 border-t border-line pt-3">
        <span className="font-semibold">{t('price.total')}</span>
        <bdi data-testid="price-total" className="display figures text-2xl">
          {price(hold.total)}
        </bdi>
      </p>
      {order && order.giftCards.length > 0 ? <Split order={order} /> : null}
      <p className="text-sm text-muted">
        {t('price.included', { fees: price(total('feesIncluded')), tax: price(total('taxIncluded')) })}
      </p>
    </section>
  );
}

/** What gift cards pay, and what they leave. */
function Split({ order }: { order: Order }) {
  const { t, price } = useLanguage();
  const row = 'flex items-baseline justify-between gap-4';
  return (
    <div className="space-y-1">
      {order.giftCards.map(({ id, end, amount }) => (
        <p key={id} className={`${row} text-muted`}>
          {t('gift.card', { end })}
          <bdi className="figures">{price({ ...amount, amountMinor: -amount.amountMinor })}</bdi>
        </p>
      ))}
      <p className={`${row} font-semibold`}>
        {t('gift.left')}
        <bdi data-testid="to-pay" className="figures">
          {price(order.toPay)}
        </bdi>
      </p>
    </div>
  );
}

/** Places that cost the same for the same reasons, told once. */
function alike(places: readonly Place[]): { readonly place: Place; readonly count: number }[] {
  const groups = Map.groupBy(places, ({ offer, price }) => `${offer} ${price.amountMinor}`);
  return [...groups.values()].flatMap((same) => (same[0] ? [{ place: same[0], count: same.length }] : []));
}
