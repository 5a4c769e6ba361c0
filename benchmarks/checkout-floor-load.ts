import { WriteJob, writePurchases } from './checkout/write-purchases.ts';
import { doJob } from './ground/run-in-child.ts';

await doJob(WriteJob, writePurchases);
