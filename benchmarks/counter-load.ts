import { doJob } from './ground/run-in-child.ts';
import { CounterJob } from './standing-pit/counter-job.ts';
import { updateCounter } from './standing-pit/update-counter.ts';

await doJob(CounterJob, updateCounter);
