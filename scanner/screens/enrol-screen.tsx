import { Camera, Link2 } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { isRefusal } from '../sending/ask.ts';
import { useSpeech } from '../words/use-words.tsx';
import { CameraView } from './camera-view.tsx';
import { primary, secondary } from './looks-of-buttons.ts';
import { useScanner } from './use-scanner.ts';

/** A phone becomes a device by a code that is read once: by the camera, from the link, or typed. */
export function EnrolScreen({ preferences, isAgain = false }: { preferences: ReactNode; isAgain?: boolean }) {
  const { words } = useSpeech();
  const { scanner } = useScanner();
  const [isReading, setReading] = useState(false);
  const [state, setState] = useState<'waiting' | 'working' | 'wrong' | 'unreachable'>('waiting');
  const tried = useRef('');

  const enrol = useCallback(
    async (text: string) => {
      const code = codeIn(text);
      if (code === '' || code === tried.current) return;
      tried.current = code;
      setState('working');
      const problem = await scanner.enrol(code);
      if (!problem) return;
      // A network that was away is tried again with the same code.
      if (!isRefusal(problem)) tried.current = '';
      setReading(false);
      setState(isRefusal(problem) ? 'wrong' : 'unreachable');
    },
    [scanner],
  );

  useEffect(() => {
    if (!location.hash.startsWith('#e=')) return;
    const code = location.hash;
    // What lets a phone become a device does not stay in its history.
    history.replaceState(null, '', location.pathname);
    void enrol(code);
  }, [enrol]);

  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col gap-6 p-5">
      <header className="flex items-start justify-between gap-4">
        <h1 className="text-4xl">{words.enrol.title}</h1>
        {preferences}
      </header>
      <p className="text-lg text-muted">{isAgain ? words.turnedAway : words.enrol.why}</p>
      {isReading ? (
        <div className="aspect-square overflow-hidden rounded-2xl">
          <CameraView read={(text) => void enrol(text)} />
        </div>
      ) : (
        <button type="button" className={primary} onClick={() => setReading(true)}>
          <Camera aria-hidden="true" className="size-6" />
          {words.enrol.camera}
        </button>
      )}
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          tried.current = '';
          void enrol(String(new FormData(event.currentTarget).get('code') ?? ''));
        }}
      >
        <label className="block space-y-1">
          <span className="font-medium">{words.enrol.code}</span>
          <input name="code" className="control h-16 text-lg" autoComplete="off" spellCheck={false} maxLength={300} />
        </label>
        <button type="submit" className={`${secondary} w-full`} disabled={state === 'working'}>
          <Link2 aria-hidden="true" className="size-6" />
          {state === 'working' ? words.enrol.working : words.enrol.press}
        </button>
        {state === 'wrong' || state === 'unreachable' ? (
          <p role="alert" className="text-danger">
            {words.enrol[state]}
          </p>
        ) : null}
      </form>
    </main>
  );
}

/** From the link that the QR code holds, or the code itself. */
function codeIn(text: string): string {
  const [, code] = /#e=([^&\s]+)/.exec(text) ?? [];
  return (code ?? text).trim().slice(0, 100);
}
