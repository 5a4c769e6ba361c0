import { useCallback, useEffect, useState } from 'react';
import { callFromBrowser } from '../../client/call.ts';
import type { Order } from '../wire.ts';

const patienceMilliseconds = 30_000;

type Updates = {
  readonly order: Order;
  /** Nothing came for thirty seconds: the page says so and stops asking by itself. */
  readonly givenUp: boolean;
  readonly askAgain: () => void;
  /** Asks once; resolves when the answer is shown, or none came. */
  readonly refresh: () => Promise<void>;
};

/** An order whose payment is not settled yet, asked again after 1, 1.5, 2.25… up to 8 seconds. */
export function useOrderUpdates(first: Order, token: string | undefined): Updates {
  const [order, setOrder] = useState(first);
  const [round, setRound] = useState(0);
  const [givenUp, setGivenUp] = useState(false);
  const settled = order.status !== 'pending' && order.status !== 'paying';
  const orderId = first.id;

  useEffect(() => {
    if (settled) return;
    const stop = new AbortController();
    const until = Date.now() + patienceMilliseconds;
    let pause = round === 0 ? 1000 : 0;
    const look = async () => {
      const answer = await callFromBrowser('getOrder', { params: { orderId } }, { token, signal: stop.signal });
      if (stop.signal.aborted) return;
      if (answer.ok) setOrder(answer.body);
      pause = Math.min(Math.max(pause, 700) * 1.5, 8000);
      if (Date.now() + pause > until) setGivenUp(true);
      else timer = setTimeout(lookNow, pause);
    };
    const lookNow = () => void look();
    let timer = setTimeout(lookNow, pause);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [orderId, token, settled, round]);

  const askAgain = useCallback(() => {
    setGivenUp(false);
    setRound((before) => before + 1);
  }, []);
  const refresh = useCallback(async () => {
    const answer = await callFromBrowser('getOrder', { params: { orderId } }, { token });
    if (answer.ok) setOrder(answer.body);
  }, [orderId, token]);
  return { order, givenUp, askAgain, refresh };
}
