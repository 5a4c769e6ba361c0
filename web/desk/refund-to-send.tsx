import type { Reply } from '@tessera/contract/api/operations';
import { inGroups } from '@tessera/contract/iban';
import { Form, Link, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { providerName } from './provider-name.ts';

type Refund = Reply<'listRefundsToSend'>['items'][number];

/** Money that somebody has to send back at the bank, also because its provider would not, and the button that says it was. */
export function RefundToSend({ refund }: { refund: Refund }) {
  const { t, price } = useLanguage();
  const navigation = useNavigation();
  const isSent = navigation.formData?.get('id') === refund.id;
  return (
    <li className="card space-y-4 p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <p className="font-semibold">
          <bdi>{refund.isRefused ? providerName(t, refund.provider) : refund.payer || t('bank.somebody')}</bdi>{' '}
          <span className="figures select-all">{refund.payerIban ? inGroups(refund.payerIban) : ''}</span>
        </p>
        <bdi className="figures text-lg font-semibold">{price(refund.amount)}</bdi>
      </div>
      {refund.isRefused ? <p className="text-sm text-warning">{t('bank.refused')}</p> : null}
      {refund.payerIban || refund.isRefused ? null : <p className="text-sm text-muted">{t('bank.no-iban')}</p>}
      <Form method="post" className="flex flex-wrap items-center gap-4">
        <input type="hidden" name="id" value={refund.id} />
        <SubmitButton
          name="intent"
          value="settle"
          className="max-sm:w-full"
          pending={isSent}
          pendingLabel={t('desk.sending')}
        >
          {t('bank.settle', { amount: price(refund.amount) })}
        </SubmitButton>
        <Link to={`/o/${refund.order}`} className="inline-flex min-h-11 items-center underline underline-offset-4">
          {t('bank.see-order')}
        </Link>
      </Form>
    </li>
  );
}
