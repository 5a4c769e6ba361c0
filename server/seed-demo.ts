import { seedDemo } from '../database/seed/demo.ts';

/** Run by start.ts as a process of its own: building a stadium takes memory that the server would keep for good. */
const { SEED_DATABASE_URL = '', SEED_SECRET = '' } = process.env;

await seedDemo(SEED_DATABASE_URL, { secret: SEED_SECRET, log: (line) => console.log(line) });
