import { expect, test } from '@playwright/test';
import type { Reply } from '../contract/api/operations.ts';
import { expectAccessible } from './expect-accessible.ts';

const api = '/api/v1';

test.use({ viewport: { width: 390, height: 844 } });

test('a code is refused with its reason, applied, shown in the price, and taken off again', async ({ page }) => {
  const event = (await (await page.request.get(`${api}/events/les-lanternes-de-papier`)).json()) as Reply<'getEvent'>;
  const performanceId = event.performances.find(({ sale }) => sale.state === 'open')?.id ?? '';
  const made = await page.request.post(`${api}/performances/${performanceId}/holds`, {
    data: { best: { quantity: 2 } },
  });
  const hold = (await made.json()) as Reply<'holdSeats'>;
  const total = page.getByTestId('price-total');
  await page.goto(`/checkout/${hold.id}?k=${hold.token}`);
  const before = await total.textContent();

  await page.getByText('J’ai un code').click();
  await page.getByTestId('promo').fill('SESAME');
  await page.getByTestId('promo-apply').click();
  await expect(page.getByText('Nous ne connaissons pas ce code. Vérifiez comment il s’écrit.')).toBeVisible();
  await expect(page.getByTestId('promo')).toHaveValue('SESAME');
  await expectAccessible(page);
  await expect(total).toHaveText(before ?? '');

  await page.getByTestId('promo').fill('bienvenue10');
  await page.getByTestId('promo-apply').click();
  await expect(page.getByTestId('promo-applied')).toContainText('Code BIENVENUE10');
  const after = (await (
    await page.request.get(`${api}/holds/${hold.id}`, { headers: { authorization: `Bearer ${hold.token}` } })
  ).json()) as Reply<'getHold'>;
  expect(after.total.amountMinor + (after.promo?.discount.amountMinor ?? 0)).toBe(hold.total.amountMinor);
  await page.getByText('Détail du prix').click();
  await expect(page.getByText('Code BIENVENUE10', { exact: true }).last()).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Retirer le code BIENVENUE10' }).click();
  await expect(total).toHaveText(before ?? '');
  await expect(page.getByText('J’ai un code')).toBeVisible();
});
