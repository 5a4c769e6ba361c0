import { useLanguage } from '../../languages/use-language.ts';
import { type Tier, usualOffer } from '../offers.ts';
import { TierMark } from '../tier-mark.tsx';
import type { Seat } from '../wire.ts';
import { seatFace } from './seat-look.ts';

/** What the colours and shapes of the seats below mean. */
export function Legend({ tiers, seats }: { tiers: readonly Tier[]; seats: readonly Seat[] }) {
  const { t, text, price } = useLanguage();
  const shown = tiers.filter(({ id }) => seats.some(({ tier }) => tier === id));
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-2 text-sm text-muted">
      {shown.map((tier, index) => {
        const offer = usualOffer(tier, 1);
        return (
          <li key={tier.id} data-testid={`legend-tier-${index + 1}`} className="flex items-center gap-2">
            <TierMark look={tier.look} />
            <span className="text-ink">{text(tier.name)}</span>
            {offer ? <bdi className="figures">{price(offer.price)}</bdi> : null}
          </li>
        );
      })}
      {(['mine', 'held', 'sold'] as const).map((state) => (
        <li key={state} className="flex items-center gap-2">
          <span aria-hidden="true" className="flex size-5 items-center justify-center">
            <span className={seatFace(state, [])} />
          </span>
          {t(`seat.${state}`)}
        </li>
      ))}
    </ul>
  );
}
