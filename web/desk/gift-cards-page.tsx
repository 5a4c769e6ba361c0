import { data, Form, Link, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router';
import { needMe } from '../client/need-me.ts';
import { need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { actOnGiftCards } from './act-on-gift-cards.ts';
import { IssueGiftCard } from './issue-gift-card.tsx';
import { booksOf } from './staff-of.ts';

const pageSize = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const me = await needMe(context, '/desk/gift-cards');
  const houses = booksOf(me);
  if (houses.length === 0) throw data({ code: 'role_missing', traceId: '' }, { status: 403 });
  const asked = new URL(request.url).searchParams;
  return {
    houses: await Promise.all(
      houses.map(async ({ organiser: organiserId, organiserName: name }) => {
        const isAsked = asked.get('house') === organiserId;
        const end = isAsked ? (asked.get('end') ?? '').trim().slice(0, 20) : '';
        const cursor = isAsked ? asked.get('cursor') : null;
        const query = { limit: pageSize, ...(end ? { end } : {}), ...(cursor ? { cursor } : {}) };
        const { items, next } = await need(context, 'listGiftCards', { params: { organiserId }, query });
        return { id: organiserId, name, end, cards: items, next, isFirst: cursor === null };
      }),
    ),
    // Made before the first press: pressing twice issues one card.
    key: crypto.randomUUID(),
  };
}

export const action = actOnGiftCards;

/** The gift cards of a house: issued, found by the end of their code, with what is left on them. */
export default function GiftCardsPage() {
  const { houses, key } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const { t } = useLanguage();
  return (
    <div className="wrap max-w-4xl space-y-10 py-8">
      <PageHead title={t('cards.title')} hidden />
      <h1 className="text-4xl">{t('cards.title')}</h1>
      {done?.said === 'issued' || done?.said === 'failed' ? (
        <Banner tone={done.said === 'issued' ? 'success' : 'danger'} urgent title={t(`cards.said.${done.said}`)} />
      ) : null}
      {houses.map((house) => (
        <section key={house.id} className="space-y-4" aria-label={house.name}>
          <h2 className="text-2xl">{house.name}</h2>
          <IssueGiftCard
            organiserId={house.id}
            idempotencyKey={`${key}-${house.id}`}
            done={done?.of === house.id ? done : undefined}
          />
          <Cards house={house} />
        </section>
      ))}
    </div>
  );
}

type House = ReturnType<typeof useLoaderData<typeof loader>>['houses'][number];

function Cards({ house: { id, end, cards, next, isFirst } }: { house: House }) {
  const { t } = useLanguage();
  const addressOf = (more: Record<string, string>) => `?${new URLSearchParams({ house: id, ...more })}`;
  return (
    <>
      <Form method="get" className="flex flex-wrap items-end gap-3">
        <input type="hidden" name="house" value={id} />
        <Field
          key={end}
          name="end"
          label={t('cards.find')}
          defaultValue={end}
          maxLength={20}
          autoComplete="off"
          className="grow"
        />
        <button type="submit" className={buttonClass('secondary', 'max-sm:w-full')}>
          {t('cards.search')}
        </button>
      </Form>
      {cards.length === 0 ? (
        <p className="card p-6 text-muted">{end ? t('cards.none-found') : t('cards.none')}</p>
      ) : (
        <ul className="card divide-y divide-line">
          {cards.map((card) => (
            <CardLine key={card.id} card={card} />
          ))}
        </ul>
      )}
      <nav className="flex flex-wrap gap-x-6" aria-label={t('cards.title')}>
        {isFirst ? null : (
          <Link to={addressOf({})} className="inline-flex min-h-11 items-center underline underline-offset-4">
            {t('cards.newest')}
          </Link>
        )}
        {next ? (
          <Link
            to={addressOf({ cursor: next, ...(end ? { end } : {}) })}
            className="inline-flex min-h-11 items-center underline underline-offset-4"
          >
            {t('cards.more')}
          </Link>
        ) : null}
      </nav>
    </>
  );
}

function CardLine({ card }: { card: House['cards'][number] }) {
  const { t, price } = useLanguage();
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 p-4">
      <p className="min-w-0">
        <Link
          to={`/desk/gift-cards/${card.id}`}
          className="figures inline-flex min-h-11 items-center font-semibold underline underline-offset-4"
        >
          {t('gift.card', { end: card.end })}
        </Link>
        <span className="block break-words text-sm text-muted">
          {t('cards.of', { initial: price(card.initial), email: card.email })} · {t(`cards.source.${card.source}`)}
        </span>
      </p>
      <p className="text-end">
        <bdi className="figures text-xl font-semibold">{price(card.balance)}</bdi>
        {card.state === 'active' ? null : (
          <span className="block text-sm text-warning">{t(`gift.state.${card.state}`)}</span>
        )}
      </p>
    </li>
  );
}
