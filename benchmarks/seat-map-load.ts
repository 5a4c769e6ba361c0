import { doJob } from './ground/run-in-child.ts';
import { ReadJob } from './seat-map/job.ts';
import { readOften } from './seat-map/read-often.ts';

await doJob(ReadJob, readOften);
