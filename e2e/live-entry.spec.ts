import { expect, type Page, test } from '@playwright/test';
import type { Reply } from '../contract/api/operations.ts';
import { expectAccessible } from './expect-accessible.ts';
import { signInAs } from './sign-in-as.ts';

const phone = { width: 390, height: 844 };

test('an incident told at the gate is seen by the authority a director lets look, without its words, until access is taken away', async ({
  page,
  browser,
}) => {
  const performance = await nextPerformance(page, 'les-lanternes-de-papier');
  const gate = await signInAs(browser, 'gate', `/desk/performances/${performance.id}/entry`);
  await gate.setViewportSize(phone);
  await expect(gate.getByTestId('inside')).toHaveText('0');
  await expect(gate.getByText('Personne n’est encore entré.')).toBeVisible();
  await gate.getByText('Signaler un incident').click();
  await gate.getByRole('button', { name: 'Signaler', exact: true }).click();
  await expect(gate.getByText('Dites ce qui se passe.')).toBeVisible();
  await gate.getByLabel('Ce qui se passe').fill('Mme Dupont a fait un malaise');
  await gate.getByLabel('Gravité').selectOption('serious');
  await gate.getByRole('button', { name: 'Signaler', exact: true }).click();
  await expect(gate.getByText('L’incident est signalé.')).toBeVisible();
  await expectAccessible(gate);

  const officer = await signInAs(browser, 'authority', '/authority');
  await expect(officer.getByText('Aucun accès n’est ouvert pour vous en ce moment.')).toBeVisible();
  await officer.goto(`/authority/${performance.id}`);
  await expect(officer.getByRole('heading', { name: 'Votre accès n’est plus ouvert' })).toBeVisible();

  const desk = await signInAs(browser, 'director', '/desk/authority');
  const house = desk.getByRole('region', { name: performance.house, exact: true });
  await house.getByText('Ouvrir un accès').click();
  await house.getByRole('button', { name: 'Ouvrir cet accès' }).click();
  await expect(house.getByText('À remplir.')).toBeVisible();
  await house.getByLabel('Accès à').selectOption({ value: `performance ${performance.id} ${performance.timeZone}` });
  await house.getByLabel('Jusqu’à').fill(await tomorrow(desk));
  await house.getByRole('button', { name: 'Ouvrir cet accès' }).click();
  await expect(desk.getByText('L’accès est ouvert.')).toBeVisible();
  await expectAccessible(desk);

  await officer.goto('/authority');
  await officer.setViewportSize(phone);
  await officer.getByRole('link', { name: performance.title }).click();
  await expect(officer.getByText('Médical · sérieux')).toBeVisible();
  await expect(officer.getByText('Dupont')).toHaveCount(0);
  await expectAccessible(officer);
  const download = officer.waitForEvent('download');
  await officer.getByRole('link', { name: 'Rapport signé (PDF)' }).click();
  const file = await (await download).path();
  const name = (await download).suggestedFilename();
  await page.goto(`/reports/${/([\w-]{36})\.pdf$/.exec(name)?.[1]}`);
  await page.getByLabel('Le fichier PDF que vous avez').setInputFiles('README.md');
  await expect(page.getByText('Ce n’est pas ce rapport, ou il a été modifié.')).toBeVisible();
  await page.getByLabel('Le fichier PDF que vous avez').setInputFiles(file);
  await expect(page.getByText('C’est bien ce rapport, inchangé.')).toBeVisible();
  await expectAccessible(page);

  await desk.goto('/desk/authority');
  await expect(house.getByTestId('view')).toHaveCount(2);
  await house.getByRole('button', { name: 'Retirer tout de suite' }).click();
  await expect(desk.getByText('L’accès est retiré : plus rien n’est montré.')).toBeVisible();
  // The screen that was left open asks again by itself.
  await expect(officer.getByRole('heading', { name: 'Votre accès n’est plus ouvert' })).toBeVisible();
});

async function nextPerformance(page: Page, slug: string) {
  const event = (await (await page.request.get(`/api/v1/events/${slug}`)).json()) as Reply<'getEvent'>;
  const open = event.performances.findLast(({ sale }) => sale.state === 'open');
  if (!open) throw new Error('no performance is on sale');
  return { id: open.id, title: event.title.fr, timeZone: open.timeZone, house: event.organiser.name };
}

/** As a field of a form has it. */
async function tomorrow(page: Page): Promise<string> {
  return page.evaluate(() => new Date(Date.now() + 86_400_000).toISOString().slice(0, 16));
}
