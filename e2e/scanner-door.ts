import { expect, type Locator, type Page } from '@playwright/test';

/** A phone that was paired, prepared and put to a door. */
export async function openDoor(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: 'Préparer le téléphone' }).click();
  await page.getByRole('button', { name: 'Commencer' }).click();
  await expect(mode(page)).toBeVisible();
}

export function mode(page: Page): Locator {
  return page.getByTestId('mode');
}

export function verdict(page: Page): Locator {
  return page.getByTestId('verdict');
}

/** As a reader that is a keyboard types it, whatever has the focus: key after key without a rest, however busy this machine is. */
export async function typeCode(page: Page, code: string): Promise<void> {
  await page.evaluate(
    (keys) => {
      for (const key of keys) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    },
    [...code, 'Enter'],
  );
}
