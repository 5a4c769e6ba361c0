import { GateJob } from './gate-rush/gate-job.ts';
import { readTickets } from './gate-rush/read-tickets.ts';
import { doJob } from './ground/run-in-child.ts';

await doJob(GateJob, readTickets);
