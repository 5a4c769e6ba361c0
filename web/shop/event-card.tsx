import { Link } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { AvailabilityWord } from './availability-word.tsx';
import { Poster } from './poster/poster.tsx';
import type { EventCardFacts } from './wire.ts';

export function EventCard({
  event,
  eager = false,
  heading: Heading = 'h3',
}: {
  event: EventCardFacts;
  eager?: boolean;
  heading?: 'h2' | 'h3';
}) {
  const { t, text, price } = useLanguage();
  const dates = useDates(event);
  return (
    <article className="card group relative flex h-full flex-col overflow-hidden transition-transform duration-150 hover:-translate-y-1 motion-reduce:hover:translate-y-0">
      <div className="relative aspect-[4/3] overflow-hidden bg-raised">
        <Poster
          of={event}
          eager={eager}
          className="size-full object-cover transition-transform duration-300 group-hover:scale-[1.03] motion-reduce:group-hover:scale-100"
        />
        <span className="absolute start-3 top-3 rounded-full bg-black/70 px-3 py-1 text-xs font-semibold text-white">
          {t(`category.${event.category}`)}
        </span>
      </div>
      <div className="flex grow flex-col gap-2 p-4">
        <p className="text-sm font-medium text-accent">{dates}</p>
        <Heading className="font-sans text-lg font-semibold leading-snug tracking-normal">
          <Link to={`/e/${event.slug}`} className="after:absolute after:inset-0 after:rounded-2xl">
            {text(event.title)}
          </Link>
        </Heading>
        <p className="line-clamp-2 text-sm text-muted">{text(event.summary)}</p>
        <p className="text-sm text-muted">{event.cities.join(' · ')}</p>
        <div className="mt-auto flex flex-wrap items-end justify-between gap-x-3 gap-y-1 pt-2">
          <AvailabilityWord sale={event.sale} availability={event.availability} />
          {event.fromPrice && event.sale !== 'past' && event.sale !== 'cancelled' ? (
            <p className="figures text-end">
              <span className="text-sm text-muted">{t('shop.from')} </span>
              <bdi className="font-semibold">{price(event.fromPrice)}</bdi>
            </p>
          ) : null}
        </div>
      </div>
    </article>
  );
}

/** One date, or the span with the number of dates; each told in the time zone of its place. */
export function useDates(event: EventCardFacts): string {
  const { t, moment } = useLanguage();
  const { firstStartsAt, firstTimeZone, lastStartsAt, lastTimeZone, performanceCount } = event;
  if (performanceCount <= 1) return moment(firstStartsAt, firstTimeZone, 'day');
  const span = {
    from: moment(firstStartsAt, firstTimeZone, 'short-day'),
    to: moment(lastStartsAt, lastTimeZone, 'short-date'),
  };
  return t('shop.dates', { ...span, count: performanceCount });
}
