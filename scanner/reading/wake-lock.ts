/** Keeps the screen awake, and asks again whenever the app comes back to the front. Tells whether it holds. */
export function keepAwake(tell: (holds: boolean) => void, stop: AbortSignal): void {
  let lock: WakeLockSentinel | undefined;
  const ask = async () => {
    if (document.visibilityState !== 'visible' || stop.aborted) return;
    lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
    if (stop.aborted) void lock?.release();
    else tell(lock !== undefined);
  };
  document.addEventListener('visibilitychange', () => void ask(), { signal: stop });
  stop.addEventListener('abort', () => void lock?.release());
  void ask();
}
