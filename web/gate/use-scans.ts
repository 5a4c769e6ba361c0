import { useCallback, useRef, useState } from 'react';
import { callFromBrowser } from '../client/call.ts';
import { signal } from './signal.ts';
import { type Look, lookOf, type ScanResult } from './verdict-look.ts';

export type Scan = {
  readonly id: string;
  readonly code: string;
  readonly at: number;
  readonly look: Look | 'asking';
  readonly result: ScanResult | undefined;
};

/** A camera reads the same code many times; within this time it is one reading. */
const sameCodeMilliseconds = 3000;

type Scans = {
  /** The newest first. */
  readonly scans: readonly Scan[];
  readonly read: (code: string) => void;
  readonly sendAgain: (scan: Scan) => void;
  readonly dismiss: () => void;
  readonly shown: Scan | undefined;
};

/** Sends each reading to the API and keeps the last three. Without an answer there is no verdict. */
export function useScans(accessPointId: string): Scans {
  const [scans, setScans] = useState<readonly Scan[]>([]);
  const [dismissed, setDismissed] = useState('');
  const last = useRef({ code: '', seenAt: 0 });

  const send = useCallback(
    async (scan: Scan) => {
      setScans((before) => [scan, ...before.filter(({ id }) => id !== scan.id)].slice(0, 4));
      const body = {
        scans: [{ id: scan.id, code: scan.code, scannedAt: new Date(scan.at).toISOString(), direction: 'in' as const }],
      };
      const answer = await callFromBrowser(
        'scanTickets',
        { params: { accessPointId }, body },
        { signal: AbortSignal.timeout(8000) },
      );
      const result = answer.ok ? answer.body.results.find(({ id }) => id === scan.id) : undefined;
      const look = result ? lookOf(result) : 'unsent';
      setScans((before) => before.map((known) => (known.id === scan.id ? { ...known, look, result } : known)));
      signal(look);
    },
    [accessPointId],
  );

  const read = useCallback(
    (typed: string) => {
      const code = typed.trim();
      const at = Date.now();
      const again = code === last.current.code && at - last.current.seenAt < sameCodeMilliseconds;
      last.current = { code, seenAt: at };
      if (!code || again) return;
      setDismissed('');
      void send({ id: crypto.randomUUID(), code, at, look: 'asking', result: undefined });
    },
    [send],
  );

  const sendAgain = useCallback((scan: Scan) => void send({ ...scan, look: 'asking', result: undefined }), [send]);
  const [newest] = scans;
  const dismiss = useCallback(() => setDismissed(newest?.id ?? ''), [newest?.id]);
  return { scans, read, sendAgain, dismiss, shown: newest && newest.id !== dismissed ? newest : undefined };
}
