import { apiBase } from '@tessera/contract/api/paths';
import { useEffect, useState } from 'react';
import { clockErrorOf } from './clock-error.ts';

const keptUnder = 'tessera.clock-error';

/**
 * By how much the clock of this browser is ahead of the server's. Asked whenever the page opens, is looked at again or has a
 * network again; without one the last answer holds, as a phone's clock goes wrong once and stays so.
 */
export function useClockError(): number {
  const [errorMs, setErrorMs] = useState(0);
  useEffect(() => {
    const asking = new AbortController();
    setErrorMs(kept());
    const ask = () => {
      if (document.visibilityState !== 'visible') return;
      measure(asking.signal)
        .then((measured) => {
          if (measured === undefined) return;
          keep(measured);
          setErrorMs(measured);
        })
        .catch(() => undefined);
    };
    ask();
    addEventListener('online', ask);
    document.addEventListener('visibilitychange', ask);
    return () => {
      asking.abort();
      removeEventListener('online', ask);
      document.removeEventListener('visibilitychange', ask);
    };
  }, []);
  return errorMs;
}

async function measure(signal: AbortSignal): Promise<number | undefined> {
  const askedAt = Date.now();
  const { headers } = await fetch(`${apiBase}/wallets`, { cache: 'no-store', signal });
  return clockErrorOf({ askedAt, answeredAt: Date.now(), date: headers.get('date') });
}

function kept(): number {
  try {
    return Number(localStorage.getItem(keptUnder)) || 0;
  } catch {
    return 0;
  }
}

function keep(errorMs: number): void {
  try {
    localStorage.setItem(keptUnder, String(errorMs));
  } catch {
    // A browser that keeps nothing asks again the next time.
  }
}
