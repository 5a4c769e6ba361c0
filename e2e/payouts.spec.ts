import { expect, test } from '@playwright/test';
import type { Reply } from '../contract/api/operations.ts';
import { buyTwo } from './buy-by-api.ts';
import { expectAccessible } from './expect-accessible.ts';
import { signInAs } from './sign-in-as.ts';

const phone = { width: 390, height: 844 };

test('a director opens an account and tells Stripe what it asks; the superadmin pays out what is owed', async ({
  page,
  browser,
}) => {
  await page.goto('/');
  const order = new URL(await buyTwo(page, 'les-lanternes-de-papier'), page.url());
  const headers = { authorization: `Bearer ${order.searchParams.get('k')}` };
  const answer = await page.request.get(`/api/v1/orders/${order.pathname.split('/').at(-1)}`, { headers });
  const { organiser } = (await answer.json()) as Reply<'getOrder'>;

  const desk = await signInAs(browser, 'director', '/account');
  const me = (await (await desk.request.get('/api/v1/me')).json()) as Reply<'getMe'>;
  const name = me.memberships.find((held) => held.organiser === organiser)?.organiserName ?? '';
  const house = desk.getByRole('region', { name, exact: true });
  await desk.getByRole('link', { name: 'Versements' }).click();
  await expect(desk.getByRole('heading', { name: 'Versements', exact: true })).toBeVisible();
  await expect(house.getByText('Rien n’a encore été versé.')).toBeVisible();
  await expect(house.getByRole('button', { name: /^Verser/ })).toHaveCount(0);
  await expectAccessible(desk);

  await desk.setViewportSize(phone);
  await house.getByLabel('Pays de l’organisateur').selectOption('BE');
  await house.getByRole('button', { name: 'Ouvrir un compte chez Stripe' }).click();
  await expect(house.getByTestId('account-state')).toHaveText(/^Stripe attend quelque chose de vous/);
  await expect(house.getByText('le compte bancaire où va l’argent')).toBeVisible();
  await expectAccessible(desk);
  await house.getByRole('button', { name: 'Continuer chez Stripe' }).click();
  await desk.waitForURL(/\/desk\/payouts\?organiser=/);
  await expect(house.getByTestId('account-state')).toHaveText('Prêt : les versements sont possibles.');

  const platform = await signInAs(browser, 'superadmin', `/desk/payouts?organiser=${organiser}`);
  const theirs = platform.getByRole('region', { name, exact: true });
  const owed = (await theirs.getByTestId('owed').textContent()) ?? '';
  const amount = theirs.getByLabel('Montant à verser (EUR)');
  await expect(amount).toHaveValue(/^\d+,\d\d$/);
  await expectAccessible(platform);
  await amount.fill('999999,00');
  await theirs.getByRole('button', { name: 'Verser par Stripe' }).click();
  await expect(theirs.getByText('C’est plus que ce qui est dû. Rien n’est versé.')).toBeVisible();
  await amount.fill(owed.replace(/[^\d,]/g, ''));
  await theirs.getByRole('button', { name: 'Verser par Stripe' }).click();
  await expect(theirs.getByText('Le versement est parti.')).toBeVisible();
  await expect(theirs.getByTestId('owed')).toHaveText(/^0,00/);
  await expect(async () => {
    await platform.reload();
    await expect(theirs.getByTestId('payout-state')).toHaveText('Versé', { timeout: 1_000 });
  }).toPass();
  await platform.setViewportSize(phone);
  await expectAccessible(platform);

  await desk.goto('/desk/payouts');
  await expect(house.getByTestId('payout-state')).toHaveText('Versé');
});
