import { type Browser, expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './expect-accessible.ts';
import { receivedMail } from './mailbox.ts';
import { codesInPdf } from './read-ticket.ts';

const tonight = '/e/la-grande-veillee';
const gatePerson = { email: 'gate@tessera.example', password: 'open the curtain' };
const screens = [
  { name: 'a phone', viewport: { width: 390, height: 844 } },
  { name: 'a desk', viewport: { width: 1280, height: 900 } },
];

for (const { name, viewport } of screens) {
  test.describe(`on ${name}, ${viewport.width} px wide`, () => {
    test.use({ viewport });

    test('a guest chooses two Carré Or seats on the plan, pays, gets them by e-mail, and walks in once', async ({
      page,
      browser,
    }) => {
      const email = `guest-${viewport.width}-${Date.now()}@example.org`;
      await page.goto('/');
      await expectAccessible(page);
      await page.goto(tonight);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectAccessible(page);

      await page.getByTestId('choose-btn').click();
      await page.getByRole('link', { name: /Carré Or/ }).click();
      await expect(page.locator('button[data-seat][data-state="available"]').first()).toBeVisible();
      for (const seat of await twoSeatsSideBySide(page)) await page.locator(`button[data-seat="${seat}"]`).click();
      await expect(page.getByTestId('basket-line')).toHaveCount(2);
      await expectAccessible(page);
      await page.getByTestId('continue').click();

      await expectCountdown(page);
      await expectAccessible(page);
      await page.getByTestId('email').fill(email);
      await payAtTheSimulator(page);
      await expectTicketsAndWalkIn(page, browser, email);
    });

    test('somebody with an account gets the two best Carré Or seats, pays, finds them in the account, and walks in once', async ({
      page,
      browser,
    }) => {
      const email = `account-${viewport.width}-${Date.now()}@example.org`;
      await signUpAndVerify(page, email);

      await page.goto(tonight);
      await page
        .getByTestId('buy-bar')
        .getByRole('combobox')
        .selectOption({ label: await carreOrLabel(page) });
      await expect(page.getByTestId('best-btn')).toContainText('89,00');
      await page.getByTestId('best-btn').click();

      await expectCountdown(page);
      await expect(page.getByTestId('email')).toHaveValue(email);
      await payAtTheSimulator(page);
      const reference = await expectTicketsAndWalkIn(page, browser, email);

      await page.goto('/account');
      await expect(page.getByText(reference)).toBeVisible();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Se déconnecter' }).click();
      await expect(page.getByRole('link', { name: 'Se connecter' })).toBeVisible();
      await page.goto('/account');
      await expect(page).toHaveURL(/\/account\/sign-in/);
    });
  });
}

/** The first two of a run of free seats that leaves nobody alone. */
async function twoSeatsSideBySide(page: Page): Promise<readonly string[]> {
  const rows = await page
    .getByRole('row')
    .evaluateAll((all) =>
      all.map((row) =>
        [...row.querySelectorAll<HTMLElement>('button[data-seat]')].map(({ dataset: { seat, state } }) =>
          state === 'available' ? (seat ?? '') : '',
        ),
      ),
    );
  const runs = rows.flatMap((row) => row.join(' ').split(/ {2,}/)).map((run) => run.trim().split(' '));
  const run = runs.find(({ length }) => length === 2 || length > 3);
  if (!run) throw new Error('no two seats are free side by side');
  return run.slice(0, 2);
}

async function carreOrLabel(page: Page): Promise<string> {
  const options = await page.getByTestId('buy-bar').getByRole('option').allTextContents();
  const found = options.find((label) => label.startsWith('Carré Or'));
  if (!found) throw new Error(`no Carré Or among ${options.join(', ')}`);
  return found;
}

async function signUpAndVerify(page: Page, email: string): Promise<void> {
  await page.goto('/account/sign-up');
  await expectAccessible(page);
  await page.getByLabel('Nom').fill('Lina Amari');
  await page.getByLabel('Adresse e-mail').fill(email);
  await page.getByLabel('Mot de passe').fill('trois violons et demi');
  await page
    .locator('form')
    .filter({ has: page.getByLabel('Mot de passe') })
    .getByRole('button')
    .last()
    .click();
  await expect(page).toHaveURL(/\/account$/);
  const mail = await receivedMail(email, /adresse/);
  const link = /https?:\/\/\S+\/account\/verify\S+/.exec(mail.text ?? '')?.[0];
  if (!link) throw new Error('the mail has no link');
  await page.goto(link);
  await expectAccessible(page);
  await page.getByRole('main').getByRole('button').click();
  await expect(page.getByRole('main')).toContainText(/confirmée/);
}

async function expectCountdown(page: Page): Promise<void> {
  await expect(page.getByTestId('checkout')).toBeVisible();
  const timer = page.getByTestId('timer');
  await expect(timer).toContainText(/(10:00|9:\d\d)/);
  const before = await timer.textContent();
  await expect(timer).not.toHaveText(before ?? '');
  await expect(page.getByTestId('price-total')).toContainText('89,00');
}

async function payAtTheSimulator(page: Page): Promise<void> {
  await page.getByTestId('pay').click();
  await expect(page).toHaveURL(/\/simulator\/pay\//);
  await expectAccessible(page);
  await page.getByTestId('simulate-succeed').click();
  await expect(page).toHaveURL(/\/o\//);
}

/** The order page, the mail over SMTP with its PDF, the code off the printed page, and the door. Returns the reference. */
async function expectTicketsAndWalkIn(page: Page, browser: Browser, email: string): Promise<string> {
  const reference = (await page.getByTestId('confirm-code').textContent())?.trim() ?? '';
  expect(reference).toMatch(/^TA\d{4}-[0-9A-Z]{6}$/);
  await expect(page).toHaveTitle(new RegExp(reference));
  await expectAccessible(page);

  const mail = await receivedMail(email, /billets/);
  expect(mail.html).toContain(reference);
  expect(mail.attachments.map(({ mimeType }) => mimeType)).toEqual(
    expect.arrayContaining(['application/pdf', 'text/calendar']),
  );
  const pdf = mail.attachments.find(({ mimeType }) => mimeType === 'application/pdf');
  if (!pdf || typeof pdf.content === 'string') throw new Error('the mail has no PDF');
  const printed = await codesInPdf(browser, new Uint8Array(pdf.content));
  expect(printed).toHaveLength(2);
  expect(printed[0]?.text).toContain('Carré Or');
  const [code] = printed.map((sheet) => sheet.code ?? '');
  if (!code) throw new Error('no QR code could be read off the page');

  await expectTicketOffline(page);
  await expectAdmittedOnce(browser, page, code);
  return reference;
}

/** The ticket page shows its code again without a network, once it was visited. */
async function expectTicketOffline(page: Page): Promise<void> {
  const address = await page.locator('a[href^="/t/"]').first().getAttribute('href');
  const ticket = await page.context().newPage();
  await ticket.goto(address ?? '');
  await expect(ticket.getByRole('img', { name: /code/i })).toBeVisible();
  await expectAccessible(ticket);
  await ticket.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await ticket.reload();
  await page.context().setOffline(true);
  await ticket.reload();
  await expect(ticket.getByRole('img', { name: /code/i })).toBeVisible();
  await page.context().setOffline(false);
  await ticket.close();
}

async function expectAdmittedOnce(browser: Browser, page: Page, code: string): Promise<void> {
  const viewport = page.viewportSize();
  const context = await browser.newContext({ viewport, locale: 'fr-FR', baseURL: new URL(page.url()).origin });
  const gate = await context.newPage();
  await gate.goto('/account/sign-in?next=/scan');
  await expectAccessible(gate);
  await gate.getByLabel('Adresse e-mail').fill(gatePerson.email);
  await gate.getByLabel('Mot de passe').fill(gatePerson.password);
  await gate
    .locator('form')
    .filter({ has: gate.getByLabel('Mot de passe') })
    .getByRole('button')
    .last()
    .click();
  await expect(gate).toHaveURL(/\/scan/);
  await gate
    .getByRole('link', { name: /La Grande Veillée/ })
    .filter({ hasText: 'Hall' })
    .first()
    .click();
  await expectAccessible(gate);

  await gate.getByTestId('scan-code').fill(code);
  await gate.getByTestId('scan-code').press('Enter');
  await expect(gate.getByTestId('scan-result')).toHaveAttribute('data-verdict', 'granted');
  await expectAccessible(gate);
  // The same code within three seconds is one reading of one ticket.
  await gate.waitForTimeout(3_200);
  await gate.getByTestId('scan-code').fill(code);
  await gate.getByTestId('scan-code').press('Enter');
  await expect(gate.getByTestId('scan-result')).toHaveAttribute('data-verdict', 'used');
  await expect(gate.getByTestId('scan-result')).toContainText(/\d\d:\d\d/);
  await expect(gate.getByTestId('scan-result')).toContainText('Hall');
  await expectAccessible(gate);
  await context.close();
}
