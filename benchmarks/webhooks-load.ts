import { doJob } from './ground/run-in-child.ts';
import { deliver } from './webhooks-stress/deliver.ts';
import { DeliveryJob } from './webhooks-stress/job.ts';

await doJob(DeliveryJob, deliver);
