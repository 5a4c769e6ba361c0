import type { Reply } from '@tessera/contract/api/operations';
import { Form, Link, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { AmountField } from './till-forms.tsx';

type Refund = Reply<'listRefundsToSend'>['items'][number];

/** Money of the counter that goes back as it came: out of the till, or by the terminal. */
export function CounterRefund({ refund, tillId }: { refund: Refund; tillId: string }) {
  const { t, price } = useLanguage();
  const isSent = useNavigation().formData?.get('refund') === refund.id;
  const { currency } = refund.amount;
  return (
    <Form method="post" className="card space-y-4 p-5">
      <h3 className="text-xl">
        {t('till.refund', { amount: price(refund.amount) })} ·{' '}
        <Link to={`/o/${refund.order}`} className="underline underline-offset-4">
          {t('bank.see-order')}
        </Link>
      </h3>
      <input type="hidden" name="refund" value={refund.id} />
      <input type="hidden" name="till" value={tillId} />
      <input type="hidden" name="currency" value={currency} />
      <div className="grid gap-4 sm:grid-cols-3">
        <AmountField name="cash" label={t('till.cash-back', { currency })} />
        <AmountField name="terminal" label={t('till.terminal-back', { currency })} />
        <Field name="receipt" label={t('till.receipt')} maxLength={40} autoComplete="off" />
      </div>
      <SubmitButton
        kind="secondary"
        name="intent"
        value="refund"
        className="max-sm:w-full"
        pending={isSent}
        pendingLabel={t('desk.sending')}
      >
        {t('till.refund-do')}
      </SubmitButton>
    </Form>
  );
}
