import type { Reply } from '@tessera/contract/api/operations';
import { Form, Link, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { buttonClass, SubmitButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { AmountField } from './till-forms.tsx';

type Till = Reply<'getTill'>;
type Found = Reply<'listOrders'>['items'][number];

/** An order by its reference, and what is handed over for it. */
export function TenderDesk({
  organiserId,
  till,
  reference,
  order,
  idempotencyKey,
}: {
  organiserId: string;
  till: Till;
  reference: string;
  order: Found | undefined;
  idempotencyKey: string;
}) {
  const { t } = useLanguage();
  const isOpen = order?.status === 'pending' || order?.status === 'paying';
  return (
    <div className="card space-y-5 p-5">
      <Form method="get" className="flex flex-wrap items-end gap-3">
        <input type="hidden" name="house" value={organiserId} />
        <Field
          key={reference}
          name="reference"
          label={t('till.reference')}
          defaultValue={reference}
          maxLength={40}
          autoComplete="off"
          className="grow"
          error={reference && !order ? t('till.no-order') : undefined}
        />
        <button type="submit" className={buttonClass('secondary', 'max-sm:w-full')}>
          {t('till.find')}
        </button>
      </Form>
      {order ? (
        <>
          <Facts order={order} />
          {isOpen ? <Tender order={order} till={till} idempotencyKey={idempotencyKey} /> : null}
        </>
      ) : null}
    </div>
  );
}

function Facts({ order }: { order: Found }) {
  const { t, text, price, moment } = useLanguage();
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
      <p className="min-w-0">
        <Link to={`/o/${order.id}`} className="figures font-semibold underline underline-offset-4">
          {order.reference}
        </Link>{' '}
        · {text(order.title)}, {moment(order.startsAt, order.timeZone, 'day-time')} ·{' '}
        {t('till.places', { count: order.placeCount })} · <bdi>{order.buyer}</bdi>
        <span className="block text-sm text-muted">{t(`order.status.${order.status}`)}</span>
      </p>
      <bdi data-testid="due" className="figures text-3xl font-semibold">
        {price(order.total)}
      </bdi>
    </div>
  );
}

function Tender({ order, till, idempotencyKey }: { order: Found; till: Till; idempotencyKey: string }) {
  const { t } = useLanguage();
  const isSending = useNavigation().formData?.get('intent') === 'tender';
  const { currency } = till.float;
  return (
    <Form method="post" className="space-y-4">
      <input type="hidden" name="order" value={order.id} />
      <input type="hidden" name="till" value={till.id} />
      <input type="hidden" name="currency" value={currency} />
      <input type="hidden" name="key" value={idempotencyKey} />
      <div className="grid gap-4 sm:grid-cols-3">
        <AmountField name="cash" label={t('till.cash', { currency })} />
        <AmountField name="terminal" label={t('till.terminal', { currency })} />
        <Field name="receipt" label={t('till.receipt')} maxLength={40} autoComplete="off" />
      </div>
      <SubmitButton
        name="intent"
        value="tender"
        className="min-h-14 w-full text-lg"
        pending={isSending}
        pendingLabel={t('desk.sending')}
      >
        {t('till.tender')}
      </SubmitButton>
    </Form>
  );
}
