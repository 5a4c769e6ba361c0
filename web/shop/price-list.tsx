import { useLanguage } from '../languages/use-language.ts';
import { classes } from '../ui/classes.ts';
import { remainingIn, tiersOf } from './offers.ts';
import { TierMark } from './tier-mark.tsx';
import type { Offer, Performance } from './wire.ts';

/** Every price of a date, fees and tax included: tier × tariff. */
export function PriceList({ performance }: { performance: Performance }) {
  const { t, text } = useLanguage();
  const tiers = tiersOf(performance);
  if (tiers.length === 0) return null;
  return (
    <section aria-labelledby="prices" className="space-y-3">
      <h2 id="prices" className="text-2xl">
        {t('event.prices')}
      </h2>
      <ul className="card divide-y divide-line">
        {tiers.map((tier) => {
          const remaining = remainingIn(performance, tier);
          return (
            <li key={tier.id} className="grid gap-x-6 gap-y-2 p-4 sm:grid-cols-[12rem_minmax(0,1fr)] sm:px-5">
              <div>
                <p className="flex items-center gap-2.5 font-semibold">
                  <TierMark look={tier.look} />
                  {text(tier.name)}
                </p>
                {remaining === 0 ? <p className="ps-6.5 text-sm text-muted">{t('availability.none')}</p> : null}
              </div>
              <ul className="space-y-1.5">
                {tier.offers.map((offer) => (
                  <TariffLine key={offer.id} offer={offer} performance={performance} />
                ))}
              </ul>
            </li>
          );
        })}
      </ul>
      <p className="text-sm text-muted">{t('event.prices-all-in')}</p>
    </section>
  );
}

function TariffLine({ offer, performance }: { offer: Offer; performance: Performance }) {
  const { text, price } = useLanguage();
  const conditions = useConditions(offer, performance);
  const isHad = offer.onSale && offer.placesLeft !== 0;
  const { tariff } = offer;
  return (
    <li className="flex items-baseline justify-between gap-4">
      <span className={isHad ? '' : 'text-subtle'}>
        {text(tariff.name)}
        {conditions.length > 0 ? <span className="block text-sm text-muted">{conditions.join(' · ')}</span> : null}
      </span>
      <bdi
        className={classes(
          'figures shrink-0',
          isHad ? 'font-semibold' : 'text-subtle',
          !isHad && !isToCome(offer, performance) && 'line-through',
        )}
      >
        {price(offer.price)}
      </bdi>
    </li>
  );
}

/** For whom, from how many, until when, and how many are left. */
function useConditions(offer: Offer, performance: Performance): readonly string[] {
  const { t, text, moment } = useLanguage();
  const { tariff, onSale, saleOpensAt, saleClosesAt, placesLeft, isHidden } = offer;
  const { timeZone } = performance;
  const isToBeHad = isToCome(offer, performance);
  const conditions = [
    isHidden ? t('event.with-code') : '',
    tariff.condition ? text(tariff.condition) : '',
    tariff.quantityMin > 1 ? t('event.from-places', { count: tariff.quantityMin }) : '',
    onSale && saleClosesAt && tariff.kind === 'early_bird'
      ? t('event.until', { day: moment(saleClosesAt, timeZone, 'day') })
      : '',
    onSale && placesLeft !== null
      ? t(placesLeft > 0 ? 'event.places-left' : 'event.places-gone', { count: placesLeft })
      : '',
    isToBeHad && saleOpensAt
      ? t('event.on-sale-from', {
          day: moment(saleOpensAt, timeZone, 'day'),
          time: moment(saleOpensAt, timeZone, 'time'),
        })
      : '',
    onSale || isToBeHad ? '' : t('event.not-on-sale'),
  ];
  return conditions.filter(Boolean);
}

function isToCome({ onSale, saleOpensAt }: Offer, { serverTime }: Performance): boolean {
  return !onSale && saleOpensAt !== null && saleOpensAt > serverTime;
}
