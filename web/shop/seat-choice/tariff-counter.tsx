import { useLanguage } from '../../languages/use-language.ts';
import { Stepper } from '../../ui/stepper.tsx';
import type { TariffCounts } from '../offers.ts';
import type { Offer } from '../wire.ts';

/** Who is coming: how many at each tariff that has a condition; everybody else pays the usual one. */
export function TariffCounter({
  tariffs,
  quantity,
  counts,
  setCounts,
}: {
  tariffs: readonly Offer['tariff'][];
  quantity: number;
  counts: TariffCounts;
  setCounts: (counts: TariffCounts) => void;
}) {
  const { t, text } = useLanguage();
  const countable = tariffs.filter(({ kind, quantityMin }) => kind !== 'full' && quantityMin <= quantity);
  if (countable.length === 0 || quantity === 0) return null;
  const counted = Object.values(counts).reduce((total, count) => total + count, 0);
  return (
    <fieldset className="space-y-2">
      <legend className="mb-2 text-sm text-muted">{t('tariffs.legend', { count: quantity - counted })}</legend>
      {countable.map((tariff) => {
        const count = counts[tariff.id] ?? 0;
        return (
          <div key={tariff.id} className="flex items-center justify-between gap-4">
            <input type="hidden" name={`tariff:${tariff.id}`} value={count} />
            <span className="min-w-0">
              <span className="block font-medium">{text(tariff.name)}</span>
              {tariff.condition ? <span className="block text-sm text-muted">{text(tariff.condition)}</span> : null}
            </span>
            <Stepper
              label={text(tariff.name)}
              lessLabel={t('tariffs.fewer', { tariff: text(tariff.name) })}
              moreLabel={t('tariffs.more', { tariff: text(tariff.name) })}
              value={count}
              min={0}
              max={count + quantity - counted}
              onChange={(next) => setCounts({ ...counts, [tariff.id]: next })}
              className="shrink-0"
            />
          </div>
        );
      })}
    </fieldset>
  );
}
