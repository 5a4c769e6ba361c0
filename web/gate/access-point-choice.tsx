import type { Reply } from '@tessera/contract/api/operations';
import { ChevronRight, DoorOpen } from 'lucide-react';
import { Link } from 'react-router';
import { Header } from '../frame/header.tsx';
import { useLanguage } from '../languages/use-language.ts';

export type AccessPoint = Reply<'listAccessPoints'>['items'][number];

/** Where the controller stands today. */
export function AccessPointChoice({ points }: { points: readonly AccessPoint[] }) {
  const { t } = useLanguage();
  const today = points.filter(({ performances }) => performances.length > 0);
  const others = points.filter(({ performances }) => performances.length === 0);
  return (
    <>
      <Header />
      <main id="main" tabIndex={-1} className="wrap max-w-3xl grow space-y-6 py-8 outline-none">
        <header className="space-y-1">
          <h1 className="text-4xl">{t('scan.where')}</h1>
          <p className="text-muted">{t('scan.where.why')}</p>
        </header>
        {points.length === 0 ? <p className="card p-6 text-muted">{t('scan.nowhere')}</p> : null}
        <VenueList points={today} />
        {others.length > 0 ? (
          <details open={today.length === 0}>
            <summary className="min-h-11 content-center font-medium text-muted">
              {t('scan.others', { count: others.length })}
            </summary>
            <div className="space-y-6 pt-3">
              <VenueList points={others} />
            </div>
          </details>
        ) : null}
      </main>
    </>
  );
}

function VenueList({ points }: { points: readonly AccessPoint[] }) {
  const { t, text, moment } = useLanguage();
  return [...Map.groupBy(points, ({ venue }) => venue)].map(([venue, own]) => (
    <section key={venue} className="space-y-2">
      <h2 className="text-2xl">{venue}</h2>
      <ul className="card divide-y divide-line overflow-hidden">
        {own.map((point) => (
          <li key={point.id}>
            <Link to={`?at=${point.id}`} className="flex min-h-16 items-center gap-4 px-4 py-3 hover:bg-raised">
              <DoorOpen aria-hidden="true" className="size-6 shrink-0 text-accent" />
              <span className="min-w-0 grow">
                <span className="block text-lg font-semibold">
                  {point.gate.name} · {point.name}
                </span>
                <span className="block text-sm text-muted">
                  {point.performances.length === 0
                    ? t('scan.no-performance')
                    : point.performances
                        .map(({ title, startsAt, timeZone }) => `${text(title)}, ${moment(startsAt, timeZone, 'time')}`)
                        .join(' · ')}
                </span>
              </span>
              <ChevronRight aria-hidden="true" className="size-5 shrink-0 text-muted rtl:rotate-180" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  ));
}
