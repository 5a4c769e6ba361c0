import { expect, type Page, test } from '@playwright/test';
import type { Reply } from '../contract/api/operations.ts';
import { apiBase } from '../contract/api/paths.ts';
import { buyTwo } from './buy-by-api.ts';
import { expectAccessible } from './expect-accessible.ts';
import { signInAs } from './sign-in-as.ts';

const phone = { width: 390, height: 844 };
const slug = 'les-lanternes-de-papier';

test.use({ viewport: phone });

test('a director enrols a phone by a code that it reads, and cuts it off', async ({ browser }) => {
  const desk = await signInAs(browser, 'director', '/desk/devices');
  const name = `Porte ${Date.now()}`;
  const house = desk.getByRole('region').filter({ hasText: 'Enregistrer un téléphone' }).first();
  await house.getByText('Enregistrer un téléphone').first().click();
  await house.getByRole('button', { name: 'Créer le code' }).click();
  await expect(house.getByText('Donnez-lui un nom.')).toBeVisible();
  await house.getByLabel('Nom').fill(name);
  await house.getByRole('button', { name: 'Créer le code' }).click();
  await expect(desk.getByRole('img', { name: `Code pour ${name}` })).toBeVisible();
  await expect(desk.getByRole('timer')).toHaveText(/^(10:00|9:\d\d)$/);
  await expectAccessible(desk);
  const link = await desk.getByRole('link', { name: 'Ou l’ouvrir sur cet appareil' }).getAttribute('href');
  const code = link?.split('#e=')[1];
  const redeemed = await desk.request.post(`${apiBase}/device-enrolments`, { data: { code } });
  const { token } = (await redeemed.json()) as Reply<'redeemEnrolment'>;
  await expect(desk.getByText(`${name} a lu son code`)).toBeVisible();

  const line = desk.getByTestId('device').filter({ hasText: name });
  await line.getByText('Couper', { exact: true }).click();
  await expect(line.getByText('Dès cet instant, le serveur refuse ce téléphone')).toBeVisible();
  await line.getByRole('button', { name: 'Couper ce téléphone' }).click();
  await expect(line.getByText('Coupé', { exact: true })).toBeVisible();
  const own = await fetch(new URL(`${apiBase}/own-device`, desk.url()), {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(own.status).toBe(401);
});

test('a policy with a wrong field is not saved and loses nothing that was typed', async ({ page, browser }) => {
  await page.goto('/');
  const desk = await signInAs(browser, 'director', '/desk/doors');
  const performanceId = await performanceOf(page);
  const policy = `${apiBase}/performances/${performanceId}/entry-policy`;
  const before: unknown = await (await desk.request.get(policy)).json();
  await desk.goto(`/desk/doors/${performanceId}`);
  const uses = desk.getByLabel('Nombre d’entrées par billet');
  const stale = desk.getByLabel('Une liste décide pendant');
  await uses.fill('0');
  await stale.fill('90');
  await desk.getByLabel('Codes changeants sur téléphone').check();
  await desk.getByRole('button', { name: 'Enregistrer les règles' }).click();
  await expect(uses).toHaveAccessibleDescription(/Un nombre entier de 1 à 1 000/);
  await expect(stale).toHaveValue('90');
  await expect(desk.getByLabel('Codes changeants sur téléphone')).toBeChecked();
  await expectAccessible(desk);
  await uses.fill('2');
  await desk.getByRole('button', { name: 'Enregistrer les règles' }).click();
  await expect(desk.getByText('Enregistré. Les téléphones')).toBeVisible();
  await desk.reload();
  await expect(uses).toHaveValue('2');
  await expect(stale).toHaveValue('90');
  await expect(desk.getByLabel('Codes changeants sur téléphone')).toBeChecked();
  // Other tests buy there.
  expect((await desk.request.put(policy, { data: before })).status()).toBe(200);
});

test('a ticket is tried out, suspended and resumed, and the simulator says what the door would', async ({
  page,
  browser,
}) => {
  await page.goto('/');
  const order = new URL(await buyTwo(page, slug), page.url());
  const desk = await signInAs(browser, 'director', order.pathname);
  await desk.getByRole('region', { name: 'Billets à la porte' }).getByRole('link').first().click();
  await desk.waitForURL('**/desk/tickets/*');
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText(/^Billet /);
  const ticketPage = desk.url();
  const serial = (await desk.getByRole('heading', { level: 1 }).textContent())?.replace('Billet ', '') ?? '';
  await expect(desk.getByTestId('standing')).toHaveText('Bon');
  const trial = await signInAs(
    browser,
    'director',
    `/desk/doors/${await performanceOf(page)}/simulator?ticket=${serial}`,
  );
  const verdict = trial.locator('[data-verdict]');
  const ticketId = ticketPage.split('/').at(-1) ?? '';
  const ticket: Reply<'getTicket'> = await (await desk.request.get(`${apiBase}/tickets/${ticketId}`)).json();
  const point = trial.getByLabel('Point d’accès');
  await expect(point.locator('option')).not.toHaveCount(0);
  const doors = await point.locator('option').allTextContents();
  await point.selectOption(doors.find((door) => door.startsWith(ticket.gates[0] ?? '-')) ?? '');
  await trial.getByRole('button', { name: 'Essayer' }).click();
  await expect(verdict).toHaveAttribute('data-verdict', 'granted');

  await desk.getByLabel('Pourquoi').selectOption({ label: 'il est perdu ou volé' });
  await desk.getByRole('button', { name: 'Suspendre ce billet' }).click();
  await expect(desk.getByTestId('standing')).toHaveText('Suspendu');
  await expectAccessible(desk);
  await trial.getByRole('button', { name: 'Essayer' }).click();
  await expect(verdict).toHaveAttribute('data-verdict', 'denied');
  await expect(trial.getByTestId('check-suspended')).toContainText('Le billet est suspendu.');
  await expect(trial.locator('[dir="rtl"][lang="ar"]')).toBeVisible();
  await expectAccessible(trial);

  await desk.goto(ticketPage);
  await desk.getByRole('button', { name: 'Reprendre ce billet' }).click();
  await expect(desk.getByTestId('standing')).toHaveText('Bon');
  await trial.getByText('Ce qui s’est passé avant').click();
  await trial.getByLabel('Ces séjours').check();
  await trial.getByRole('button', { name: 'Essayer' }).click();
  await expect(trial.getByText('Indiquez au moins un séjour')).toBeVisible();
  await trial
    .getByLabel('Entré', { exact: true })
    .first()
    .fill(await trial.getByLabel('Quand').inputValue());
  await trial.getByRole('button', { name: 'Essayer' }).click();
  await expect(verdict).toHaveAttribute('data-verdict', 'used');
});

/** The performance that buyTwo buys for. */
async function performanceOf(page: Page): Promise<string> {
  const event = (await (await page.request.get(`${apiBase}/events/${slug}`)).json()) as Reply<'getEvent'>;
  const week = Date.now() + 8 * 24 * 3_600_000;
  const open = event.performances.filter(({ sale }) => sale.state === 'open');
  return (open.find(({ startsAt }) => Date.parse(startsAt) > week) ?? open[0])?.id ?? '';
}
