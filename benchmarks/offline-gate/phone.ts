import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test';
import { launchOptions } from '../../e2e/browser.ts';
import type { Ground } from '../ground/ground.ts';
import type { InPage } from './in-page.ts';

/** How many times slower than this machine it computes, and whether it has Slow 4G or a cable. */
export type PhoneKind = { readonly slower: number; readonly network: 'loopback' | 'slow 4G' };

/** A browser that has never seen the app, with a memory on the disk. */
export type Phone = {
  readonly page: Page;
  readonly kind: PhoneKind;
  readonly context: BrowserContext;
  readonly devtools: CDPSession;
  close(): Promise<void>;
};

const root = join(import.meta.dirname, '../..');

/** The script with everything that is done inside a page. */
export function buildScript(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-bench-page-'));
  try {
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    const words = [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
    execFileSync(process.execPath, words, { cwd: join(import.meta.dirname, 'page'), stdio: 'inherit' });
    return readFileSync(join(folder, 'gate.js'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function openPhone(ground: Ground, kind: PhoneKind, script: string): Promise<Phone> {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-bench-phone-'));
  const context = await chromium.launchPersistentContext(folder, {
    ...(await launchOptions()),
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    viewport: { width: 390, height: 844 },
  });
  const close = async () => {
    await context.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  ground.onClose(close);
  await context.addInitScript(script);
  const page = context.pages()[0] ?? (await context.newPage());
  return { page, kind, context, devtools: await context.newCDPSession(page), close };
}

/** Each page anew: what is slowed is one of them. */
export async function slowDown({ devtools, kind: { slower, network } }: Phone): Promise<void> {
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  if (network === 'loopback') return;
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: 1_600_000 / 8,
    uploadThroughput: 750_000 / 8,
  });
}

/** Calls what the script has put into the page. */
export function inPage<Name extends keyof InPage>(
  { page }: Phone,
  name: Name,
  ...words: Parameters<InPage[Name]>
): Promise<Awaited<ReturnType<InPage[Name]>>> {
  return page.evaluate(`gate.${name}(...${JSON.stringify(words)})`);
}
