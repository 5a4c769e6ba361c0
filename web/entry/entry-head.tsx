import type { Reply } from '@tessera/contract/api/operations';
import { TriangleAlert } from 'lucide-react';
import { useLanguage } from '../languages/use-language.ts';
import { classes } from '../ui/classes.ts';

export type Figures = Reply<'getAuthorityEntry'>['figures'];

/** What is let in, and as of when the figures are; loud when no news has come. */
export function EntryHead({ figures, isStale }: { figures: Figures; isStale: boolean }) {
  const { t, text, moment } = useLanguage();
  const { title, venue, startsAt, doorsAt, timeZone } = figures.performance;
  const time = moment(figures.asOf, timeZone, 'clock');
  return (
    <header className="space-y-2">
      <h1 className="text-3xl sm:text-4xl">{text(title)}</h1>
      <p className="text-muted">
        {venue} · {moment(startsAt, timeZone, 'day-time')} ·{' '}
        {t('entry.doors-at', { time: moment(doorsAt, timeZone, 'time') })}
      </p>
      <p
        role="status"
        data-testid="as-of"
        className={classes(
          'figures flex items-center gap-2 font-medium',
          isStale ? 'rounded-m border border-danger p-3 text-danger' : 'text-muted',
        )}
      >
        {isStale ? <TriangleAlert aria-hidden="true" className="size-5 shrink-0" /> : <LiveDot />}
        {/* The clock goes on every few seconds; it is not read out each time. */}
        <span aria-live={isStale ? 'assertive' : 'off'}>{t(isStale ? 'entry.stale' : 'entry.as-of', { time })}</span>
      </p>
    </header>
  );
}

function LiveDot() {
  return (
    <span
      aria-hidden="true"
      className="size-2.5 animate-[live_2s_infinite] rounded-full bg-success motion-reduce:animate-none"
    />
  );
}
