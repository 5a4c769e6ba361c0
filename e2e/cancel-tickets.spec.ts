import { expect, test } from '@playwright/test';
import { buyTwo } from './buy-by-api.ts';
import { expectAccessible } from './expect-accessible.ts';
import { signInAs } from './sign-in-as.ts';

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

  const desk = await signInAs(browser, 'agent', '/desk/cancellations');
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
  const desk = await signInAs(browser, 'agent', address);
  await desk.getByRole('button', { name: 'Annuler des billets' }).click();
  for (const box of await desk.getByRole('checkbox').all()) await box.check();
  await desk.getByLabel('Motif').selectOption({ label: 'erreur de notre part' });
  await desk.getByLabel('Note interne').fill('Sièges derrière un pylône.');
  await expectAccessible(desk);
  await desk.getByRole('button', { name: /^Annuler 2 billets et rembourser/ }).click();
  await expect(desk.getByRole('heading', { name: 'Commande remboursée' })).toBeVisible();
});
