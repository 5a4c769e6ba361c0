import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, type Page, test } from '@playwright/test';
import { encode } from 'uqr';
import { launchOptions } from './browser.ts';
import { expectAccessible } from './expect-accessible.ts';
import { OpenHouse } from './open-house.ts';
import { mode, openDoor, typeCode, verdict } from './scanner-door.ts';
import { ShakyNetwork } from './shaky-network.ts';

test.use({ viewport: { width: 390, height: 844 }, permissions: ['camera'] });

let house: OpenHouse;
let network: ShakyNetwork;
test.beforeAll(async ({ baseURL }) => {
  house = await OpenHouse.open(baseURL ?? '');
});
test.beforeEach(async ({ baseURL }) => {
  await house.setPolicy();
  network = await ShakyNetwork.open(baseURL ?? '');
});
test.afterEach(() => network.close());
test.afterAll(() => house.setPolicy({ showsNames: false, rules: [] }));

const link = async () => `${network.url}/scanner/#e=${await house.enrolmentCode()}`;
const timesTaken = () => [...network.taken.values()];

test('a phone is paired by a link, says what it lacks and that it can work without a network, and opens the door', async ({
  page,
}) => {
  await page.goto(`${network.url}/scanner/`);
  await expect(page.getByRole('heading', { name: 'Appairer ce téléphone' })).toBeVisible();
  await expectAccessible(page);
  await page.goto('about:blank');
  await page.goto(await link());
  await page.getByRole('button', { name: 'Préparer le téléphone' }).click();
  await expect(page.getByTestId('readiness')).toContainText('Ce téléphone peut travailler sans réseau.');
  await expect(page.locator('[data-check=list]')).toHaveAttribute('data-good', 'true');
  await expect(page.locator('[data-check=list]')).toContainText(/\d+ billets, liste de/);
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
  const codes = await house.codes(100);
  await page.addInitScript(standBeforeTheCamera);
  await openDoor(page, await link());
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
  expect(timesTaken()).toEqual(codes.map(() => 1));
});

test('the server goes away: the next visitor is judged by the list, from the first code of a shift to its last; then each is told once', async ({
  page,
}) => {
  const codes = await house.codes(5);
  await page.goto(await link());
  await page.getByRole('button', { name: 'Préparer le téléphone' }).click();
  await expect(page.getByTestId('readiness')).toBeVisible();
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
  network.isGone = true;
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
  network.isGone = false;
  await expect(page.getByText('d’un service passé')).toHaveCount(0, { timeout: 30_000 });
  expect(timesTaken()).toEqual([1, 1, 1, 1, 1, 1]);
});

test('the sign-in page of a network that answers everything lets nothing be lost and is no server', async ({
  page,
}) => {
  const [code = ''] = await house.codes(1);
  await openDoor(page, await link());
  network.isBehindSignIn = true;
  await typeCode(page, code);
  await expect(verdict(page)).toHaveAttribute('data-look', 'granted');
  await expect(verdict(page)).toHaveAttribute('data-own', 'true');
  await expect(mode(page)).toHaveAttribute('data-mode', 'offline');
  await expect(mode(page)).toHaveAttribute('data-unsent', '1');
  network.isBehindSignIn = false;
  await expect(mode(page)).toHaveAttribute('data-mode', 'online', { timeout: 30_000 });
  await expect(mode(page)).toHaveAttribute('data-unsent', '0');
  expect(timesTaken()).toEqual([1]);
});

test('somebody whose phone is off is found by name and let in by a long press, with the reason kept', async ({
  page,
}) => {
  await house.ticketPage('Nour Belkacem');
  await openDoor(page, await link());
  await page.getByRole('button', { name: 'Chercher' }).click();
  const sheet = page.getByRole('dialog', { name: 'Chercher un billet' });
  await sheet.getByLabel('Nom, commande').fill('a');
  await sheet.getByRole('button', { name: 'Chercher' }).click();
  await expect(sheet).toContainText('Au moins 2 lettres.');
  await sheet.getByLabel('Nom, commande').fill('belkacem');
  await sheet.getByRole('button', { name: 'Chercher' }).click();
  await expect(sheet.getByText(/Nour Belkacem · /)).toBeVisible();
  await expectAccessible(page);
  await sheet.getByLabel('Pourquoi sans code ?').selectOption('Code illisible');
  const admit = sheet.getByRole('button', { name: /^Laisser entrer/ });
  // A touch in passing lets nobody in.
  await admit.click();
  await expect(sheet).toBeVisible();
  await admit.focus();
  await page.keyboard.down('Enter');
  await expect(verdict(page)).toHaveAttribute('data-look', 'granted');
  await page.keyboard.up('Enter');
  await expect.poll(() => network.notes).toEqual(['Code illisible']);
});

test('a new release of the app waits until the shift has ended', async ({ page }) => {
  await openDoor(page, await link());
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const kept = () => page.evaluate(() => caches.keys());
  const before = await kept();
  expect(before).toHaveLength(1);
  network.release = 'next-';
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
  const [code = ''] = await house.codes(1);
  await openDoor(page, await link());
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
  await house.setPolicy({ rotating: 'required' });
  const codeAt = await house.changingCode();
  await openDoor(page, await link());
  network.isGone = true;
  await expect(mode(page)).toHaveAttribute('data-mode', 'offline');
  await typeCode(page, await codeAt(Date.now() - 45_000));
  await expect(verdict(page)).toHaveAttribute('data-look', 'denied');
  await expect(verdict(page)).toContainText('pas de capture d’écran');
  await page.getByRole('button', { name: 'العربية' }).click();
  const words = page.getByTestId('to-visitor');
  await expect(words).toHaveAttribute('dir', 'rtl');
  await expect(words).toContainText('افتح التذكرة نفسها');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Suivant' }).click();
  await page.waitForTimeout(3_100);
  await typeCode(page, await codeAt(Date.now()));
  await expect(verdict(page)).toHaveAttribute('data-look', 'granted');
});

test('a browser that is killed right after the green has lost no scan', async () => {
  test.setTimeout(600_000);
  const kills = Number(process.env.SCANNER_KILLS ?? 5);
  const codes = await house.codes(kills);
  const folder = await mkdtemp(join(tmpdir(), 'tessera-scanner-'));
  try {
    const first = await startBrowser(folder);
    await openDoor(first.page, await link());
    await first.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await first.kill();
    network.isGone = true;
    for (const [number, code] of codes.entries()) {
      const { page, kill } = await startBrowser(folder);
      await page.goto(`${network.url}/scanner/`);
      await expect(mode(page)).toHaveAttribute('data-unsent', String(number));
      await typeCode(page, code);
      await expect(verdict(page)).toHaveAttribute('data-look', 'granted');
      await kill();
    }
    network.isGone = false;
    const { page, kill } = await startBrowser(folder);
    await page.goto(`${network.url}/scanner/`);
    await expect(mode(page)).toHaveAttribute('data-unsent', '0', { timeout: 30_000 });
    await kill();
    expect(timesTaken()).toEqual(codes.map(() => 1));
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
