import type { Reply } from '@tessera/contract/api/operations';
import { Form, Link, type LoaderFunctionArgs, useActionData, useLoaderData, useNavigation } from 'react-router';
import { needMe } from '../client/need-me.ts';
import { need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { SubmitButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { actOnGiftCards } from './act-on-gift-cards.ts';

export async function loader({ params, context }: LoaderFunctionArgs) {
  const giftCardId = params.giftCardId ?? '';
  await needMe(context, `/desk/gift-cards/${giftCardId}`);
  return { card: await need(context, 'getGiftCard', { params: { giftCardId } }) };
}

export const action = actOnGiftCards;

type Card = Reply<'getGiftCard'>;

/** A gift card with everything that happened to it, and the press that blocks it. */
export default function GiftCardPage() {
  const { card } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const { t } = useLanguage();
  const title = t('gift.card', { end: card.end });
  return (
    <div className="wrap max-w-3xl space-y-6 py-8">
      <PageHead title={title} hidden />
      <p>
        <Link to="/desk/gift-cards" className="inline-flex min-h-11 items-center underline underline-offset-4">
          {t('cards.title')}
        </Link>
      </p>
      <h1 className="text-4xl">{title}</h1>
      {done && done.said !== 'missing' ? (
        <Banner tone={done.said === 'blocked' ? 'success' : 'danger'} urgent title={t(`cards.said.${done.said}`)} />
      ) : null}
      <Facts card={card} />
      <Movements card={card} />
      {card.state === 'blocked' ? null : <Block card={card} isNoteMissing={done?.said === 'missing'} />}
    </div>
  );
}

function Facts({ card }: { card: Card }) {
  const { t, price, moment } = useLanguage();
  return (
    <section className="card space-y-2 p-5" aria-label={t('cards.balance')}>
      <p className="flex flex-wrap items-baseline justify-between gap-4">
        <bdi data-testid="gift-balance" className="figures text-3xl font-semibold">
          {price(card.balance)}
        </bdi>
        <span className={card.state === 'active' ? 'text-success' : 'text-warning'}>
          {t(`gift.state.${card.state}`)}
        </span>
      </p>
      {card.reserved.amountMinor > 0 ? (
        <p>
          {t('cards.reserved')} <bdi className="figures">{price(card.reserved)}</bdi>
        </p>
      ) : null}
      <p className="break-words text-muted">
        {t('cards.of', { initial: price(card.initial), email: card.email })} · {t(`cards.source.${card.source}`)} ·{' '}
        {t('cards.issued', { when: moment(card.issuedAt, 'UTC', 'day-time') })}
      </p>
      <p className="text-muted">
        {card.endsAt
          ? t('gift.balance.until', { date: moment(card.endsAt, 'Europe/Paris', 'day') })
          : t('gift.balance.forever')}
      </p>
      {card.note ? <p className="prose-lines break-words">{card.note}</p> : null}
    </section>
  );
}

function Movements({ card }: { card: Card }) {
  const { t, price, moment } = useLanguage();
  return (
    <section className="space-y-3" aria-labelledby="movements">
      <h2 id="movements" className="text-2xl">
        {t('cards.movements')}
      </h2>
      <ul className="card divide-y divide-line">
        {card.movements.map(({ kind, amount, order, at }) => (
          <li key={`${at} ${kind} ${order}`} className="flex flex-wrap items-baseline justify-between gap-x-4 p-4">
            <p>
              {t(`cards.moved.${kind}`)}
              <span className="block text-sm text-muted">{moment(at, 'UTC', 'day-time')} (UTC)</span>
            </p>
            <p className="text-end">
              <bdi className="figures font-medium">{price(amount)}</bdi>
              {order ? (
                <Link to={`/o/${order}`} className="flex min-h-11 items-center text-sm underline underline-offset-4">
                  {t('cards.see-order')}
                </Link>
              ) : null}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Block({ card, isNoteMissing }: { card: Card; isNoteMissing: boolean }) {
  const { t } = useLanguage();
  const isSending = useNavigation().formData?.get('intent') === 'block';
  return (
    <Form method="post" className="card space-y-4 p-5">
      <h2 className="text-xl">{t('cards.block')}</h2>
      <input type="hidden" name="card" value={card.id} />
      <Field
        name="note"
        label={t('cards.block-why')}
        hint={t('cards.block-hint')}
        maxLength={500}
        autoComplete="off"
        error={isNoteMissing ? t('cards.said.missing') : undefined}
      />
      <SubmitButton
        kind="danger"
        name="intent"
        value="block"
        className="max-sm:w-full"
        pending={isSending}
        pendingLabel={t('desk.sending')}
      >
        {t('cards.block')}
      </SubmitButton>
    </Form>
  );
}
