import { type Browser, expect, type Page, test } from '@playwright/test';
import type { Reply } from '../contract/api/operations.ts';
import { expectAccessible } from './expect-accessible.ts';

const api = '/api/v1';

/** Two best seats of the event's next performance that can be cancelled, bought; the address of the order. */
async function buyTwo(page: Page, slug: string): Promise<string> {
  const event = (await (await page.request.get(`${api}/events/${slug}`)).json()) as Reply<'getEvent'>;
  const week = Date.now() + 8 * 24 * 3_600_000;
  const [first] = event.performances.filter(({ sale }) => sale.state === 'open');
  const late = event.performances.find(({ sale, startsAt }) => sale.state === 'open' && Date.parse(startsAt) > week);
  const performanceId = (late ?? first)?.id ?? '';
  const held = await page.request.post(`${api}/performances/${performanceId}/holds`, {
    data: { best: { quantity: 2 } },
  });
  const hold = (await held.json()) as Reply<'holdSeats'>;
  const headers = () => ({ authorization: `Bearer ${hold.token}`, 'idempotency-key': crypto.randomUUID() });
  const buyer = { email: 'lina@example.org', name: 'Lina Amari', locale: 'fr' };
  const placed = await page.request.post(`${api}/orders`, { headers: headers(), data: { hold: hold.id, buyer } });
  const order = (await placed.json()) as Reply<'placeOrder'>;
  const returnUrl = new URL('/checkout/return', page.url()).href;
  const started = await page.request.post(`${api}/orders/${order.id}/payments`, {
    headers: headers(),
    data: { provider: 'simulator', returnUrl },
  });
  const { next } = (await started.json()) as Reply<'payOrder'>;
  const paid = next.kind === 'redirect' ? next.url.split('/').at(-1) : '';
  await page.request.post(`/simulator/payments/${paid}`, { data: { outcome: 'succeed' } });
  await expect(async () => {
    const now = await page.request.get(`${api}/orders/${order.id}`, { headers: headers() });
    expect(((await now.json()) as Reply<'getOrder'>).status).toBe('confirmed');
  }).toPass();
  return `/o/${order.id}?k=${hold.token}`;
}

test('a buyer on a phone cancels one of two tickets for what was shown, and finds the credit note', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/');
  await page.goto(await buyTwo(page, 'les-lanternes-de-papier'));
  await expect(page.getByRole('heading', { name: 'Vos 2 billets' })).toBeVisible();
  await page.getByRole('button', { name: 'Annuler des billets' }).click();
  await expect(page.getByRole('button', { name: 'Choisissez un billet' })).toBeDisabled();
  await page.getByRole('checkbox').first().check();
  const refund = page.getByTestId('cancel-refund');
  await expect(refund).toBeVisible();
  const amount = (await refund.textContent()) ?? '';
  await expectAccessible(page);
  await page.getByRole('button', { name: `Annuler ce billet et recevoir ${amount}` }).click();
  await expect(page.getByRole('heading', { name: 'Votre billet', exact: true })).toBeVisible();
  await expect(page.getByText('Un billet annulé')).toBeVisible();
  await expect(page.getByText(`Remboursement de ${amount}`)).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('link', { name: /^Avoir/ })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expectAccessible(page);
});

test('an agent approves what a buyer has asked for', async ({ page, browser }) => {
  await page.goto('/');
  const address = await buyTwo(page, 'olympique-des-jasmins-union-du-cap-bleu');
  await page.goto(address);
  await page.getByRole('button', { name: 'Annuler des billets' }).click();
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await page.getByRole('button', { name: /^Demander l’annulation de 2 billets/ }).click();
  await expect(page.getByText('L’annulation de 2 billets est demandée')).toBeVisible();

  const desk = await signInAsAgent(browser, '/desk/cancellations');
  await expect(desk.getByRole('heading', { name: 'Annulations à décider' })).toBeVisible();
  await expectAccessible(desk);
  await desk.getByRole('button', { name: /^Approuver et rembourser/ }).click();
  await expect(desk.getByText('Approuvé : les billets sont annulés et le remboursement est parti.')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Commande remboursée' })).toBeVisible();
});

test('an agent cancels tickets for a mistake of the house, with everything back', async ({ page, browser }) => {
  await page.goto('/');
  const [address = ''] = (await buyTwo(page, 'olympique-des-jasmins-union-du-cap-bleu')).split('?');
  const desk = await signInAsAgent(browser, address);
  await desk.getByRole('button', { name: 'Annuler des billets' }).click();
  for (const box of await desk.getByRole('checkbox').all()) await box.check();
  await desk.getByLabel('Motif').selectOption({ label: 'erreur de notre part' });
  await desk.getByLabel('Note interne').fill('Sièges derrière un pylône.');
  await expectAccessible(desk);
  await desk.getByRole('button', { name: /^Annuler 2 billets et rembourser/ }).click();
  await expect(desk.getByRole('heading', { name: 'Commande remboursée' })).toBeVisible();
});

async function signInAsAgent(browser: Browser, next: string): Promise<Page> {
  const desk = await (await browser.newContext({ locale: 'fr-FR' })).newPage();
  await desk.goto(`/account/sign-in?next=${encodeURIComponent(next)}`);
  await desk.getByLabel('Adresse e-mail').fill('agent@tessera.example');
  await desk.getByLabel('Mot de passe').fill('open the curtain');
  await desk.getByRole('button', { name: 'Se connecter' }).click();
  return desk;
}
