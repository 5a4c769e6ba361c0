import type { Chance } from '../../database/seed/random.ts';
import { type ForgeryKind, forgeries } from './forge.ts';
import type { OpenPayment } from './open-payments.ts';
import type { Stage } from './set-stage.ts';
import { eventId, type FakeStripe, takenEvent } from './stripe-events.ts';

export type ForgedEvent = { readonly id: string; readonly kind: ForgeryKind; readonly text: string };

/** Events that would pay for what nobody paid for, under ids of their own. */
export function forgeEvents({ stripe, payments }: Stage, count: number): ForgedEvent[] {
  const unpaid = payments.filter(({ ending, story }) => ending.payment === 'pending' && story.atStripe === 'open');
  return Array.from({ length: count }, (_, position) => forgeEvent(stripe, unpaid, position));
}

function forgeEvent(stripe: FakeStripe, unpaid: readonly OpenPayment[], position: number): ForgedEvent {
  const payment = unpaid[position % unpaid.length];
  const kind = forgeries[position % forgeries.length];
  if (!payment || !kind) throw new Error('so few events leave no payment unpaid');
  const id = eventId('forged_');
  return { id, kind, text: takenEvent(id, stripe, payment) };
}

/** Positions of events, each so many times, and after them of forged ones, in one complete disorder. */
export function shuffle(events: number, times: number, forged: number, chance: Chance): Int32Array<ArrayBuffer> {
  const order = Int32Array.from({ length: events * times + forged }, (_, position) =>
    position < events * times ? position % events : events + position - events * times,
  );
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = chance.between(0, last);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}
