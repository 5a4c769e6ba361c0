import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, type Page, test } from '@playwright/test';
import { encode } from 'uqr';
import { rotatingCode } from '../contract/admission/rotating-code.ts';
import { issuedBefore, rotationKey } from '../scanner/door/list-for-tests.ts';
import { launchOptions } from './browser.ts';
import { expectAccessible } from './expect-accessible.ts';
import { GateStandIn } from './gate-stand-in.ts';
import { mode, openDoor, typeCode, verdict } from './scanner-door.ts';

test.use({ viewport: { width: 390, height: 844 }, permissions: ['camera'] });

let server: GateStandIn;
test.afterEach(() => server.close());

const rightsOf = (ids: readonly string[], right = {}) => Object.fromEntries(ids.map((id) => [id, right]));

test('a phone is paired by a link, says what it lacks and that it can work without a network, and opens the door', async ({
  page,
}) => {
  server = await GateStandIn.open(rightsOf([issuedBefore()]));
  await page.goto(`${server.url}/scanner/`);
  await expect(page.getByRole('heading', { name: 'Appairer ce téléphone' })).toBeVisible();
  await expectAccessible(page);
  await page.goto('about:blank');
  await page.goto(`${server.url}/scanner/#e=code`);
  await page.getByRole('button', { name: 'Préparer le téléphone' }).click();
  await expect(page.getByTestId('readiness')).toContainText('Ce téléphone peut travailler sans réseau.');
  await expect(page.locator('[data-check=list]')).toHaveAttribute('data-good', 'true');
  await expect(page.locator('[data-check=list]')).toContainText('1 billet, liste de');
  // There is no camera here, and the fix is told.
  await expect(page.locator('[data-check=camera]')).toContainText('Autorisez la caméra');
  expect(page.url()).not.toContain('#e=');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Commencer' }).click();
  await expect(mode(page)).toHaveAttribute('data-mode', 'online');
  await expectAccessible(page);
});

test('a hundred visitors go in one after the other before the camera, without a touch', async ({ page }) => {
  test.setTimeout(240_000);
  const ids = Array.from({ length: 100 }, issuedBefore);
  server = await GateStandIn.open(rightsOf(ids));
  const codes = await Promise.all(ids.map((id) => server.codeOf(id)));
  await page.addInitScript(standBeforeTheCamera);
  await openDoor(page, server.url);
  const startedAt = Date.now();
  let before = '';
  for (const code of codes) {
    await page.evaluate((picture) => dispatchEvent(new CustomEvent('visitor', { detail: picture })), encode(code).data);
    const next = page.locator(`[data-testid=last] li:first-child:not([data-id="${before}"])`);
    await expect(next).toHaveAttribute('data-look', 'granted');
    before = (await next.getAttribute('data-id')) ?? '';
  }
  const minutes = (Date.now() - startedAt) / 60_000;
  test.info().annotations.push({ type: 'visitors a minute', description: (codes.length / minutes).toFixed(0) });
  await expect(mode(page)).toHaveAttribute('data-unsent', '0');
  expect([...server.recorded.values()].map(({ times }) => times)).toEqual(codes.map(() => 1));
});

test('the server goes away: the next visitor is judged by the list, from the first code of a shift to its last; then each is told once', async ({
  page,
}) => {
  const ids = Array.from({ length: 5 }, issuedBefore);
  server = await GateStandIn.open(rightsOf(ids));
  const codes = await Promise.all(ids.map((id) => server.codeOf(id)));
  await page.goto(`${server.url}/scanner/#e=code`);
  await page.getByRole('button', { name: 'Préparer le téléphone' }).click();
  await expect(page.getByTestId('readiness')).toBeVisible();
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
  server.isGone = true;
  await page.getByRole('button', { name: 'Commencer' }).click();
  await expect(mode(page)).toBeVisible();
  for (const code of codes) {
    await typeCode(page, code);
    await expect(verdict(page)).toHaveAttribute('data-look', 'granted');
    await expect(verdict(page)).toHaveAttribute('data-own', 'true');
    await expect(verdict(page)).toHaveCount(0);
  }
  await expect(mode(page)).toHaveAttribute('data-mode', 'offline');
  await expect(mode(page)).toHaveAttribute('data-unsent', '5');
  // The app itself opens again without a network, as it was.
  await page.reload();
  await expect(mode(page)).toHaveAttribute('data-unsent', '5');
  await typeCode(page, codes[0] ?? '');
  await expect(verdict(page)).toHaveAttribute('data-look', 'used');
  await expect(verdict(page)).toContainText('DÉJÀ UTILISÉ');
  await page.getByRole('button', { name: 'Suivant' }).click();
  await page.getByRole('button', { name: 'Fin' }).click();
  await expect(page.getByRole('alert')).toContainText('6 contrôles ne sont pas envoyés');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Finir le service' }).click();
  await expect(page.getByText('6 contrôles d’un service passé')).toBeVisible();
  server.isGone = false;
  await expect(page.getByText('d’un service passé')).toHaveCount(0, { timeout: 30_000 });
  expect(server.recorded.size).toBe(6);
  expect([...server.recorded.values()].every(({ times }) => times === 1)).toBe(true);
});

