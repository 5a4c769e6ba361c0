import type { Reply } from '@tessera/contract/api/operations';
import { currencies } from '@tessera/contract/money';
import { useId } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';

type Till = Reply<'getTill'>;

function useIntent(): string | undefined {
  const intent = useNavigation().formData?.get('intent');
  return typeof intent === 'string' ? intent : undefined;
}

/** An amount in the currency that stands behind its label. */
export function AmountField({ name, label, hint }: { name: string; label: string; hint?: string | undefined }) {
  return <Field name={name} label={label} hint={hint} inputMode="decimal" autoComplete="off" maxLength={14} />;
}

export function OpenTill({ organiserId }: { organiserId: string }) {
  const { t } = useLanguage();
  const intent = useIntent();
  const currency = useId();
  return (
    <Form method="post" className="card space-y-4 p-5">
      <h3 className="text-xl">{t('till.open')}</h3>
      <input type="hidden" name="organiser" value={organiserId} />
      <Field name="name" label={t('till.name')} hint={t('till.name-hint')} maxLength={120} />
      <AmountField name="float" label={t('till.float')} />
      <div className="space-y-1.5">
        <label htmlFor={currency} className="block font-medium">
          {t('till.currency')}
        </label>
        <select id={currency} name="currency" defaultValue="EUR" className="control">
          {currencies.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </select>
      </div>
      <SubmitButton
        name="intent"
        value="open"
        className="max-sm:w-full"
        pending={intent === 'open'}
        pendingLabel={t('desk.sending')}
      >
        {t('till.open')}
      </SubmitButton>
    </Form>
  );
}

/** Cash that is put in or taken out without a sale. */
export function MoveCash({ till, idempotencyKey }: { till: Till; idempotencyKey: string }) {
  const { t } = useLanguage();
  const intent = useIntent();
  const kind = useId();
  return (
    <details className="card p-5">
      <summary className="min-h-11 cursor-pointer text-xl">{t('till.move')}</summary>
      <Form method="post" className="space-y-4 pt-4">
        <input type="hidden" name="till" value={till.id} />
        <input type="hidden" name="currency" value={till.float.currency} />
        <input type="hidden" name="key" value={idempotencyKey} />
        <div className="space-y-1.5">
          <label htmlFor={kind} className="block font-medium">
            {t('till.kind')}
          </label>
          <select id={kind} name="kind" className="control">
            <option value="pay_in">{t('till.pay-in')}</option>
            <option value="pay_out">{t('till.pay-out')}</option>
          </select>
        </div>
        <AmountField name="amount" label={t('till.amount', { currency: till.float.currency })} />
        <Field name="note" label={t('till.why')} maxLength={200} />
        <SubmitButton
          kind="secondary"
          name="intent"
          value="move"
          className="max-sm:w-full"
          pending={intent === 'move'}
          pendingLabel={t('desk.sending')}
        >
          {t('till.move-do')}
        </SubmitButton>
      </Form>
    </details>
  );
}

/** What should be there is not told: the count is what was counted. */
export function CloseTill({ till }: { till: Till }) {
  const { t } = useLanguage();
  const intent = useIntent();
  return (
    <details className="card p-5">
      <summary className="min-h-11 cursor-pointer text-xl">{t('till.close')}</summary>
      <Form method="post" className="space-y-4 pt-4">
        <input type="hidden" name="till" value={till.id} />
        <input type="hidden" name="currency" value={till.float.currency} />
        <AmountField
          name="counted"
          label={t('till.count', { currency: till.float.currency })}
          hint={t('till.count-hint')}
        />
        <Field name="note" label={t('till.remark')} maxLength={200} />
        <SubmitButton
          kind="danger"
          name="intent"
          value="close"
          className="max-sm:w-full"
          pending={intent === 'close'}
          pendingLabel={t('desk.sending')}
        >
          {t('till.close-do')}
        </SubmitButton>
      </Form>
    </details>
  );
}
