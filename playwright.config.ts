import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { launchOptions } from './e2e/browser.ts';

// Playwright reads this file again in each of its workers; what the first reading chose reaches them by environment.
process.env.E2E_FOLDER ??= join(tmpdir(), `tessera-e2e-${process.pid}`);
process.env.E2E_PORT ??= '4310';
process.env.E2E_SMTP_PORT ??= '4325';
process.env.E2E_STRIPE_PORT ??= '4342';
const { E2E_FOLDER: folder, E2E_PORT: port, E2E_SMTP_PORT: smtpPort, E2E_STRIPE_PORT: stripePort } = process.env;
process.env.E2E_MAIL_FOLDER = join(folder, 'mail');

const baseURL = `http://localhost:${port}`;
const gracefulShutdown = { signal: 'SIGTERM', timeout: 20_000 } as const;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: { baseURL, locale: 'fr-FR', timezoneId: 'Europe/Paris', launchOptions: await launchOptions() },
  webServer: [
    {
      command: 'node e2e/mail-server.ts',
      port: Number(smtpPort),
      env: { SMTP_PORT: smtpPort, MAIL_FOLDER: process.env.E2E_MAIL_FOLDER },
      gracefulShutdown,
    },
    {
      command: 'node e2e/stripe-server.ts',
      port: Number(stripePort),
      env: { STRIPE_PORT: stripePort },
      gracefulShutdown,
    },
    {
      command: 'node server/start.ts',
      url: `${baseURL}/health/ready`,
      timeout: 120_000,
      env: {
        PORT: port,
        PUBLIC_URL: baseURL,
        TESSERA_DATA_DIR: join(folder, 'data'),
        SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
        STRIPE_SECRET_KEY: 'sk_test_x',
        STRIPE_WEBHOOK_SECRET: 'whsec_test_secret',
        STRIPE_API_URL: `http://127.0.0.1:${stripePort}`,
        LOG_LEVEL: 'warn',
      },
      stdout: 'ignore',
      stderr: 'pipe',
      gracefulShutdown,
    },
  ],
});
