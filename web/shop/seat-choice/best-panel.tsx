import { Sparkles } from 'lucide-react';
import { useState } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import { SubmitButton } from '../../ui/button.tsx';
import { Stepper } from '../../ui/stepper.tsx';
import { type Tier, usualOffer } from '../offers.ts';
import type { Performance, Zone } from '../wire.ts';
import { CodeInput } from './code-field.tsx';

/** "Best n together": how many, which category, which zone; the server picks and holds them in one go. */
export function BestPanel({
  performance,
  tiers,
  zone,
  party,
  setParty,
  holdKey,
}: {
  performance: Performance;
  tiers: readonly Tier[];
  zone: Zone | undefined;
  party: number;
  setParty: (party: number) => void;
  holdKey: string;
}) {
  const { t, text, price } = useLanguage();
  const navigation = useNavigation();
  const [tier, setTier] = useState('');
  const holding = navigation.state !== 'idle' && navigation.formData?.get('way') === 'best';
  return (
    <Form method="post" className="card flex flex-wrap items-end gap-x-4 gap-y-3 p-4">
      <input type="hidden" name="way" value="best" />
      <input type="hidden" name="n" value={party} />
      {party > 1 ? <input type="hidden" name="together" value="1" /> : null}
      <CodeInput />
      <input type="hidden" name="key" value={`${holdKey}-best`} />
      <p className="flex basis-full items-center gap-2 font-semibold">
        <Sparkles aria-hidden="true" className="size-5 text-accent" />
        {t('best.title')}
      </p>
      <div className="space-y-1">
        <span className="block text-sm text-muted">{t('buy.how-many')}</span>
        <Stepper
          label={t('buy.how-many')}
          lessLabel={t('buy.fewer')}
          moreLabel={t('buy.more')}
          value={party}
          min={1}
          max={performance.placesPerOrderMax}
          onChange={setParty}
        />
      </div>
      <label className="min-w-0 grow space-y-1 sm:max-w-72">
        <span className="block text-sm text-muted">{t('buy.category')}</span>
        <select name="tier" className="control" value={tier} onChange={(event) => setTier(event.currentTarget.value)}>
          <option value="">{t('buy.any')}</option>
          {tiers.map((known) => {
            const offer = usualOffer(known, party);
            return (
              <option key={known.id} value={known.id}>
                {text(known.name)}
                {offer ? ` · ${price(offer.price)}` : ''}
              </option>
            );
          })}
        </select>
      </label>
      <label className="min-w-0 grow space-y-1 sm:max-w-72">
        <span className="block text-sm text-muted">{t('best.where')}</span>
        <select key={zone?.id} name="zone" className="control" defaultValue="">
          <option value="">{t('best.anywhere')}</option>
          {performance.zones
            .filter(({ kind, remaining }) => kind === 'seated' && remaining > 0)
            .map(({ id, name, group }) => (
              <option key={id} value={id}>
                {group ? `${group} · ${name}` : name}
              </option>
            ))}
        </select>
      </label>
      <SubmitButton data-testid="best-btn" pending={holding} pendingLabel={t('buy.holding')} className="grow sm:grow-0">
        {t('buy.best', { count: party })}
      </SubmitButton>
    </Form>
  );
}
