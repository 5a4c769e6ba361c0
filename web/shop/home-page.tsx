import { ArrowRight } from 'lucide-react';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { need } from '../client/read.ts';
import { useRootFacts } from '../frame/root-facts.ts';
import { useLanguage } from '../languages/use-language.ts';
import { buttonClass } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { AvailabilityWord } from './availability-word.tsx';
import { EventCard, useDates } from './event-card.tsx';
import { EventSearchForm } from './event-search-form.tsx';
import { Poster, PosterGlow } from './poster/poster.tsx';
import { categories, type EventCardFacts } from './wire.ts';

export async function loader({ context }: LoaderFunctionArgs) {
  return need(context, 'listEvents', { query: { limit: 24 } });
}

export default function HomePage() {
  const { items, next } = useLoaderData<typeof loader>();
  const { t } = useLanguage();
  const origin = useRootFacts()?.origin ?? '';
  const featured = items.find(({ sale }) => sale === 'open') ?? items[0];
  const others = items.filter((event) => event !== featured);
  const present = categories.filter((category) => items.some((event) => event.category === category));
  return (
    <>
      <PageHead title={t('home.title')} description={t('home.description')} canonical={`${origin}/`} />
      {featured ? <Hero event={featured} /> : <EmptyHouse />}
      <div className="wrap relative space-y-8 pb-16">
        <EventSearchForm filters={{ q: '', city: '', category: '', available: false }} short />
        {present.length > 1 ? (
          <nav aria-label={t('home.by-category')} className="flex flex-wrap gap-2">
            {present.map((category) => (
              <Link
                key={category}
                to={`/search?category=${category}`}
                className="inline-flex min-h-11 items-center rounded-full border border-line bg-surface px-5 font-medium hover:border-line-strong hover:bg-raised"
              >
                {t(`category.${category}`)}
              </Link>
            ))}
          </nav>
        ) : null}
        {others.length > 0 ? (
          <section aria-labelledby="coming-up" className="space-y-5">
            <h2 id="coming-up" className="text-3xl">
              {t('home.coming-up')}
            </h2>
            <ul className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
              {others.map((event) => (
                <li key={event.id}>
                  <EventCard event={event} />
                </li>
              ))}
            </ul>
            {next ? (
              <p className="text-center">
                <Link to="/search" className={buttonClass('secondary')}>
                  {t('frame.all-events')}
                </Link>
              </p>
            ) : null}
          </section>
        ) : null}
      </div>
    </>
  );
}

function Hero({ event }: { event: EventCardFacts }) {
  const { t, text, price } = useLanguage();
  const dates = useDates(event);
  return (
    <section className="relative isolate overflow-hidden">
      <PosterGlow slug={event.slug} />
      <div className="wrap relative grid items-center gap-8 py-10 md:grid-cols-[1.2fr_1fr] md:py-16">
        <div className="space-y-5">
          <h1 className="text-5xl lg:text-7xl">{t('home.headline')}</h1>
          <p className="max-w-xl text-lg text-muted">{t('home.lead')}</p>
          <div className="card max-w-xl space-y-3 overflow-hidden p-5">
            <Poster
              of={event}
              eager
              className="-mx-5 -mt-5 mb-4 h-44 w-[calc(100%+2.5rem)] max-w-none object-cover md:hidden"
            />
            <p className="text-sm font-medium text-accent">
              {dates} · {event.cities.join(' · ')}
            </p>
            <p className="display text-2xl">{text(event.title)}</p>
            <p className="text-muted">{text(event.summary)}</p>
            <div className="flex flex-wrap items-center gap-4">
              <Link to={`/e/${event.slug}`} className={buttonClass()}>
                {t('home.see', { title: text(event.title) })}
                <ArrowRight aria-hidden="true" className="size-5 shrink-0 rtl:rotate-180" />
              </Link>
              <AvailabilityWord sale={event.sale} availability={event.availability} />
              {event.fromPrice ? (
                <span className="figures">
                  <span className="text-sm text-muted">{t('shop.from')} </span>
                  <bdi className="font-semibold">{price(event.fromPrice)}</bdi>
                </span>
              ) : null}
            </div>
          </div>
        </div>
        <Poster
          of={event}
          eager
          className="mx-auto aspect-[4/5] w-full max-w-sm rounded-2xl object-cover shadow-2xl max-md:hidden"
        />
      </div>
    </section>
  );
}

function EmptyHouse() {
  const { t } = useLanguage();
  return (
    <section className="wrap space-y-3 py-20 text-center">
      <h1 className="text-4xl">{t('home.empty')}</h1>
      <p className="text-muted">{t('home.empty.why')}</p>
    </section>
  );
}
