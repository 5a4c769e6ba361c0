import { expect, type Page, test } from '@playwright/test';
import jsQR from 'jsqr';
import { rotatingCode } from '../contract/admission/rotating-code.ts';
import { expectAccessible } from './expect-accessible.ts';
import { OpenHouse } from './open-house.ts';

test.use({ viewport: { width: 390, height: 844 } });

let house: OpenHouse;
test.beforeAll(async ({ baseURL }) => {
  house = await OpenHouse.open(baseURL ?? '');
});
test.afterAll(() => house.setPolicy({ showsNames: false, rules: [] }));

const life = (page: Page) => page.getByTestId('code-life');
const nextCode = async (page: Page, before: string): Promise<string> => {
  let now = before;
  await expect(async () => {
    now = await codeOn(page);
    expect(now).not.toBe(before);
  }).toPass({ timeout: 30_000 });
  return now;
};

test('the code of a ticket changes on its page, a picture of it dies, and a replaced one is refused at once', async ({
  page,
}) => {
  await house.setPolicy({ rotating: 'required' });
  const { ticket, path } = await house.ticketPage();
  const key = Buffer.from(ticket.rotation?.key ?? '', 'base64url');
  await page.goto(path);
  await expect(life(page)).toBeVisible();
  await expect(page.getByText('Une capture d’écran ne fait entrer personne')).toBeVisible();
  await expect(page.getByRole('link', { name: /PDF/ })).toHaveCount(0);
  await expectAccessible(page);

  const first = await codeOn(page);
  expect(first).toMatch(new RegExp(`^${ticket.code}\\.\\d{8}$`));
  const next = await nextCode(page, first);
  expect(next).toMatch(new RegExp(`^${ticket.code}\\.\\d{8}$`));
  expect(await house.scan(ticket.code ?? '')).toBe('stale_code');
  expect(await house.scan(await rotatingCode(ticket.code ?? '', key, Date.now() - 45_000))).toBe('stale_code');

  await house.replaceCode(ticket);
  expect(await house.scan(next)).toBe('replaced');
  await page.reload();
  await expect(life(page)).toBeVisible();
  expect(await house.scan(await codeOn(page))).toBe('admitted');
});

test('a phone whose clock is ten minutes fast is told so, and is let in all the same', async ({ page }) => {
  await house.setPolicy({ rotating: 'preferred' });
  const { ticket, path } = await house.ticketPage();
  await page.clock.install({ time: Date.now() + 600_000 });
  await page.goto(path);
  await expect(page.getByText('L’horloge de ce téléphone n’est pas à l’heure')).toBeVisible();
  await expect(page.getByText(/Elle avance de (9:5\d|10:0\d)/)).toBeVisible();
  await expect(page.getByText('Le code du PDF ne change pas')).toBeVisible();
  await expectAccessible(page);
  const shown = await codeOn(page);
  expect(shown.startsWith(`${ticket.code}.`)).toBe(true);
  expect(await house.scan(shown)).toBe('admitted');
});

test('the code goes on changing without a network, after the page was opened again', async ({ page, context }) => {
  await house.setPolicy({ rotating: 'required' });
  const { path } = await house.ticketPage();
  await page.goto(path);
  await expect(life(page)).toBeVisible();
  await expect.poll(() => page.evaluate(isKept)).toBe(true);
  await context.setOffline(true);
  await page.reload();
  await expect(life(page)).toBeVisible();
  const first = await codeOn(page);
  const next = await nextCode(page, first);
  expect(await house.scan(next)).toBe('admitted');
});

test('a suspended ticket shows no code, and why, and what to do', async ({ page }) => {
  await house.setPolicy({ rotating: 'preferred' });
  const { ticket, path } = await house.ticketPage();
  await house.suspend(ticket, 'dispute');
  await page.goto(path);
  await expect(page.getByText('Ce billet est suspendu')).toBeVisible();
  await expect(page.getByText('Son paiement est contesté auprès de la banque.')).toBeVisible();
  await expect(page.getByText(ticket.orderReference, { exact: false }).first()).toBeVisible();
  await expect(page.getByRole('img', { name: /^Code QR/ })).toHaveCount(0);
  await expectAccessible(page);
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the page has the code that does not change only where it opens a door', async ({ page }) => {
    await house.setPolicy({ rotating: 'required' });
    const { path } = await house.ticketPage();
    await page.goto(path);
    // This browser drops what is for when scripts cannot run, though its own cannot: the words are looked for as they are sent.
    expect(await (await page.request.get(path)).text()).toMatch(/<noscript><p[^>]*>[^<]*activez JavaScript/);
    await expect(page.getByRole('img', { name: /^Code QR/ })).toHaveCount(0);
    await house.setPolicy({ rotating: 'preferred' });
    await page.goto(path);
    await expect(page.getByRole('img', { name: /^Code QR/ })).toBeVisible();
  });
});

/** Runs in the page: whether it would open without a network. */
async function isKept(): Promise<boolean> {
  const copies = await (await caches.open('tickets')).keys();
  const files = await (await caches.open('assets')).keys();
  return copies.some(({ url }) => url === location.href) && files.length > 5;
}

/** As a camera reads it off the screen; empty while there is none. */
async function codeOn(page: Page): Promise<string> {
  const side = 400;
  const pixels = await page.getByRole('img', { name: /^Code QR/ }).evaluate(drawn, side);
  return jsQR.default(new Uint8ClampedArray(Buffer.from(pixels, 'base64')), side, side)?.data ?? '';
}

/** Runs in the page. */
async function drawn(svg: Element, side: number): Promise<string> {
  const copy = svg.cloneNode(true) as Element;
  copy.setAttribute('width', String(side));
  copy.setAttribute('height', String(side));
  const picture = new Image();
  picture.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const brush = canvas.getContext('2d');
  if (!brush) throw new Error('no canvas');
  brush.fillStyle = '#fff';
  brush.fillRect(0, 0, side, side);
  brush.drawImage(picture, 0, 0);
  const { data } = brush.getImageData(0, 0, side, side);
  let letters = '';
  for (let start = 0; start < data.length; start += 32_768)
    letters += String.fromCharCode(...data.subarray(start, start + 32_768));
  return btoa(letters);
}
