import { rotatingCode } from '@tessera/contract/admission/rotating-code';

export type ShownCode = {
  readonly text: string;
  /** When the next one comes, by the clock of this browser, and how long that was off when this one came. */
  readonly changesAt: number;
  readonly leftMs: number;
  readonly stepMs: number;
};
type Wanted = {
  readonly code: string;
  /** base64url */
  readonly key: string;
  readonly stepMs: number;
  /** By how much the clock of this browser is ahead. */
  readonly errorMs: number;
};

/** Hands over the code of each step of the server's time as it begins, the present one first. Returns what ends it. */
export function showCodes(
  { code, key, stepMs, errorMs }: Wanted,
  onCode: (shown: ShownCode) => void,
  onFailure: () => void,
): () => void {
  const bytes = bytesOf(key);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasEnded = false;
  const show = async () => {
    clearTimeout(timer);
    const now = Date.now();
    const at = now - errorMs;
    const leftMs = stepMs - (at % stepMs);
    const text = await rotatingCode(code, bytes, at);
    if (hasEnded) return;
    onCode({ text, changesAt: now + leftMs, leftMs, stepMs });
    clearTimeout(timer);
    timer = setTimeout(go, Math.max(0, now + leftMs - Date.now()));
  };
  const go = () => void show().catch(onFailure);
  // Timers sleep in a page that is not looked at.
  const look = () => document.visibilityState === 'visible' && go();
  document.addEventListener('visibilitychange', look);
  go();
  return () => {
    hasEnded = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}

function bytesOf(base64url: string): Uint8Array {
  const letters = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}
