import type { Browser, Page } from '@playwright/test';

/** A browser of its own where somebody of the demo's staff has signed in, at an address. */
export async function signInAs(
  browser: Browser,
  who: 'agent' | 'director' | 'gate' | 'authority' | 'superadmin',
  next: string,
): Promise<Page> {
  const desk = await (await browser.newContext({ locale: 'fr-FR' })).newPage();
  await desk.goto(`/account/sign-in?next=${encodeURIComponent(next)}`);
  await desk.getByLabel('Adresse e-mail').fill(`${who}@tessera.example`);
  await desk.getByLabel('Mot de passe').fill('open the curtain');
  await desk.getByRole('button', { name: 'Se connecter' }).click();
  await desk.waitForURL(({ pathname, search }) => pathname + search === next);
  return desk;
}
