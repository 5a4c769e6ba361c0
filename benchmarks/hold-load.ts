import { doJob } from './ground/run-in-child.ts';
import { HoldJob } from './on-sale-rush/job.ts';
import { sendHolds } from './on-sale-rush/send-holds.ts';

await doJob(HoldJob, sendHolds);
