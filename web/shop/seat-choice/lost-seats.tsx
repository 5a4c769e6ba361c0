import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import { Banner } from '../../ui/banner.tsx';
import { SubmitButton } from '../../ui/button.tsx';
import type { Performance } from '../wire.ts';
import { CodeInput } from './code-field.tsx';
import type { Selection } from './use-selection.ts';

/** Seats of the selection went to somebody else: which ones, and the best of the same zone in one press. */
export function LostSeats({
  selection,
  performance,
  holdKey,
}: {
  selection: Selection;
  performance: Performance;
  holdKey: string;
}) {
  const { t } = useLanguage();
  const pending = useNavigation().state === 'submitting';
  const { lost, seats } = selection;
  const [first] = lost;
  const names = lost.map(({ row, number }) => t('seat.place', { row, number })).join(' · ');
  const quantity = lost.length + seats.length;
  const zone = performance.zones.find(({ id }) => id === first?.zone);
  return (
    <Banner tone="warning" urgent title={t('seats.lost', { names, count: lost.length })}>
      {seats.length > 0 ? <p>{t('seats.lost.kept', { count: seats.length })}</p> : null}
      <Form method="post">
        <input type="hidden" name="n" value={quantity} />
        <CodeInput />
        <input type="hidden" name="tier" value={first?.tier ?? ''} />
        <input type="hidden" name="zone" value={zone?.id ?? ''} />
        <input type="hidden" name="key" value={`${holdKey}-instead`} />
        <SubmitButton kind="secondary" pending={pending} pendingLabel={t('buy.holding')}>
          {t('seats.lost.instead', { count: quantity, zone: zone?.name ?? '' })}
        </SubmitButton>
      </Form>
    </Banner>
  );
}
