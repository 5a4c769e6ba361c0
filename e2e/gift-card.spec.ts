import { expect, type Page, test } from '@playwright/test';
import type { Reply } from '../contract/api/operations.ts';
import { expectAccessible } from './expect-accessible.ts';
import { receivedMail } from './mailbox.ts';
import { signInAs } from './sign-in-as.ts';

const api = '/api/v1';

test.use({ viewport: { width: 390, height: 844 } });

test('a director gives a gift card, its holder pays a part with it and the rest at the simulator, cancels, and has it again', async ({
  page,
  browser,
}) => {
  const email = `gift-${Date.now()}@example.org`;
  await page.goto('/');
  const { hold, seller } = await holdTwo(page, 'les-lanternes-de-papier');
  const desk = await signInAs(browser, 'director', '/desk/gift-cards');
  await issue(desk, seller, email);

  const mail = await receivedMail(email, /^Votre carte cadeau de 20,00/);
  const [code = ''] = /(?:[2-9A-HJKMNP-Z]{4}-){4}[2-9A-HJKMNP-Z]{4}/.exec(mail.text ?? '') ?? [];
  const [link = ''] = /http\S+\/gift-card#\S+/.exec(mail.text ?? '') ?? [];
  await page.goto(link);
  await expect(page.getByLabel('Code de la carte cadeau')).toHaveValue(code);
  await page.getByRole('button', { name: 'Afficher le solde' }).click();
  await expect(page.getByTestId('gift-balance')).toHaveText('20,00 €');
  await expectAccessible(page);

  await page.goto(`/checkout/${hold.id}?k=${hold.token}`);
  await page.getByTestId('email').fill(email);
  const cards = page.getByTestId('gift-cards');
  await cards.getByText('J’ai une carte cadeau').click();
  await page.getByTestId('gift-card').fill(`${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`);
  await page.getByTestId('gift-card-apply').click();
  await expect(cards.getByText('Un des signes est faux. Vérifiez le code lettre par lettre.')).toBeVisible();
  await expectAccessible(page);
  await page.getByTestId('gift-card').fill(code.toLowerCase());
  await page.getByTestId('gift-card').press('Enter');
  const end = code.slice(-4);
  await expect(cards.getByText(`Carte cadeau ••${end}`)).toBeVisible();
  const rest = inEuros(hold.total.amountMinor - 2_000);
  await expect(page.getByTestId('to-pay')).toHaveText(rest);
  await expectAccessible(page);
  await page.getByRole('button', { name: `Retirer la carte cadeau ••${end}` }).click();
  await expect(page.getByTestId('pay')).toContainText(inEuros(hold.total.amountMinor));
  await cards.getByText('J’ai une carte cadeau').click();
  await page.getByTestId('gift-card').fill(code);
  // Whoever forgets to press beside the field has it used all the same, before anything is paid.
  await page.getByTestId('pay').click();
  await expect(page.getByTestId('pay')).toContainText(rest);
  await page.getByTestId('pay').click();
  await page.getByTestId('simulate-succeed').click();
  await expect(page.getByRole('heading', { name: 'Vous y serez' })).toBeVisible();
  await expect(page.getByText(`Carte cadeau ••${end}`)).toBeVisible();
  await expect(page.getByTestId('to-pay')).toHaveText(rest);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Annuler des billets' }).click();
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  const parts = page.getByTestId('refund-parts');
  await expect(parts).toContainText(`Sur la carte cadeau ••${end}20,00 €`);
  await expect(parts).toContainText(`Par Simulateur${rest}`);
  await page.getByRole('radio', { name: 'Sur une carte cadeau, pour plus tard' }).check();
  await expect(parts).toContainText('Sur une nouvelle carte cadeau');
  await page.getByRole('radio', { name: 'Comme il a été payé' }).check();
  await expect(parts).toContainText('Par Simulateur');
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Annuler 2 billets et recevoir/ }).click();
  await expect(page.getByRole('heading', { name: 'Commande remboursée' })).toBeVisible();
  await page.goto(link);
  await page.getByRole('button', { name: 'Afficher le solde' }).click();
  await expect(page.getByTestId('gift-balance')).toHaveText('20,00 €');

  await desk.reload();
  await desk.getByRole('link', { name: `Carte cadeau ••${end}` }).click();
  await expect(desk.getByText('Remboursé dessus')).toBeVisible();
  await expectAccessible(desk);
  await desk.getByRole('button', { name: 'Bloquer cette carte' }).click();
  await expect(desk.getByText('Dites pourquoi.')).toBeVisible();
  await desk.getByLabel('Pourquoi').fill('Perdue');
  await desk.getByRole('button', { name: 'Bloquer cette carte' }).click();
  await expect(desk.getByText('La carte cadeau est bloquée.')).toBeVisible();
  await desk.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(desk);
});

/** As the pages write it, with plain blanks. */
function inEuros(amountMinor: number): string {
  return `${(amountMinor / 100).toFixed(2).replace('.', ',')} €`;
}

async function issue(desk: Page, seller: string, email: string): Promise<void> {
  const house = desk.getByRole('region', { name: seller, exact: true });
  await expect(house.getByText('Aucune carte cadeau pour l’instant.')).toBeVisible();
  await house.getByText('Offrir une carte cadeau').first().click();
  await house.getByLabel('Montant').fill('vingt');
  await house.getByLabel('Adresse e-mail').fill(email);
  await house.getByRole('button', { name: 'Offrir une carte cadeau' }).click();
  await expect(house.getByText('Ce n’est pas un montant, par exemple 25,00.')).toBeVisible();
  await expectAccessible(desk);
  await house.getByLabel('Montant').fill('20,00');
  await house.getByRole('button', { name: 'Offrir une carte cadeau' }).click();
  await expect(desk.getByText('La carte cadeau est émise : son code part par e-mail.')).toBeVisible();
  await expect(house.getByText(email)).toBeVisible();
  await expectAccessible(desk);
}

/** Two best places of the next performance that can be cancelled, held, and whose they are. */
async function holdTwo(page: Page, slug: string): Promise<{ hold: Reply<'holdSeats'>; seller: string }> {
  const event = (await (await page.request.get(`${api}/events/${slug}`)).json()) as Reply<'getEvent'>;
  const week = Date.now() + 8 * 24 * 3_600_000;
  const late = event.performances.find(({ sale, startsAt }) => sale.state === 'open' && Date.parse(startsAt) > week);
  const held = await page.request.post(`${api}/performances/${late?.id}/holds`, { data: { best: { quantity: 2 } } });
  return { hold: (await held.json()) as Reply<'holdSeats'>, seller: event.organiser.name };
}
