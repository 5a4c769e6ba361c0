import type { Reply } from '@tessera/contract/api/operations';
import { Form, Link, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { buttonClass, SubmitButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { AmountField } from './till-forms.tsx';

type Till = Reply<'getTill'>;
type Found = Reply<'listOrders'>['items'][number] & Pick<Reply<'getOrder'>, 'giftCards' | 'toPay'>;

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
          {isOpen(order) ? <Tender order={order} till={till} idempotencyKey={idempotencyKey} /> : null}
        </>
      ) : null}
    </div>
  );
}

function isOpen({ status }: Found): boolean {
  return status === 'pending' || status === 'paying';
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
        {price(isOpen(order) ? order.toPay : order.total)}
      </bdi>
      {order.giftCards.map(({ id, end, amount }) => (
        <p key={id} className="w-full text-sm text-muted">
          {t('gift.card', { end })}: <bdi className="figures">{price(amount)}</bdi>
        </p>
      ))}
    </div>
  );
}

function Tender({ order, till, idempotencyKey }: { order: Found; till: Till; idempotencyKey: string }) {
  const { t } = useLanguage();
  const isSending = useNavigation().formData?.get('intent') === 'tender';
  const { currency } = till.float;
  const isCovered = order.toPay.amountMinor === 0 && order.total.amountMinor > 0;
  return (
    <Form method="post" className="space-y-4">
      <input type="hidden" name="order" value={order.id} />
      <input type="hidden" name="till" value={till.id} />
      <input type="hidden" name="currency" value={currency} />
      <input type="hidden" name="key" value={idempotencyKey} />
      {isCovered ? <input type="hidden" name="covered" value="yes" /> : null}
      {isCovered ? null : <GiftCardField />}
      <div className="grid gap-4 sm:grid-cols-3" hidden={isCovered}>
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
        {isCovered ? t('till.covered') : t('till.tender')}
      </SubmitButton>
    </Form>
  );
}

/** What the buyer's card can pay, before anything is tendered. */
function GiftCardField() {
  const { t } = useLanguage();
  const isSending = useNavigation().formData?.get('intent') === 'gift-card';
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Field name="gift-card" label={t('till.gift-card')} maxLength={60} autoComplete="off" className="grow" />
      <SubmitButton
        kind="secondary"
        name="intent"
        value="gift-card"
        className="max-sm:w-full"
        pending={isSending}
        pendingLabel={t('gift.applying')}
      >
        {t('gift.apply')}
      </SubmitButton>
    </div>
  );
}
