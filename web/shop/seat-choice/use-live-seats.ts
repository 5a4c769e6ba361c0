import { shownStates } from '@tessera/contract/seating/seat-states';
import { createContext, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useRevalidator } from 'react-router';
import type { Performance, Seat } from '../wire.ts';
import { beforeAnything, type LiveSeats, type LiveSource, openLiveSeats } from './live-seats.ts';

/** The stream of the page's performance; those who show something of it subscribe, so that the page itself is not drawn again. */
export const LiveSeatsContext = createContext<LiveSource>({
  now: () => beforeAnything,
  subscribe: () => () => undefined,
});

export function useLiveSource(performanceId: string): LiveSource {
  return useMemo(() => openLiveSeats(performanceId), [performanceId]);
}

/** What is known now. States of another seat map than the page shows are left out, and the page is asked for again. */
export function useLiveSeats({ seatMap }: Pick<Performance, 'seatMap'>): LiveSeats {
  const source = useContext(LiveSeatsContext);
  const live = useSyncExternalStore(source.subscribe, source.now, () => beforeAnything);
  const { revalidate } = useRevalidator();
  const isOther = live.seatMap !== undefined && live.seatMap !== seatMap;
  useEffect(() => {
    if (isOther) void revalidate();
  }, [isOther, revalidate]);
  return isOther ? { ...beforeAnything, liveness: 'polling' } : live;
}

/** The seats with their states of now: the very same objects for seats, and the same list, where nothing changed. */
export function useSeatStates(first: readonly Seat[], states: Uint8Array | undefined): readonly Seat[] {
  const shown = useRef<{ readonly first: readonly Seat[]; readonly seats: readonly Seat[] }>({ first, seats: first });
  const { seats } = shown.current.first === first ? shown.current : { seats: first };
  const next = states ? withStates(seats, states) : seats;
  useEffect(() => {
    shown.current = { first, seats: next };
  }, [first, next]);
  return next;
}

function withStates(seats: readonly Seat[], states: Uint8Array): readonly Seat[] {
  const isOther = seats.some((seat) => stateOf(seat, states) !== seat.state);
  if (!isOther) return seats;
  return seats.map((seat) => {
    const state = stateOf(seat, states);
    return state === seat.state ? seat : { ...seat, state };
  });
}

function stateOf({ ordinal }: Seat, states: Uint8Array): Seat['state'] {
  return shownStates[states[ordinal] ?? 3] ?? 'off';
}
