import { ArrowDownToLine, ArrowUpFromLine, Flashlight, LogOut, Search } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { looks } from '../looks/looks.ts';
import { signal, unlockSound } from '../looks/signal.ts';
import type { Camera } from '../reading/camera.ts';
import { listenToChips } from '../reading/chips.ts';
import { listenToKeys } from '../reading/key-wedge.ts';
import { keepAwake } from '../reading/wake-lock.ts';
import { useSpeech } from '../words/use-words.tsx';
import { CameraView } from './camera-view.tsx';
import { EndSheet } from './end-sheet.tsx';
import { FindSheet } from './find-sheet.tsx';
import { HoldButton } from './hold-button.tsx';
import { LastScans } from './last-scans.tsx';
import { secondary } from './looks-of-buttons.ts';
import { StatusBand } from './status-band.tsx';
import { useScanner } from './use-scanner.ts';
import { Verdict } from './verdict.tsx';

/** The door: camera, verdict, the last three. Nothing scrolls, nothing needs two hands. */
export function ScanScreen() {
  const { words } = useSpeech();
  const { scanner, state } = useScanner();
  const { shift, shown, direction, counters, last } = state;
  const [torch, setTorch] = useState<Camera['torch']>();
  const [isLit, setLit] = useState(false);
  const [sheet, setSheet] = useState<'find' | 'end'>();
  const [staysAwake, setAwake] = useState(true);
  const read = useReading();
  const tellTorch = useCallback((own: Camera['torch']) => setTorch(() => own), []);

  // Before the door can be seen: whoever sees it may scan, and half a code would be refused.
  useLayoutEffect(() => {
    const stop = new AbortController();
    listenToKeys((code) => void read(code), stop.signal);
    return () => stop.abort();
  }, [read]);

  useEffect(() => {
    const stop = new AbortController();
    keepAwake(setAwake, stop.signal);
    void listenToChips((code) => void read(code), stop.signal);
    // After a restart of the app the first touch lets it sound again.
    addEventListener('pointerdown', () => void unlockSound(), { once: true, signal: stop.signal });
    return () => stop.abort();
  }, [read]);

  useEffect(() => {
    const leavesAfterMs = shown && looks[shown.look].leavesAfterMs;
    if (leavesAfterMs === undefined) return;
    const timer = setTimeout(scanner.dismiss, leavesAfterMs);
    return () => clearTimeout(timer);
  }, [shown, scanner]);

  if (!shift) return null;
  const Way = direction === 'in' ? ArrowDownToLine : ArrowUpFromLine;
  const other = direction === 'in' ? 'out' : 'in';
  return (
    <main className="relative flex h-dvh flex-col overflow-hidden">
      <StatusBand />
      <div className="relative flex min-h-0 grow flex-col">
        <div className="min-h-0 grow basis-0">
          <CameraView read={read} tellTorch={tellTorch} />
        </div>
        <div className="flex shrink-0 flex-col gap-2 bg-surface p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
          <div className="flex items-center gap-3">
            <Way aria-hidden="true" className="size-10 shrink-0 text-accent" />
            <h1 className="min-w-0 grow font-sans text-2xl leading-tight tracking-normal">
              {shift.place}
              <span className="block text-lg text-muted">{words[direction]}</span>
            </h1>
          </div>
          {staysAwake ? null : (
            <p className="rounded-m bg-danger px-3 py-1 text-sm font-semibold text-page">{words.mayDim}</p>
          )}
          <dl className="grid grid-cols-3 gap-2 text-center">
            {(
              [
                [words.counters.mine, counters?.admittedHere],
                [words.counters.gate, counters?.admittedAtGate],
                [words.counters.inside, counters?.inside],
              ] as const
            ).map(([name, count]) => (
              <div key={name} className="flex flex-col-reverse rounded-m bg-raised py-1">
                <dt className="text-sm text-muted">{name}</dt>
                <dd className="figures text-2xl font-bold">{count ?? '–'}</dd>
              </div>
            ))}
          </dl>
          <LastScans outcomes={last} />
          <div className="flex gap-2">
            {torch ? (
              <button
                type="button"
                className={secondary}
                aria-pressed={isLit}
                aria-label={words.torch}
                onClick={() => {
                  setLit(!isLit);
                  void torch(!isLit);
                }}
              >
                <Flashlight aria-hidden="true" className="size-6" />
              </button>
            ) : null}
            <button type="button" className={`${secondary} grow`} onClick={() => setSheet('find')}>
              <Search aria-hidden="true" className="size-6" />
              {words.manual}
            </button>
            <button type="button" className={`${secondary} grow`} onClick={() => setSheet('end')}>
              <LogOut aria-hidden="true" className="size-6" />
              {words.menu}
            </button>
          </div>
          <HoldButton holdMs={1000} done={() => void scanner.turn(other)} className={`${secondary} w-full`}>
            {words.turn(words[other])}
          </HoldButton>
        </div>
        {shown ? (
          <Verdict
            key={shown.id + shown.look}
            outcome={shown}
            timeZone={shift.timeZone}
            dismiss={scanner.dismiss}
            checked={(isGood) => void scanner.checked(isGood)}
          />
        ) : null}
      </div>
      {sheet === 'find' ? <FindSheet read={read} close={() => setSheet(undefined)} /> : null}
      {sheet === 'end' ? <EndSheet close={() => setSheet(undefined)} /> : null}
    </main>
  );
}

/** Reads a code, unless the last verdict waits for a press; sounds once it is decided. */
function useReading(): (code: string, note?: string) => Promise<void> {
  const { scanner } = useScanner();
  const busy = useRef(false);
  return useCallback(
    async (code: string, note?: string) => {
      const { shown } = scanner.state();
      if (busy.current || (shown && looks[shown.look].isHeld)) return;
      busy.current = true;
      try {
        const outcome = await scanner.read(code, note);
        if (outcome) signal(outcome.look);
      } finally {
        busy.current = false;
      }
    },
    [scanner],
  );
}
