import { defineConfig } from 'vitest/config';
import { TallyReporter } from './scripts/tally-reporter.ts';

// Set by `npm test`, which adds the numbers up with those of the browser tests.
const { TALLY_FILE } = process.env;

export default defineConfig({
  test: {
    include: ['{contract,server,database,scripts,web,scanner}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'web/build/**', 'scanner/dist/**'],
    globalSetup: ['server/testing/global-setup.ts'],
    reporters: TALLY_FILE === undefined ? ['default'] : ['default', new TallyReporter(TALLY_FILE)],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each worker holds connections of its own, and the machine may have only two cores.
    maxWorkers: 2,
    passWithNoTests: false,
  },
});
