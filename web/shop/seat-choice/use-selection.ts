import { useCallback, useEffect, useState } from 'react';
import type { CallProblem } from '../../client/call.ts';
import type { Performance, Seat } from '../wire.ts';

export type Selection = {
  readonly seats: readonly Seat[];
  /** Seats that were chosen here and that somebody else took meanwhile. */
  readonly lost: readonly Seat[];
  readonly full: boolean;
  /** Whether the visitor chose anew since the last refusal. */
  readonly isChanged: boolean;
  readonly toggle: (seat: Seat) => void;
  readonly clear: () => void;
  /** Takes note of the state of the seats of a zone as the server sees it now. */
  readonly reconcile: (seats: readonly Seat[]) => void;
};

type Chosen = { readonly seats: readonly Seat[]; readonly lost: readonly Seat[] };
const none: Chosen = { seats: [], lost: [] };

/** The seats chosen but not yet held. They outlive a reload; the seats of a refusal move to `lost`. */
export function useSelection({ id, placesPerOrderMax }: Performance, problem: CallProblem | undefined): Selection {
  const [chosen, setChosen] = useState(none);
  const [answered, setAnswered] = useState<CallProblem>();
  const place = `tessera.seats.${id}`;

  useEffect(() => setChosen({ seats: seatsKeptAt(place), lost: [] }), [place]);

  useEffect(() => {
    if (problem?.code === 'seats_taken') setChosen((now) => without(now, takenIn(problem)));
  }, [problem]);

  const keep = useCallback(
    (change: (now: Chosen) => Chosen) =>
      setChosen((now) => {
        const next = change(now);
        sessionStorage.setItem(place, JSON.stringify(next.seats));
        return next;
      }),
    [place],
  );

  const toggle = useCallback(
    (seat: Seat) => {
      setAnswered(problem);
      keep(({ seats }) => ({ seats: toggled(seats, seat, placesPerOrderMax), lost: [] }));
    },
    [keep, placesPerOrderMax, problem],
  );
  const clear = useCallback(() => keep(() => none), [keep]);
  const reconcile = useCallback(
    (fresh: readonly Seat[]) => {
      const gone = new Set(fresh.filter(({ state }) => state !== 'available').map((seat) => seat.id));
      keep((now) => (now.seats.some((seat) => gone.has(seat.id)) ? without(now, gone) : now));
    },
    [keep],
  );
  const full = chosen.seats.length >= placesPerOrderMax;
  const isChanged = problem !== undefined && answered === problem;
  return { ...chosen, full, isChanged, toggle, clear, reconcile };
}

function toggled(seats: readonly Seat[], seat: Seat, max: number): readonly Seat[] {
  if (seats.some(({ id }) => id === seat.id)) return seats.filter(({ id }) => id !== seat.id);
  return seats.length < max ? [...seats, seat] : seats;
}

function without({ seats }: Chosen, gone: ReadonlySet<string>): Chosen {
  return { seats: seats.filter(({ id }) => !gone.has(id)), lost: seats.filter(({ id }) => gone.has(id)) };
}

function takenIn({ facts }: CallProblem): ReadonlySet<string> {
  const { seats } = facts;
  return new Set(Array.isArray(seats) ? seats.map(String) : []);
}

function seatsKeptAt(place: string): readonly Seat[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(place) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isSeat) : [];
  } catch {
    return [];
  }
}

function isSeat(kept: unknown): kept is Seat {
  return (
    typeof kept === 'object' && kept !== null && 'id' in kept && 'row' in kept && 'tier' in kept && 'flags' in kept
  );
}
