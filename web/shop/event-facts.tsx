import { Accessibility, CalendarDays, Clock, type LucideIcon, MapPin, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLanguage } from '../languages/use-language.ts';
import { AvailabilityWord } from './availability-word.tsx';
import type { EventFacts, Performance } from './wire.ts';

export function EventFactsList({ event, performance }: { event: EventFacts; performance: Performance }) {
  const { t, text, moment } = useLanguage();
  const { venue, doorsAt, startsAt, timeZone, sale, availability } = performance;
  return (
    <div className="card grid gap-x-6 gap-y-5 p-5 sm:grid-cols-2">
      <Fact Icon={CalendarDays} label={t('event.when')}>
        <time dateTime={startsAt} className="block font-semibold first-letter:uppercase">
          {moment(startsAt, timeZone, 'long-day')}
        </time>
        <AvailabilityWord sale={sale.state} availability={availability} />
      </Fact>
      <Fact Icon={Clock} label={t('event.hours')}>
        <span className="block">{t('event.doors', { time: moment(doorsAt, timeZone, 'time') })}</span>
        <span className="block font-semibold">{t('event.starts', { time: moment(startsAt, timeZone, 'time') })}</span>
      </Fact>
      <Fact Icon={MapPin} label={t('event.where')}>
        <span className="block font-semibold">{venue.name}</span>
        <span className="block text-muted">
          {venue.address}, {venue.city}
        </span>
      </Fact>
      {event.ageMinimum === null ? null : (
        <Fact Icon={UserRound} label={t('event.age')}>
          {t('event.age-from', { count: event.ageMinimum })}
        </Fact>
      )}
      {venue.accessNote ? (
        <Fact Icon={Accessibility} label={t('event.access')}>
          <span className="text-muted">{text(venue.accessNote)}</span>
        </Fact>
      ) : null}
    </div>
  );
}

function Fact({ Icon, label, children }: { Icon: LucideIcon; label: string; children: ReactNode }) {
  return (
    <div className="flex gap-3.5">
      <span className="flex size-10 shrink-0 items-center justify-center rounded-m bg-raised text-accent">
        <Icon aria-hidden="true" className="size-5" />
      </span>
      <div className="min-w-0">
        <p className="text-sm text-muted">{label}</p>
        {children}
      </div>
    </div>
  );
}
