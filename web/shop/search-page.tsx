import { X } from 'lucide-react';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { maybe, need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { buttonClass } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { EventCard } from './event-card.tsx';
import { EventSearchForm, type Filters } from './event-search-form.tsx';
import { categories, type EventCardFacts } from './wire.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const filters = filtersIn(searchParams);
  const category = categories.find((known) => known === filters.category);
  const page = await need(context, 'listEvents', {
    query: {
      limit: 24,
      ...(filters.q ? { q: filters.q } : {}),
      ...(filters.city ? { city: filters.city } : {}),
      ...(category ? { category } : {}),
      ...(filters.available ? { available: 'true' as const } : {}),
      ...(searchParams.get('cursor') ? { cursor: searchParams.get('cursor') ?? '' } : {}),
    },
  });
  const others = page.items.length > 0 ? undefined : await maybe(context, 'listEvents', { query: { limit: 3 } });
  return { filters, page, others: others?.items ?? [] };
}

export default function SearchPage() {
  const { filters, page, others } = useLoaderData<typeof loader>();
  const { t } = useLanguage();
  const title = filters.q ? t('search.title-words', { words: filters.q }) : t('frame.all-events');
  return (
    <div className="wrap space-y-6 py-8">
      <PageHead title={title} description={t('home.description')} />
      <h1 className="text-4xl">{title}</h1>
      <EventSearchForm filters={filters} />
      <FilterChips filters={filters} />
      <p role="status" className="text-muted">
        {page.next ? t('search.first', { count: page.items.length }) : t('search.found', { count: page.items.length })}
      </p>
      {page.items.length > 0 ? <Results items={page.items} heading="h2" /> : <Nothing others={others} />}
      {page.next ? (
        <p className="text-center">
          <Link to={`/search?${queryOf({ ...filters, cursor: page.next })}`} className={buttonClass('secondary')}>
            {t('search.more')}
          </Link>
        </p>
      ) : null}
    </div>
  );
}

function Results({ items, heading }: { items: readonly EventCardFacts[]; heading: 'h2' | 'h3' }) {
  return (
    <ul className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
      {items.map((event, index) => (
        <li key={event.id}>
          <EventCard event={event} eager={index < 3} heading={heading} />
        </li>
      ))}
    </ul>
  );
}

/** What narrows the list, each with the way to take it off. */
function FilterChips({ filters }: { filters: Filters }) {
  const { t } = useLanguage();
  const category = categories.find((known) => known === filters.category);
  const chips = [
    filters.q ? { words: filters.q, without: { ...filters, q: '' } } : undefined,
    filters.city ? { words: filters.city, without: { ...filters, city: '' } } : undefined,
    category ? { words: t(`category.${category}`), without: { ...filters, category: '' } } : undefined,
    filters.available ? { words: t('search.available'), without: { ...filters, available: false } } : undefined,
  ].filter((chip) => chip !== undefined);
  if (chips.length === 0) return null;
  return (
    <ul className="flex flex-wrap items-center gap-2">
      {chips.map(({ words, without }) => (
        <li key={words}>
          <Link
            to={`/search?${queryOf(without)}`}
            aria-label={t('search.remove', { words })}
            className="inline-flex min-h-11 items-center gap-2 rounded-full border border-line-strong bg-raised px-4 hover:bg-overlay"
          >
            {words}
            <X aria-hidden="true" className="size-4" />
          </Link>
        </li>
      ))}
      <li>
        <Link to="/search" className={buttonClass('quiet', 'min-h-11')}>
          {t('search.clear')}
        </Link>
      </li>
    </ul>
  );
}

function Nothing({ others }: { others: readonly EventCardFacts[] }) {
  const { t } = useLanguage();
  return (
    <div className="space-y-5">
      <div className="card p-6">
        <p className="text-lg font-semibold">{t('search.nothing')}</p>
        <p className="text-muted">{t('search.nothing.why')}</p>
      </div>
      {others.length > 0 ? (
        <section className="space-y-4">
          <h2 className="text-2xl">{t('search.instead')}</h2>
          <Results items={others} heading="h3" />
        </section>
      ) : null}
    </div>
  );
}

function filtersIn(search: URLSearchParams): Filters {
  return {
    q: (search.get('q') ?? '').trim().slice(0, 100),
    city: (search.get('city') ?? '').trim().slice(0, 80),
    category: search.get('category') ?? '',
    available: search.get('available') === 'true',
  };
}

function queryOf({ q, city, category, available, cursor }: Filters & { cursor?: string }): string {
  const entries = Object.entries({ q, city, category, available: available ? 'true' : '', cursor: cursor ?? '' });
  return new URLSearchParams(entries.filter(([, value]) => value !== '')).toString();
}
