import { expect, test } from '@playwright/test';
import { buyTwo } from './buy-by-api.ts';
import { expectAccessible } from './expect-accessible.ts';
import { signInAs } from './sign-in-as.ts';

test('a director reads the statements and finds the payment that was taken twice', async ({ page, browser }) => {
  await page.goto('/');
  const [address = ''] = (await buyTwo(page, 'les-lanternes-de-papier', 'twice')).split('?');

  const desk = await signInAs(browser, 'director', '/account');
  await desk.getByRole('link', { name: 'Comptes et relevés' }).click();
  await expect(desk.getByRole('heading', { name: 'Comptes', exact: true })).toBeVisible();
  await expectAccessible(desk);
  await desk.getByRole('button', { name: 'Lire les relevés maintenant' }).first().click();
  await expect(desk.getByText('Les relevés sont lus.')).toBeVisible();
  const difference = desk.getByText('Encaissé plusieurs fois');
  await expect(difference).toHaveCount(1);
  await expect(desk.getByRole('link', { name: 'Voir la commande' })).toHaveAttribute('href', address);
  await expect(desk.getByText('Les relevés et nos comptes disent la même chose.').first()).toBeVisible();
  await expectAccessible(desk);

  await desk.setViewportSize({ width: 390, height: 844 });
  await expect(difference).toBeVisible();
  await expectAccessible(desk);

  await desk.getByLabel('Du').fill('2026-01-01');
  await desk.getByRole('button', { name: 'Afficher' }).click();
  await expect(desk.getByText(/Cette période n’est pas possible/)).toBeVisible();
});
