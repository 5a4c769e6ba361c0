import { parentPort, workerData } from 'node:worker_threads';
import { fillDemo } from './fill-demo.ts';

const { databaseUrl, secret }: { databaseUrl: string; secret: string } = workerData;

await fillDemo(databaseUrl, { secret, log: (line) => parentPort?.postMessage(line) });
