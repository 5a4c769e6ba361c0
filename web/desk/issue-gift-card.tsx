import { currencies } from '@tessera/contract/money';
import { locales } from '@tessera/contract/text';
import { useEffect, useRef } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import type { GiftCardSaid } from './act-on-gift-cards.ts';

type Props = {
  readonly organiserId: string;
  readonly idempotencyKey: string;
  readonly done: GiftCardSaid | undefined;
};

/** A card of the house's own money, for somebody whose address is known. */
export function IssueGiftCard({ organiserId, idempotencyKey, done }: Props) {
  const { t, locale } = useLanguage();
  const isSending = useNavigation().formData?.get('organiser') === organiserId;
  const said = done?.said;
  const form = useRef<HTMLFormElement>(null);
  // What was typed goes once its card is issued.
  useEffect(() => {
    if (done?.said === 'issued') form.current?.reset();
  }, [done]);
  const errorOf = (field: GiftCardSaid['said']) => (said === field ? t(`cards.said.${field}`) : undefined);
  return (
    <details className="card p-5" open={said !== undefined && said !== 'issued'}>
      <summary className="min-h-11 cursor-pointer text-xl">{t('cards.issue')}</summary>
      <Form ref={form} method="post" className="space-y-4 pt-4" noValidate>
        <p className="text-muted">{t('cards.issue-hint')}</p>
        <input type="hidden" name="organiser" value={organiserId} />
        <input type="hidden" name="key" value={idempotencyKey} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            name="amount"
            label={t('cards.amount')}
            inputMode="decimal"
            autoComplete="off"
            maxLength={14}
            error={errorOf('amount')}
          />
          <Choice
            name="currency"
            label={t('cards.currency')}
            chosen="EUR"
            options={currencies.map((code) => [code, code])}
          />
          <Field
            type="email"
            name="email"
            label={t('cards.email')}
            autoComplete="off"
            maxLength={254}
            error={errorOf('email')}
          />
          <Choice
            name="locale"
            label={t('cards.locale')}
            chosen={locale}
            options={locales.map((one) => [one, t(`cards.locale.${one}`)])}
          />
          <Field type="date" name="ends" label={t('cards.ends')} error={errorOf('ends')} />
          <Field name="note" label={t('cards.note')} maxLength={500} autoComplete="off" />
        </div>
        <SubmitButton
          name="intent"
          value="issue"
          className="max-sm:w-full"
          pending={isSending}
          pendingLabel={t('desk.sending')}
        >
          {t('cards.issue')}
        </SubmitButton>
      </Form>
    </details>
  );
}
