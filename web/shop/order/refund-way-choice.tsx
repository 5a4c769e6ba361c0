import { refundWays } from '@tessera/contract/cancellation';
import { useId } from 'react';
import { useLanguage } from '../../languages/use-language.ts';

type Way = (typeof refundWays)[number];

/** Whether what goes back by the payment comes on a gift card instead: the buyer's wish. */
export function RefundWayChoice({ way, onChange }: { way: Way; onChange: (way: Way) => void }) {
  const { t } = useLanguage();
  const name = useId();
  return (
    <fieldset className="space-y-2">
      <legend className="mb-2 font-medium">{t('cancel.way')}</legend>
      {refundWays.map((one) => (
        <label key={one} className="flex min-h-11 items-center gap-3">
          <input
            type="radio"
            name={name}
            className="size-5 shrink-0 accent-accent"
            checked={one === way}
            onChange={() => onChange(one)}
          />
          {t(`cancel.way.${one}`)}
        </label>
      ))}
    </fieldset>
  );
}