test('somebody whose phone is off is found by name and let in by a long press, with the reason kept', async ({
  page,
}) => {
  const ids = [issuedBefore(), issuedBefore()];
  server = await GateStandIn.open(rightsOf(ids));
  await openDoor(page, server.url);
  await page.getByRole('button', { name: 'Chercher' }).click();
  const sheet = page.getByRole('dialog', { name: 'Chercher un billet' });
  await sheet.getByLabel('Nom, commande').fill('am');
  await sheet.getByRole('button', { name: 'Chercher' }).click();
  await expect(sheet).toContainText('Au moins 3 lettres.');
  await sheet.getByLabel('Nom, commande').fill('amari');
  await sheet.getByRole('button', { name: 'Chercher' }).click();
  await expect(sheet.getByText('Lina Amari · Parterre · A 1')).toBeVisible();
  await expectAccessible(page);
  await sheet.getByLabel('Pourquoi sans code ?').selectOption('Code illisible');
  const admit = sheet.getByRole('button', { name: /^Laisser entrer/ }).first();
  // A touch in passing lets nobody in.
  await admit.click();
  await expect(sheet).toBeVisible();
  await admit.focus();
  await page.keyboard.down('Enter');
  await expect(verdict(page)).toHaveAttribute('data-look', 'granted');
  await page.keyboard.up('Enter');
  await expect.poll(() => [...server.recorded.values()].map(({ scan }) => scan.note)).toEqual(['Code illisible']);
});

test('a new release of the app waits until the shift has ended', async ({ page }) => {
  server = await GateStandIn.open(rightsOf([issuedBefore()]));
  await openDoor(page, server.url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const kept = () => page.evaluate(() => caches.keys());
  const before = await kept();
  expect(before).toHaveLength(1);
  server.release = 'next-';
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const { installing } = registration;
    await new Promise((resolve) => installing?.addEventListener('statechange', resolve));
  });
  expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting)).toBeNull();
  expect(await kept()).toEqual(before);
  await page.getByRole('button', { name: 'Fin' }).click();
  await page.getByRole('button', { name: 'Finir le service' }).click();
  await expect.poll(() => kept().catch(() => []), { timeout: 30_000 }).toEqual([expect.stringContaining('next-')]);
  await expect(page.getByRole('heading', { name: 'Début de service' })).toBeVisible();
});

test('the same code within three seconds is one reading; later it is a second one', async ({ page }) => {
  const id = issuedBefore();
  server = await GateStandIn.open(rightsOf([id]));
  const code = await server.codeOf(id);
  await openDoor(page, server.url);
  await typeCode(page, code);
  await expect(verdict(page)).toHaveAttribute('data-look', 'granted');
  await typeCode(page, code);
  await expect(verdict(page)).toHaveCount(0);
  await page.waitForTimeout(3_100);
  await typeCode(page, code);
  await expect(verdict(page)).toHaveAttribute('data-look', 'used');
  await expect(verdict(page)).toContainText(/Entré à \d\d:\d\d/);
  await expectAccessible(page);
});

