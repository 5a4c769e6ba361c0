import { cancellationReasons } from '@tessera/contract/cancellation';
import { useId } from 'react';
import { useLanguage } from '../../languages/use-language.ts';
import { Field } from '../../ui/field.tsx';

export type Reason = (typeof cancellationReasons)[number];
export type StaffWish = { readonly reason: Reason; readonly note: string; readonly coversUsed: boolean };

type Props = {
  readonly wish: StaffWish;
  readonly onChange: (wish: StaffWish) => void;
  /** One of the chosen tickets let somebody in. */
  readonly isUsed: boolean;
};

/** Why staff cancel tickets, and that they mean used ones too. */
export function StaffCancelFields({ wish, onChange, isUsed }: Props) {
  const { t } = useLanguage();
  const id = useId();
  return (
    <div className="space-y-4">
      <div className="space-y-1.5">
        <label htmlFor={id} className="block font-medium">
          {t('cancel.reason')}
        </label>
        <select
          id={id}
          className="control"
          value={wish.reason}
          onChange={(event) => {
            const reason = cancellationReasons.find((one) => one === event.target.value);
            if (reason) onChange({ ...wish, reason });
          }}
        >
          {cancellationReasons.map((reason) => (
            <option key={reason} value={reason}>
              {t(`desk.reason.${reason}`)}
            </option>
          ))}
        </select>
      </div>
      {isUsed ? (
        <label className="flex min-h-11 items-center gap-3">
          <input
            type="checkbox"
            className="size-5 shrink-0 accent-accent"
            checked={wish.coversUsed}
            onChange={(event) => onChange({ ...wish, coversUsed: event.target.checked })}
          />
          {t('cancel.covers-used')}
        </label>
      ) : null}
      <Field
        name="note"
        label={t('cancel.note')}
        maxLength={500}
        value={wish.note}
        onChange={(event) => onChange({ ...wish, note: event.target.value })}
      />
    </div>
  );
}
