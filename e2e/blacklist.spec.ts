import { expect, type Page, test } from '@playwright/test';
import type { Reply } from '../contract/api/operations.ts';
import { expectAccessible } from './expect-accessible.ts';
import { signInAs } from './sign-in-as.ts';

const api = '/api/v1';

test.use({ viewport: { width: 390, height: 844 } });

test('a director bans somebody, the shop asks them to write to the organiser, and lets them buy once it is lifted', async ({
  page,
  browser,
}) => {
  const email = `victor.${Date.now()}@gmail.com`;
  await page.goto('/');
  const { hold, seller } = await holdOne(page, 'les-lanternes-de-papier');
  const desk = await signInAs(browser, 'director', '/desk/blacklist');
  const house = desk.getByRole('region', { name: seller, exact: true });
  await expect(house.getByText('Personne n’est exclu.')).toBeVisible();
  await house.getByText('Exclure quelqu’un').first().click();
  await house.getByLabel('Adresse e-mail').fill(email);
  await house.getByRole('button', { name: 'Exclure quelqu’un' }).click();
  await expect(house.getByText('À remplir.')).toBeVisible();
  await house.getByLabel('Nom, pour les collègues').fill('Victor Lenoir');
  await house.getByLabel('Ce qui s’est passé').fill('A frappé un ouvreur');
  await house.getByLabel('Jusqu’au, inclus').fill('2020-01-01');
  await house.getByRole('button', { name: 'Exclure quelqu’un' }).click();
  await expect(house.getByText('Ce jour est déjà passé.')).toBeVisible();
  await expectAccessible(desk);
  await house.getByLabel('Jusqu’au, inclus').fill('');
  await house.getByLabel('Exclu de').selectOption({ label: 'Les Lanternes de papier, toutes les dates' });
  await house.getByRole('button', { name: 'Exclure quelqu’un' }).click();
  await expect(desk.getByText('C’est fait : plus rien n’est vendu à cette personne.')).toBeVisible();
  await expect(house.getByTestId('ban')).toContainText('Victor Lenoir');
  await expectAccessible(desk);

  await page.goto(`/checkout/${hold.id}?k=${hold.token}`);
  await page.getByTestId('email').fill(email.replace('victor.', 'Vic.tor.'));
  await page.getByTestId('pay').click();
  const refusal = page.getByTestId('refusal');
  await expect(refusal).toContainText('Cette commande ne peut pas être passée en ligne');
  await expect(refusal).toContainText(/Écrivez à \S+@\S+/);
  await expect(page.getByText('violences')).toHaveCount(0);
  await expectAccessible(page);

  await house.getByLabel('Cette adresse est-elle sur la liste ?').fill(email.toUpperCase());
  await house.getByRole('button', { name: 'Chercher' }).click();
  await expect(house.getByTestId('found-bans')).toContainText('Victor Lenoir');
  await desk.goto('/desk/blacklist');
  await desk.setViewportSize({ width: 390, height: 844 });
  await house.getByText('Changer la fin, ou lever').click();
  await house.getByRole('button', { name: 'Lever cette exclusion' }).click();
  await expect(house.getByText('À remplir.')).toBeVisible();
  await house.getByLabel('Pourquoi la lever ?').fill('Une méprise');
  await house.getByRole('button', { name: 'Lever cette exclusion' }).click();
  await expect(desk.getByText('L’exclusion est levée.')).toBeVisible();
  await expect(house.getByText('Personne n’est exclu.')).toBeVisible();
  await house.getByRole('link', { name: 'Terminées' }).click();
  await expect(house.getByTestId('ban')).toContainText('Une méprise');
  await expectAccessible(desk);

  await page.getByTestId('pay').click();
  await page.getByTestId('simulate-succeed').click();
  await expect(page.getByRole('heading', { name: 'Vous y serez' })).toBeVisible();
});

/** The best place of a performance on sale, held, and whose it is. */
async function holdOne(page: Page, slug: string): Promise<{ hold: Reply<'holdSeats'>; seller: string }> {
  const event = (await (await page.request.get(`${api}/events/${slug}`)).json()) as Reply<'getEvent'>;
  const open = event.performances.findLast(({ sale }) => sale.state === 'open');
  const held = await page.request.post(`${api}/performances/${open?.id}/holds`, { data: { best: { quantity: 1 } } });
  return { hold: (await held.json()) as Reply<'holdSeats'>, seller: event.organiser.name };
}
