import { Link } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { Banner, type Tone } from '../ui/banner.tsx';
import { buttonClass } from '../ui/button.tsx';
import type { Performance, SaleState } from './wire.ts';

const tones = {
  not_open: 'info',
  open: 'info',
  closed: 'info',
  sold_out: 'warning',
  cancelled: 'danger',
  postponed: 'warning',
  past: 'info',
} as const satisfies Record<SaleState, Tone>;

/** Why nothing can be bought for this date, and what to do instead; nothing while the sale is open. */
export function SaleBanner({ performance }: { performance: Performance }) {
  const { t, moment } = useLanguage();
  const { sale, availability, timeZone } = performance;
  const state = sale.state === 'open' && availability === 'none' ? 'sold_out' : sale.state;
  if (state === 'open') return null;
  const opening = {
    day: moment(sale.opensAt, timeZone, 'long-day'),
    time: moment(sale.opensAt, timeZone, 'time'),
  };
  return (
    <Banner tone={tones[state]} title={t(`sale.${state}`)}>
      <p>{t(`sale.${state}.why`, opening)}</p>
      <p>
        <Link to="/search?available=true" className={buttonClass('secondary')}>
          {t('sale.other-events')}
        </Link>
      </p>
    </Banner>
  );
}
