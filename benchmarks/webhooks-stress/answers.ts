import type { Findings } from '../report/findings.ts';
import type { DeliveryJob, DeliveryResult } from './job.ts';

export const deliveryKinds = ['first', 'repeated', 'forged'] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];

/** What each delivery was, in the order in which they were sent. */
export function kindsOf({ order, events }: Pick<DeliveryJob, 'order' | 'events'>): DeliveryKind[] {
  const seen = new Uint8Array(events.length);
  return Array.from(order, (index) => {
    if (index >= events.length) return 'forged';
    seen[index] = Math.min(2, (seen[index] ?? 0) + 1);
    return seen[index] === 1 ? 'first' : 'repeated';
  });
}

/** Every genuine delivery is acknowledged and every forged one refused. */
export function judgeAnswers(job: DeliveryJob, { statuses }: DeliveryResult): Findings {
  const unacknowledged: string[] = [];
  const accepted: string[] = [];
  for (const [position, index] of job.order.entries()) {
    const status = statuses[position] ?? 0;
    const forgery = job.forged[index - job.events.length];
    if (forgery && (status < 400 || status >= 500)) accepted.push(`${forgery.kind}: ${status}`);
    if (!forgery && (status < 200 || status >= 300))
      unacknowledged.push(`${job.events[index]?.slice(0, 60)}: ${status}`);
  }
  return { 'genuine deliveries not acknowledged': unacknowledged, 'forged deliveries not refused': accepted };
}
