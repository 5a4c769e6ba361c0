import { Radio, TriangleAlert } from 'lucide-react';
import { formatClock } from '../../languages/moments.ts';
import { useLanguage } from '../../languages/use-language.ts';
import type { LiveSeats } from './live-seats.ts';

/** Whether what is shown is how things are now. Said aloud when it changes. */
export function LiveMark({ live: { liveness, asOf } }: { live: LiveSeats }) {
  const { t, locale } = useLanguage();
  return (
    <p role="status" data-testid="liveness" data-liveness={liveness} className="min-h-5">
      {liveness === 'live' ? (
        <span className="inline-flex items-center gap-1.5 text-muted">
          <Radio aria-hidden="true" className="size-4 text-success" />
          {t('seats.live')}
        </span>
      ) : null}
      {liveness === 'polling' ? (
        <span className="inline-flex items-center gap-1.5 text-warning">
          <TriangleAlert aria-hidden="true" className="size-4 shrink-0" />
          {asOf === 0 ? t('seats.not-live') : t('seats.not-live.as-of', { time: formatClock(asOf, locale) })}
        </span>
      ) : null}
    </p>
  );
}
