import { Accessibility, Armchair, Users } from 'lucide-react';
import { useLanguage } from '../../languages/use-language.ts';
import { tiersOf } from '../offers.ts';
import { usePlaceName } from '../place-name.ts';
import { TierMark } from '../tier-mark.tsx';
import type { Hold, Performance } from '../wire.ts';

const flags = ['wheelchair', 'companion', 'restricted_view', 'aisle', 'table'] as const;

/** ① The places held, each with its tariff and its price. */
export function HeldPlaces({ hold, performance }: { hold: Hold; performance: Performance }) {
  const { t, text, price } = useLanguage();
  const placeName = usePlaceName();
  const tiers = tiersOf(performance);
  return (
    <section aria-labelledby="places" className="card p-5">
      <h2 id="places" className="text-xl">
        {t('checkout.places', { count: hold.places.length })}
      </h2>
      <ul className="mt-3 divide-y divide-line">
        {hold.places.map((place) => {
          const tier = tiers.find(({ offers }) => offers.some(({ id }) => id === place.offer));
          const notes = flags.filter((flag) => place.flags.includes(flag) && flag !== 'aisle');
          return (
            <li key={place.id} data-testid="price-line" className="flex items-start justify-between gap-4 py-3">
              <div className="min-w-0">
                <p className="font-medium">{placeName(place)}</p>
                <p className="flex items-center gap-2 text-sm text-muted">
                  {tier ? <TierMark look={tier.look} /> : null}
                  {text(place.tier)} · {text(place.tariff)}
                </p>
                {notes.map((flag) => (
                  <p key={flag} className="flex items-center gap-2 text-sm text-muted">
                    <FlagIcon flag={flag} />
                    {t(`seat.flag.${flag}`)}
                  </p>
                ))}
              </div>
              <bdi className="figures shrink-0 font-semibold">{price(place.price)}</bdi>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function FlagIcon({ flag }: { flag: (typeof flags)[number] }) {
  if (flag === 'wheelchair') return <Accessibility aria-hidden="true" className="size-4" />;
  if (flag === 'companion') return <Users aria-hidden="true" className="size-4" />;
  return <Armchair aria-hidden="true" className="size-4" />;
}
