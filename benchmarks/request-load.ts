import { doJob } from './ground/run-in-child.ts';
import { RequestJob } from './load/request-job.ts';
import { sendRequests } from './load/send-requests.ts';

await doJob(RequestJob, sendRequests);
