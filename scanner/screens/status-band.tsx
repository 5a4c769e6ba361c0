import { Wifi, WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { wallClockToleranceMs } from '../shift/server-clock.ts';
import { useSpeech } from '../words/use-words.tsx';
import { useScanner } from './use-scanner.ts';

/** Whether the server is asked, how much it has not heard yet, and how old the list is: always in sight. */
export function StatusBand() {
  const { words, time } = useSpeech();
  const { scanner, state } = useScanner();
  const { connection, unsent, list, isTurnedAway } = state;
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 10_000);
    return () => clearInterval(timer);
  }, []);
  const isOnline = connection.mode === 'online';
  const minutes = Math.floor((scanner.clock.now() - connection.since) / 60_000);
  const ahead = scanner.clock.wallAheadMs();
  const facts = [
    ...(unsent > 0 || !isOnline ? [words.toSend(unsent)] : []),
    list ? words.listAge(time(list.madeAt, list.performance.timeZone)) : words.noListYet,
  ];
  return (
    <>
      <p
        data-testid="mode"
        data-mode={connection.mode}
        data-unsent={unsent}
        role="status"
        className={`flex min-h-11 shrink-0 items-center justify-between gap-3 px-4 font-semibold ${isOnline ? 'bg-surface text-success' : 'bg-black text-white'}`}
      >
        <span className="flex items-center gap-2 whitespace-nowrap">
          {isOnline ? (
            <Wifi aria-hidden="true" className="size-5" />
          ) : (
            <WifiOff aria-hidden="true" className="size-5" />
          )}
          {isOnline ? words.online : `${words.offline}${minutes > 0 ? ` ${words.since(minutes)}` : ''}`}
        </span>
        <span className={`figures text-end text-sm ${isOnline ? 'text-muted' : ''}`}>{facts.join(' · ')}</span>
      </p>
      {Math.abs(ahead) > wallClockToleranceMs ? (
        <p className="shrink-0 bg-warning px-4 py-1 text-sm font-semibold text-page">
          {words.clockOff(Math.round(ahead / 60_000))}
        </p>
      ) : null}
      {isTurnedAway ? (
        <p role="alert" className="shrink-0 bg-danger px-4 py-2 font-semibold text-page">
          {words.turnedAway}
        </p>
      ) : null}
    </>
  );
}
