import { useEffect, useState } from 'react';

/**
 * Seconds until a deadline, by the server's clock: the visitor's own may be wrong by hours.
 * serverTime is when the server said so; the difference to this clock is taken when the answer arrives.
 */
export function useSecondsLeft(deadline: string, serverTime: string): number {
  const [left, setLeft] = useState(() => (Date.parse(deadline) - Date.parse(serverTime)) / 1000);
  useEffect(() => {
    const end = Date.now() + Date.parse(deadline) - Date.parse(serverTime);
    const tick = () => setLeft((end - Date.now()) / 1000);
    tick();
    const timer = setInterval(tick, 500);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [deadline, serverTime]);
  return left;
}
