import { Link, useSearchParams } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { classes } from '../ui/classes.ts';
import { AvailabilityWord } from './availability-word.tsx';
import type { EventFacts, PerformanceCard } from './wire.ts';

/** The dates of an event; those of a tour by city. */
export function PerformancePicker({ event, chosen }: { event: EventFacts; chosen: string | undefined }) {
  const { t } = useLanguage();
  const byCity = [...Map.groupBy(event.performances, ({ venue }) => venue.city)];
  const tour = byCity.length > 1;
  return (
    <nav aria-label={t('event.dates')} className="space-y-4">
      <h2 className="text-2xl">{tour ? t('event.cities') : t('event.dates')}</h2>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {pastLast(event.performances).map((performance) => (
          <li key={performance.id}>
            <PerformanceLink performance={performance} chosen={performance.id === chosen} tour={tour} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function pastLast(performances: readonly PerformanceCard[]): readonly PerformanceCard[] {
  return performances.toSorted((a, b) => Number(a.sale.state === 'past') - Number(b.sale.state === 'past'));
}

function PerformanceLink({
  performance,
  chosen,
  tour,
}: {
  performance: PerformanceCard;
  chosen: boolean;
  tour: boolean;
}) {
  const { t, moment, price } = useLanguage();
  const [search] = useSearchParams();
  const n = search.get('n');
  const { startsAt, timeZone, venue, sale, availability, fromPrice } = performance;
  return (
    <Link
      to={`?p=${performance.id}${n ? `&n=${n}` : ''}`}
      replace
      preventScrollReset
      aria-current={chosen ? 'true' : undefined}
      className={classes(
        'flex h-full min-h-20 flex-col gap-0.5 rounded-m border p-3.5 transition-colors',
        chosen
          ? 'border-accent bg-raised ring-1 ring-accent'
          : 'border-line bg-surface hover:border-line-strong hover:bg-raised',
      )}
    >
      {tour ? <span className="text-lg font-semibold">{venue.city}</span> : null}
      <span className={tour ? 'text-sm' : 'font-semibold'}>{moment(startsAt, timeZone, 'day')}</span>
      <span className="text-sm text-muted">
        {moment(startsAt, timeZone, 'time')} · {venue.name}
      </span>
      <span className="mt-auto flex flex-wrap items-center justify-between gap-x-3 pt-1.5">
        <AvailabilityWord sale={sale.state} availability={availability} />
        {fromPrice && sale.state === 'open' && availability !== 'none' ? (
          <span className="figures text-sm text-muted">
            {t('shop.from')} <bdi className="font-semibold text-ink">{price(fromPrice)}</bdi>
          </span>
        ) : null}
      </span>
    </Link>
  );
}
