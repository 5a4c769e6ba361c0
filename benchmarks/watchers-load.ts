import { once } from 'node:events';
import { WatchJob } from './watchers/job.ts';
import { watch } from './watchers/watch.ts';

// Two messages in, two out: the job, then that everybody watches; the end, then what they saw.
const [job] = await once(process, 'message');
const { finish } = await watch(WatchJob.parse(job));
process.send?.('watching');
await once(process, 'message');
process.send?.(finish());
