import { useEffect } from 'react';
import { useNavigation } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import type { Tier } from '../offers.ts';
import type { Performance, Seat, Zone } from '../wire.ts';
import { LiveMark } from './live-mark.tsx';
import { SeatGrid } from './seat-grid.tsx';
import { useLiveSeats, useSeatStates } from './use-live-seats.ts';
import type { Selection } from './use-selection.ts';

/** Step two: which seats of the zone, with their states as they change. */
export function SeatedZone({
  performance,
  zone,
  first,
  tiers,
  selection,
  lone,
}: {
  performance: Performance;
  zone: Zone;
  first: readonly Seat[];
  tiers: readonly Tier[];
  selection: Selection;
  /** Seats that the choice just refused would leave alone. */
  lone: ReadonlySet<string>;
}) {
  const { t } = useLanguage();
  const live = useLiveSeats(performance);
  const seats = useSeatStates(first, live.states);
  const { reconcile } = selection;
  // While seats are being held they may be seen as held, by the very person who reads this.
  const isHolding = useNavigation().state !== 'idle';
  useEffect(() => {
    if (!isHolding) reconcile(seats);
  }, [seats, reconcile, isHolding]);
  const free = seats.filter(({ state }) => state === 'available').length;
  if (seats.length === 0) return <p className="card p-6 text-muted">{t('seats.none-in-zone')}</p>;
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
        <p role="status">{t('seats.free-of', { free, count: seats.length })}</p>
        <LiveMark live={live} />
      </div>
      <SeatGrid
        label={t('seats.grid', { zone: zone.name })}
        seats={seats}
        tiers={tiers}
        selection={selection}
        lone={lone}
      />
      <p className="text-sm text-muted">{t('seats.keys')}</p>
    </div>
  );
}
