import { percentile } from '../load/percentiles.ts';
import { tellFindings } from '../report/findings.ts';
import { formatTable, type Row } from '../report/table.ts';
import { deliveryKinds, kindsOf } from './answers.ts';
import { stories } from './stories.ts';
import type { WebhooksResult } from './stress-webhooks.ts';

const p99MsMax = 200;

/** Prints what was told and how fast it was acknowledged, how applying ended, and what was found. */
export function tellWebhooks(result: WebhooksResult): void {
  const { wish, delivered, outcomes, processedAfterMs, findings } = result;
  const { elapsedMs, acknowledgedMs, lateMs } = delivered;
  const p99Ms = percentile(acknowledgedMs, 0.99);
  console.log(`\n${formatTable(rowsOfStories(result))}\n`);
  console.log(`${formatTable([...outcomes].map(([outcome, count]) => ({ outcome, events: count })))}\n`);
  console.log(`${formatTable(rowsOfDeliveries(result))}\n`);
  tellFindings(findings);
  console.log(`
seed ${wish.seed}; ${acknowledgedMs.length.toLocaleString('en')} deliveries in ${seconds(elapsedMs)} s, \
${Math.round((acknowledgedMs.length / elapsedMs) * 1000)} a second of ${wish.perSecond} wished for, \
at most ${wish.clients} under way, up to ${seconds(percentile(lateMs, 1))} s behind;
all applied ${seconds(processedAfterMs)} s after the last;
acknowledgement p99: ${p99Ms.toFixed(1)} ms, to reach: ${p99MsMax} ms, ${p99Ms <= p99MsMax ? 'reached' : 'missed'}.`);
}

function rowsOfStories({ payments }: WebhooksResult): Row[] {
  return stories.map(({ name }) => {
    const own = payments.filter(({ story }) => story.name === name);
    return { story: name, payments: own.length, events: own.reduce((total, { told }) => total + told.length, 0) };
  });
}

function rowsOfDeliveries({ job, delivered: { acknowledgedMs } }: WebhooksResult): Row[] {
  const kinds = kindsOf(job);
  const row = (delivery: string, latencies: Float64Array): Row => ({
    delivery,
    count: latencies.length,
    'p50 ms': percentile(latencies, 0.5),
    'p95 ms': percentile(latencies, 0.95),
    'p99 ms': percentile(latencies, 0.99),
    'max ms': percentile(latencies, 1),
  });
  return [
    ...deliveryKinds.map((kind) =>
      row(
        kind,
        acknowledgedMs.filter((_, position) => kinds[position] === kind),
      ),
    ),
    row('all', acknowledgedMs),
  ];
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
