import { useEffect } from 'react';
import { useLanguage } from '../../languages/use-language.ts';
import { StaleStamp } from '../../ui/stale-stamp.tsx';
import type { Tier } from '../offers.ts';
import type { Performance, Seat, Zone } from '../wire.ts';
import { SeatGrid } from './seat-grid.tsx';
import { useSeatStates } from './use-seat-states.ts';
import type { Selection } from './use-selection.ts';

/** Step two: which seats of the zone. Their states are asked again every five seconds. */
export function SeatedZone({
  performance,
  zone,
  first,
  tiers,
  selection,
}: {
  performance: Performance;
  zone: Zone;
  first: readonly Seat[];
  tiers: readonly Tier[];
  selection: Selection;
}) {
  const { t } = useLanguage();
  const { seats, asOf } = useSeatStates(performance.id, zone.id, first);
  const { reconcile } = selection;
  useEffect(() => reconcile(seats), [seats, reconcile]);
  const free = seats.filter(({ state }) => state === 'available').length;
  if (seats.length === 0) return <p className="card p-6 text-muted">{t('seats.none-in-zone')}</p>;
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
        <p role="status">{t('seats.free-of', { free, count: seats.length })}</p>
        <StaleStamp
          asOf={asOf}
          everySeconds={5}
          words={(time) => t('frame.as-of', { time })}
          pausedWords={(time) => t('frame.as-of-paused', { time })}
        />
      </div>
      <SeatGrid label={t('seats.grid', { zone: zone.name })} seats={seats} tiers={tiers} selection={selection} />
      <p className="text-sm text-muted">{t('seats.keys')}</p>
    </div>
  );
}
