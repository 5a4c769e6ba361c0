import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import type { Performance } from './wire.ts';

/** The sale is open, but no price of it: for nobody yet, or only for whoever has a code. */
export function ClosedOffers({ performance }: { performance: Performance }) {
  const { t, moment } = useLanguage();
  const { offers, timeZone, serverTime, takesCode } = performance;
  const [opensAt] = offers.flatMap((offer) => (offer.saleOpensAt ? [offer.saleOpensAt] : [])).sort();
  const opening =
    opensAt && opensAt > serverTime
      ? t('offers.closed.until', {
          day: moment(opensAt, timeZone, 'long-day'),
          time: moment(opensAt, timeZone, 'time'),
        })
      : '';
  const words = [opening, takesCode ? t('offers.closed.code') : ''].filter(Boolean);
  return (
    <Banner tone="info" title={t('offers.closed')}>
      {words.length > 0 ? <p>{words.join(' ')}</p> : null}
    </Banner>
  );
}

/** Whether any price of a date can be had now. */
export function hasOpenOffers({ offers }: Pick<Performance, 'offers'>): boolean {
  return offers.some(({ onSale }) => onSale);
}
