import { expect, test } from '@playwright/test';

test.use({ viewport: { width: 390, height: 844 } });

test('who chooses a category and presses before its price has come gets that category, and no price of another is shown', async ({
  page,
}) => {
  await page.goto('/e/la-grande-veillee');
  const bar = page.getByTestId('buy-bar');
  const labels = await bar.getByRole('option').allTextContents();
  const carreOr = labels.find((label) => label.startsWith('Carré Or')) ?? '';
  await page.waitForLoadState('networkidle');
  // The new price takes its time.
  await page.route(/\.data/, async (route) => {
    if (route.request().method() === 'GET') await new Promise((resolve) => setTimeout(resolve, 3_000));
    await route.continue().catch(() => undefined);
  });
  await bar.getByRole('combobox').selectOption({ label: carreOr });
  await expect(page.getByTestId('best-btn')).not.toContainText('€');
  await page.getByTestId('best-btn').click();

  await expect(page.getByTestId('checkout')).toContainText('Carré Or');
  await expect(page.getByTestId('price-total')).toContainText('89,00');
});

test('who types an address before the page is awake keeps it, whatever was typed here before', async ({ page }) => {
  await page.addInitScript(() => {
    const before = { email: 'lina@example.org', name: 'Lina Amari', at: Date.now() };
    localStorage.setItem('tessera.buyer', JSON.stringify(before));
  });
  await page.goto('/e/la-grande-veillee');
  await page.getByTestId('best-btn').click();
  const email = page.getByTestId('email');
  await expect(email).toHaveValue('lina@example.org');

  const typed = Promise.withResolvers<void>();
  await page.route(/\/assets\/.*\.js/, async (route) => {
    await typed.promise;
    await route.continue();
  });
  await page.reload({ waitUntil: 'commit' });
  await email.pressSequentially('ines@');
  typed.resolve();
  await expect(page.getByLabel('Nom')).toHaveValue('Lina Amari');
  await email.press('End');
  await email.pressSequentially('example.org');
  await expect(email).toHaveValue('ines@example.org');
});
