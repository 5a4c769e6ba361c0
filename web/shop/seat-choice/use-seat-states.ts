import { useEffect, useState } from 'react';
import { callFromBrowser } from '../../client/call.ts';
import type { Seat } from '../wire.ts';

const everyMilliseconds = 5000;

/** The seats of a zone, asked again every five seconds while the page is looked at. asOf 0: still those of the page itself. */
export function useSeatStates(
  performanceId: string,
  zone: string,
  first: readonly Seat[],
): { seats: readonly Seat[]; asOf: number } {
  const [known, setKnown] = useState({ seats: first, asOf: 0 });

  useEffect(() => setKnown({ seats: first, asOf: Date.now() }), [first]);

  useEffect(() => {
    const stop = new AbortController();
    const look = async () => {
      if (document.hidden) return;
      const answer = await callFromBrowser(
        'listSeats',
        { params: { performanceId }, query: { zone } },
        { signal: stop.signal },
      );
      if (answer.ok && !stop.signal.aborted) setKnown({ seats: answer.body.items, asOf: Date.now() });
    };
    const lookNow = () => void look();
    const timer = setInterval(lookNow, everyMilliseconds);
    document.addEventListener('visibilitychange', lookNow);
    return () => {
      stop.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', lookNow);
    };
  }, [performanceId, zone]);

  return known;
}
