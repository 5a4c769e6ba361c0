import { type Money, toDecimal } from '@tessera/contract/money';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import type { AccountHouse } from './payout-account.tsx';
import { providerName } from './provider-name.ts';

type PayOutProps = {
  organiserId: string;
  due: Money;
  house: AccountHouse & { readonly key: string; readonly currencies: readonly string[] };
};

/** What is owed in one currency, sent to the organiser’s account, or noted as sent by bank transfer. */
export function PayOut({ organiserId, due, house }: PayOutProps) {
  const { t, price } = useLanguage();
  const isReady = house.account?.state === 'ready' && house.currencies.includes(due.currency);
  return (
    <div className="card space-y-6 p-5">
      <h3 className="text-xl">{t('payouts.pay-title', { amount: price(due) })}</h3>
      {isReady && house.account ? (
        <AmountForm organiserId={organiserId} due={due} intent="pay" idempotencyKey={house.key}>
          {t('payouts.pay', { provider: providerName(t, house.account.provider) })}
        </AmountForm>
      ) : (
        <p className="text-muted">{t('payouts.not-ready', { currency: due.currency })}</p>
      )}
      <details open={!isReady}>
        <summary className="min-h-11 cursor-pointer font-medium">{t('payouts.record-title')}</summary>
        <AmountForm organiserId={organiserId} due={due} intent="record" idempotencyKey={house.key}>
          {t('payouts.record')}
        </AmountForm>
      </details>
    </div>
  );
}

function AmountForm({
  organiserId,
  due,
  intent,
  idempotencyKey,
  children,
}: {
  organiserId: string;
  due: Money;
  intent: 'pay' | 'record';
  idempotencyKey: string;
  children: string;
}) {
  const { t, locale } = useLanguage();
  const form = useNavigation().formData;
  const isSent =
    form?.get('organiser') === organiserId && form.get('intent') === intent && form.get('currency') === due.currency;
  const owed = toDecimal(due);
  return (
    <Form method="post" className={intent === 'record' ? 'space-y-4 pt-4' : 'space-y-4'}>
      <input type="hidden" name="organiser" value={organiserId} />
      <input type="hidden" name="currency" value={due.currency} />
      <input type="hidden" name="key" value={`${idempotencyKey}-${due.currency}`} />
      <Field
        name="amount"
        label={t(`payouts.amount.${intent}`, { currency: due.currency })}
        defaultValue={locale === 'fr' ? owed.replace('.', ',') : owed}
        inputMode="decimal"
        autoComplete="off"
        maxLength={16}
      />
      {intent === 'record' ? (
        <Field
          name="reference"
          label={t('payouts.reference')}
          hint={t('payouts.reference-hint')}
          autoComplete="off"
          maxLength={120}
        />
      ) : null}
      <SubmitButton
        kind={intent === 'pay' ? 'primary' : 'secondary'}
        name="intent"
        value={intent}
        className="max-sm:w-full"
        pending={isSent}
        pendingLabel={t('desk.sending')}
      >
        {children}
      </SubmitButton>
    </Form>
  );
}
