import { useState } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import { SubmitButton } from '../../ui/button.tsx';
import { Stepper } from '../../ui/stepper.tsx';
import { sharedTariffs, type Tier } from '../offers.ts';
import type { Performance, Zone } from '../wire.ts';
import { TariffCounter } from './tariff-counter.tsx';
import { linesOf, useBasketTotal } from './use-basket-total.ts';

/** Places without numbers: how many, at which tariffs. */
export function StandingZone({
  performance,
  zone,
  tiers,
  party,
  holdKey,
}: {
  performance: Performance;
  zone: Zone;
  tiers: readonly Tier[];
  party: number;
  holdKey: string;
}) {
  const { t, price } = useLanguage();
  const navigation = useNavigation();
  const [quantity, setQuantity] = useState(party);
  const [counts, setCounts] = useState<Readonly<Record<string, number>>>({});
  const tier = tiers.find(({ id }) => id === zone.tier);
  const max = Math.min(performance.placesPerOrderMax, zone.remaining);
  const total = useBasketTotal(performance.id, tier ? linesOf([{ tier, quantity }], counts) : undefined);
  if (zone.remaining === 0) return <p className="card p-6">{t('availability.none')}</p>;
  return (
    <Form method="post" className="card space-y-5 p-5">
      <input type="hidden" name="way" value="standing" />
      <input type="hidden" name="zone" value={zone.id} />
      <input type="hidden" name="tier" value={zone.tier ?? ''} />
      <input type="hidden" name="n" value={quantity} />
      <input type="hidden" name="key" value={`${holdKey}-standing`} />
      <p className="text-muted">{t('seats.standing', { count: zone.remaining })}</p>
      <div className="flex items-center justify-between gap-4">
        <span className="font-medium">{t('buy.how-many')}</span>
        <Stepper
          label={t('buy.how-many')}
          lessLabel={t('buy.fewer')}
          moreLabel={t('buy.more')}
          value={quantity}
          min={1}
          max={max}
          onChange={(next) => {
            setQuantity(next);
            setCounts({});
          }}
        />
      </div>
      <TariffCounter
        tariffs={tier ? sharedTariffs([tier]) : []}
        quantity={quantity}
        counts={counts}
        setCounts={setCounts}
      />
      <SubmitButton
        data-testid="continue"
        className="figures w-full"
        pending={navigation.state !== 'idle' && navigation.formData?.get('way') === 'standing'}
        pendingLabel={t('buy.holding')}
      >
        {total ? `${t('seats.continue')} · ${price(total)}` : t('seats.continue')}
      </SubmitButton>
    </Form>
  );
}
