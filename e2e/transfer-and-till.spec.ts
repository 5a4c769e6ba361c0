import { expect, type Page, test } from '@playwright/test';
import type { Reply } from '../contract/api/operations.ts';
import { camtFile } from '../server/testing/provider-fakes/bank/camt-file.ts';
import { expectAccessible } from './expect-accessible.ts';
import { signInAs } from './sign-in-as.ts';

const api = '/api/v1';

/** Two best places of a performance far enough away to be paid by transfer, held. */
async function holdTwo(page: Page, slug: string): Promise<Reply<'holdSeats'>> {
  const event = (await (await page.request.get(`${api}/events/${slug}`)).json()) as Reply<'getEvent'>;
  const week = Date.now() + 8 * 24 * 3_600_000;
  const late = event.performances.find(({ sale, startsAt }) => sale.state === 'open' && Date.parse(startsAt) > week);
  const held = await page.request.post(`${api}/performances/${late?.id}/holds`, { data: { best: { quantity: 2 } } });
  return (await held.json()) as Reply<'holdSeats'>;
}

async function placeOrder(page: Page, hold: Reply<'holdSeats'>): Promise<Reply<'placeOrder'>> {
  const headers = { authorization: `Bearer ${hold.token}`, 'idempotency-key': crypto.randomUUID() };
  const buyer = { email: 'lina@example.org', name: 'Lina Amari', locale: 'fr' };
  return (await page.request.post(`${api}/orders`, { headers, data: { hold: hold.id, buyer } })).json();
}

async function houseOf(desk: Page, organiser: string) {
  const me = (await (await desk.request.get(`${api}/me`)).json()) as Reply<'getMe'>;
  const name = me.memberships.find((held) => held.organiser === organiser)?.organiserName ?? '';
  return desk.getByRole('region', { name, exact: true });
}

test('a buyer on a phone pays by transfer, staff read the statement, and the tickets are there', async ({
  page,
  browser,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/');
  const hold = await holdTwo(page, 'les-lanternes-de-papier');
  await page.goto(`/checkout/${hold.id}?k=${hold.token}`);
  await page.getByLabel('Adresse e-mail').fill('lina@example.org');
  await page.getByRole('radio', { name: /^Virement bancaire/ }).check();
  await page.getByTestId('pay').click();
  await expect(page.getByRole('heading', { name: 'Il reste à faire le virement' })).toBeVisible();
  const transfer = page.getByTestId('transfer');
  await expect(transfer.getByText('FR14 2004 1010 0505 0001 3M02 606')).toBeVisible();
  await expect(transfer.getByRole('img', { name: 'Code QR du virement' })).toBeVisible();
  await expectAccessible(page);
  const reference = (await transfer.getByText(/^RF\d\d /).textContent()) ?? '';

  const orderId = new URL(page.url()).pathname.split('/').at(-1);
  const headers = { authorization: `Bearer ${hold.token}` };
  const { organiser } = (await (
    await page.request.get(`${api}/orders/${orderId}`, { headers })
  ).json()) as Reply<'getOrder'>;
  const desk = await signInAs(browser, 'director', '/desk/bank');
  const house = await houseOf(desk, organiser);
  const total = hold.total.amountMinor;
  const credits = [
    { id: `A-${hold.id}`, amountMinor: total, remittance: `LINA AMARI ${reference}` },
    { id: `B-${hold.id}`, amountMinor: total, remittance: 'sans référence' },
  ];
  await house.getByLabel('Relevé du compte').setInputFiles({
    name: 'releve.xml',
    mimeType: 'application/xml',
    buffer: Buffer.from(camtFile(credits)),
  });
  await house.getByRole('button', { name: 'Lire le relevé' }).click();
  await expect(house.getByText('1 rapprochés, 1 à traiter')).toBeVisible();
  await expect(house.getByText('sans référence')).toBeVisible();
  await expectAccessible(desk);
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Vos 2 billets' })).toBeVisible({ timeout: 1_000 });
  }).toPass();

  await house.getByLabel('Référence de la commande').fill('pas une référence');
  await house.getByRole('button', { name: 'Attribuer à cette commande' }).click();
  await expect(house.getByText('Aucune commande à payer par virement n’a cette référence.')).toBeVisible();
  await house.getByLabel('Comment il est rendu').fill('Viré le jour même');
  await house.getByRole('button', { name: 'Noter comme renvoyé' }).click();
  await expect(desk.getByText('Noté comme renvoyé.')).toBeVisible();
});

test('an agent opens a till, takes cash for an order, gives change, and closes it without knowing what should be there', async ({
  page,
  browser,
}) => {
  await page.goto('/');
  const order = await placeOrder(page, await holdTwo(page, 'les-lanternes-de-papier'));
  const desk = await signInAs(browser, 'agent', '/desk/till');
  const house = await houseOf(desk, order.organiser);
  await house.getByLabel('Nom de la caisse').fill('Guichet 1');
  await house.getByLabel('Fond de caisse').fill('100,00');
  await expectAccessible(desk);
  await house.getByRole('button', { name: 'Ouvrir une caisse' }).click();
  await expect(desk.getByText('La caisse est ouverte.')).toBeVisible();

  await house.getByLabel('Référence de la commande').fill(order.reference.toLowerCase());
  await house.getByRole('button', { name: 'Chercher' }).click();
  await expect(house.getByTestId('due')).toBeVisible();
  await house.getByLabel('Espèces reçues (EUR)').fill('1');
  await house.getByRole('button', { name: 'Encaisser et donner les billets' }).click();
  await expect(desk.getByText('C’est moins que ce qui est dû. Rien n’est encaissé.')).toBeVisible();
  const given = (order.total.amountMinor + 450) / 100;
  await house.getByLabel('Espèces reçues (EUR)').fill(given.toFixed(2).replace('.', ','));
  await expectAccessible(desk);
  await house.getByRole('button', { name: 'Encaisser et donner les billets' }).click();
  await expect(desk.getByTestId('change')).toHaveText(/^4,50/);
  await house.getByRole('link', { name: order.reference }).click();
  await expect(desk.getByRole('heading', { name: 'Vos 2 billets' })).toBeVisible();

  await desk.goto('/desk/till');
  await house.getByText('Fermer la caisse').click();
  await house.getByLabel('Espèces comptées (EUR)').fill('100');
  await house.getByRole('button', { name: 'Fermer avec ce compte' }).click();
  await expect(desk.getByText('La caisse est fermée.')).toBeVisible();
  await expect(house.getByText('Écart')).toBeVisible();
  await expect(house.getByText(/^Empreinte de clôture/)).toBeVisible();
  await expectAccessible(desk);
});