test('a picture of a changing code, 45 seconds old, is refused without a network, and the visitor is told in Arabic', async ({
  page,
}) => {
  const id = issuedBefore();
  const policy = { usesMax: 1, mayReturn: false, passback: 'ignored', rotating: 'required', rules: [] } as const;
  server = await GateStandIn.open(rightsOf([id]), { policy: { ...policy, rules: [] } });
  const code = await server.codeOf(id);
  await openDoor(page, server.url);
  server.isGone = true;
  await expect(mode(page)).toHaveAttribute('data-mode', 'offline');
  await typeCode(page, await rotatingCode(code, rotationKey, Date.now() - 45_000));
  await expect(verdict(page)).toHaveAttribute('data-look', 'denied');
  await expect(verdict(page)).toContainText('pas de capture d’écran');
  await page.getByRole('button', { name: 'العربية' }).click();
  const words = page.getByTestId('to-visitor');
  await expect(words).toHaveAttribute('dir', 'rtl');
  await expect(words).toContainText('افتح التذكرة نفسها');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Suivant' }).click();
  await page.waitForTimeout(3_100);
  await typeCode(page, await rotatingCode(code, rotationKey, Date.now()));
  await expect(verdict(page)).toHaveAttribute('data-look', 'granted');
});

test('a browser that is killed right after the green has lost no scan', async () => {
  test.setTimeout(600_000);
  const kills = Number(process.env.SCANNER_KILLS ?? 5);
  const ids = Array.from({ length: kills }, issuedBefore);
  server = await GateStandIn.open(rightsOf(ids));
  const codes = await Promise.all(ids.map((id) => server.codeOf(id)));
  const folder = await mkdtemp(join(tmpdir(), 'tessera-scanner-'));
  try {
    const first = await startBrowser(folder);
    await openDoor(first.page, server.url);
    await first.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await first.kill();
    server.isGone = true;
    for (const [number, code] of codes.entries()) {
      const { page, kill } = await startBrowser(folder);
      await page.goto(`${server.url}/scanner/`);
      await expect(mode(page)).toHaveAttribute('data-unsent', String(number));
      await typeCode(page, code);
      await expect(verdict(page)).toHaveAttribute('data-look', 'granted');
      await kill();
    }
    server.isGone = false;
    const { page, kill } = await startBrowser(folder);
    await page.goto(`${server.url}/scanner/`);
    await expect(mode(page)).toHaveAttribute('data-unsent', '0', { timeout: 30_000 });
    await kill();
    const arrived = [...server.recorded.values()];
    expect(arrived.map(({ scan }) => scan.code).sort()).toEqual(codes.toSorted());
    expect(arrived.every(({ times }) => times === 1)).toBe(true);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** A browser with a memory on the disk, that can be killed as a phone whose battery is taken out. */
async function startBrowser(folder: string): Promise<{ page: Page; kill: () => Promise<void> }> {
  const { executablePath = '', args = [], env } = await launchOptions();
  await rm(join(folder, 'DevToolsActivePort'), { force: true });
  const child = spawn(
    executablePath,
    [...args, '--headless=new', `--user-data-dir=${folder}`, '--remote-debugging-port=0', 'about:blank'],
    { detached: true, stdio: 'ignore', env: { ...process.env, ...env } },
  );
  let port = '';
  await expect(async () => {
    [port = ''] = (await readFile(join(folder, 'DevToolsActivePort'), 'utf8')).split('\n');
  }).toPass();
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const [context] = browser.contexts();
  if (!context) throw new Error('the browser has no window');
  const page = context.pages()[0] ?? (await context.newPage());
  await page.addInitScript(() => localStorage.setItem('tessera.scanner.language', 'fr'));
  return { page, kill: () => killAll(child) };
}

async function killAll(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await gone;
}

/** In the page: a camera that shows the code of one visitor after the other. */
function standBeforeTheCamera(): void {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 480;
  // Drawn by the processor: the graphics of a machine without any let through half a picture.
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  let picture: boolean[][] = [];
  const draw = () => {
    if (!brush) return;
    brush.fillStyle = '#fff';
    brush.fillRect(0, 0, 640, 480);
    brush.fillStyle = '#000';
    const dot = Math.floor(400 / Math.max(1, picture.length));
    const edge = (480 - dot * picture.length) / 2;
    for (const [row, line] of picture.entries()) {
      for (const [column, isDark] of line.entries()) {
        if (isDark) brush.fillRect(80 + edge + column * dot, edge + row * dot, dot, dot);
      }
    }
  };
  addEventListener('visitor', (event) => {
    picture = (event as CustomEvent<boolean[][]>).detail;
  });
  setInterval(draw, 40);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(25);
}
