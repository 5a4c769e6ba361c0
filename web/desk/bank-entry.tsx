import type { Reply } from '@tessera/contract/api/operations';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';

type Entry = Reply<'listBankEntries'>['items'][number];

/** Money that came and is for nothing yet: said which order it is for, or noted as sent back. */
export function BankEntryCard({
  entry,
  organiserId,
  error,
}: {
  entry: Entry;
  organiserId: string;
  error: 'note' | 'no_such_order' | undefined;
}) {
  const { t, price, moment } = useLanguage();
  const navigation = useNavigation();
  const intent = navigation.formData?.get('id') === entry.id ? navigation.formData.get('intent') : undefined;
  return (
    <li className="card space-y-4 p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <p className="font-semibold">
          <bdi>{entry.payer || t('bank.somebody')}</bdi> · {moment(`${entry.bookedOn}T12:00:00Z`, 'UTC', 'day')}
        </p>
        <bdi className="figures text-lg font-semibold">{price(entry.amount)}</bdi>
      </div>
      <p className="break-words text-muted">{entry.remittance || t('bank.no-remittance')}</p>
      {entry.reason ? <p className="text-sm text-warning">{t(`bank.reason.${entry.reason}`)}</p> : null}
      <Form method="post" className="flex flex-wrap items-end gap-3">
        <input type="hidden" name="id" value={entry.id} />
        <input type="hidden" name="organiser" value={organiserId} />
        <Field
          name="reference"
          label={t('bank.order')}
          maxLength={40}
          autoComplete="off"
          className="grow"
          error={error === 'no_such_order' ? t('bank.said.no_such_order') : undefined}
        />
        <SubmitButton
          name="intent"
          value="assign"
          className="max-sm:w-full"
          pending={intent === 'assign'}
          pendingLabel={t('desk.sending')}
        >
          {t('bank.assign')}
        </SubmitButton>
      </Form>
      <Form method="post" className="flex flex-wrap items-end gap-3">
        <input type="hidden" name="id" value={entry.id} />
        <Field
          name="note"
          label={t('bank.note')}
          maxLength={500}
          className="grow"
          error={error === 'note' ? t('bank.said.note') : undefined}
        />
        <SubmitButton
          kind="secondary"
          name="intent"
          value="return"
          className="max-sm:w-full"
          pending={intent === 'return'}
          pendingLabel={t('desk.sending')}
        >
          {t('bank.return')}
        </SubmitButton>
      </Form>
    </li>
  );
}
