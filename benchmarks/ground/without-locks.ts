import { join } from 'node:path';

/** Loaded into a node before the product, this leaves every row lock out of its statements. */
const preload = join(import.meta.dirname, '..', 'without-locks.ts');

export const settingsWithoutLocks = { NODE_OPTIONS: `--import=${preload}` };
