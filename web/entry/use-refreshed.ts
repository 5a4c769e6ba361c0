import { useEffect, useState } from 'react';

const everyMs = 5_000;
/** Two answers that did not come, and a little. */
const staleMs = 12_000;

type Answered<Facts> =
  | { readonly ok: true; readonly body: Facts }
  | { readonly ok: false; readonly problem: { readonly status: number } };

export type Refreshed<Facts> = {
  readonly facts: Facts;
  /** No answer for so long that the figures may be wrong. */
  readonly isStale: boolean;
  /** Whoever looks may not look any more. */
  readonly isOver: boolean;
};

/** Asks again every five seconds while somebody looks. `ask` must stay the same function from one drawing to the next. */
export function useRefreshed<Facts>(
  first: Facts,
  ask: (signal: AbortSignal) => Promise<Answered<Facts>>,
): Refreshed<Facts> {
  const [shown, setShown] = useState({ first, facts: first, isStale: false, isOver: false });
  // What the page was loaded with anew counts more than what was asked for before.
  if (shown.first !== first) setShown({ first, facts: first, isStale: false, isOver: false });

  useEffect(() => {
    const leave = new AbortController();
    let heardAt = Date.now();
    let isAsking = false;
    const refresh = async (): Promise<void> => {
      if (isAsking || document.visibilityState === 'hidden') return;
      isAsking = true;
      const signal = AbortSignal.any([leave.signal, AbortSignal.timeout(everyMs * 2)]);
      const answer = await ask(signal).catch(() => undefined);
      isAsking = false;
      if (leave.signal.aborted) return;
      if (answer?.ok) {
        heardAt = Date.now();
        setShown((before) => ({ ...before, facts: answer.body, isStale: false }));
      } else if (answer && [401, 403, 404].includes(answer.problem.status)) {
        leave.abort();
        setShown((before) => ({ ...before, isOver: true }));
      }
    };
    const tick = setInterval(() => void refresh(), everyMs);
    const watch = setInterval(() => {
      const isStale = Date.now() - heardAt > staleMs;
      setShown((before) => (before.isStale === isStale ? before : { ...before, isStale }));
    }, 1_000);
    const wake = () => void refresh();
    document.addEventListener('visibilitychange', wake);
    return () => {
      leave.abort();
      clearInterval(tick);
      clearInterval(watch);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [ask]);

  return shown;
}
