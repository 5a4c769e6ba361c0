import { useState } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import { SubmitButton } from '../../ui/button.tsx';
import { Stepper } from '../../ui/stepper.tsx';
import { MissedNote } from '../missed-note.tsx';
import { sharedTariffs, type Tier } from '../offers.ts';
import type { Performance, Zone } from '../wire.ts';
import { CodeInput } from './code-field.tsx';
import { LiveMark } from './live-mark.tsx';
import { TariffCounter } from './tariff-counter.tsx';
import { linesOf, useBasketTotal } from './use-basket-total.ts';
import { useLiveSeats } from './use-live-seats.ts';

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
  const [wished, setWished] = useState(party);
  const [counts, setCounts] = useState<Readonly<Record<string, number>>>({});
  const tier = tiers.find(({ id }) => id === zone.tier);
  const live = useLiveSeats(performance);
  const remaining = live.remaining[zone.id] ?? zone.remaining;
  const max = Math.min(performance.placesPerOrderMax, remaining);
  const quantity = Math.min(wished, max);
  const { total, missed } = useBasketTotal(performance, tier ? linesOf([{ tier, quantity }], counts) : undefined);
  if (remaining === 0) return <p className="card p-6">{t('availability.none')}</p>;
  return (
    <Form method="post" className="card space-y-5 p-5">
      <input type="hidden" name="way" value="standing" />
      <input type="hidden" name="zone" value={zone.id} />
      <input type="hidden" name="tier" value={zone.tier ?? ''} />
      <input type="hidden" name="n" value={quantity} />
      <CodeInput />
      {total ? <input type="hidden" name="total" value={total.amountMinor} /> : null}
      <input type="hidden" name="key" value={`${holdKey}-standing`} />
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p className="text-muted">{t('seats.standing', { count: remaining })}</p>
        <LiveMark live={live} />
      </div>
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
            setWished(next);
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
      <MissedNote missed={missed} />
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
