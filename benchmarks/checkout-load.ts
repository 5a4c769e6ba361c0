import { buyPairs } from './checkout/buy-pairs.ts';
import { CheckoutJob } from './checkout/job.ts';
import { doJob } from './ground/run-in-child.ts';

await doJob(CheckoutJob, buyPairs);
