import { useLanguage } from '../../languages/use-language.ts';
import type { Order } from '../wire.ts';

/** The story of the order, in the time zone of the event. */
export function OrderTimeline({ order }: { order: Order }) {
  const { t, moment, price } = useLanguage();
  const { timeZone } = order.performance;
  const ended = order.status === 'expired' || order.status === 'cancelled' || order.status === 'refunded';
  const steps = [
    { at: order.placedAt, words: t('timeline.placed') },
    order.confirmedAt ? { at: order.confirmedAt, words: t('timeline.confirmed') } : undefined,
    ...order.cancellations
      .filter(({ status }) => status === 'done')
      .reverse()
      .map(({ decidedAt, tickets }) => ({
        at: decidedAt ?? undefined,
        words: t('timeline.cancelled', { count: tickets.length }),
      })),
    order.refunded.amountMinor > 0
      ? { at: undefined, words: t('timeline.refunded', { amount: price(order.refunded) }) }
      : undefined,
    ended && order.refunded.amountMinor === 0 ? { at: undefined, words: t(`order.status.${order.status}`) } : undefined,
  ].filter((step) => step !== undefined);
  return (
    <section aria-labelledby="story" className="space-y-3">
      <h2 id="story" className="text-xl">
        {t('timeline.heading')}
      </h2>
      <ol className="space-y-3 border-s border-line ps-5">
        {steps.map(({ at, words }) => (
          <li
            key={`${words} ${at ?? ''}`}
            className="relative before:absolute before:-start-[1.6rem] before:top-2 before:size-2.5 before:rounded-full before:bg-accent"
          >
            <p>{words}</p>
            {at ? (
              <time dateTime={at} className="figures text-sm text-muted">
                {moment(at, timeZone, 'day-time')}
              </time>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
