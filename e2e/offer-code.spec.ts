import { type APIRequestContext, expect, request, test } from '@playwright/test';
import type { Input, Reply } from '../contract/api/operations.ts';
import { expectAccessible } from './expect-accessible.ts';

const api = '/api/v1';
const slug = 'minuit-moins-le-quart';
type Draft = Input<'publishPriceList'>['body'];

let staff: APIRequestContext;
let performanceId: string;
let before: Draft;

/** Every price of the evening is for whoever knows a code; the first forty of the early bird only. */
test.beforeAll(async ({ baseURL }) => {
  staff = await request.newContext({ baseURL: baseURL ?? '' });
  await staff.post(`${api}/sessions`, { data: { email: 'director@tessera.example', password: 'open the curtain' } });
  const event = (await (await staff.get(`${api}/events/${slug}`)).json()) as Reply<'getEvent'>;
  performanceId = event.performances.find(({ sale }) => sale.state === 'open')?.id ?? '';
  before = draftOf(await priceList());
  await hide({ placesMax: 1_000_000 });
  const sold = (await priceList()).offers.find(({ tariff }) => tariff === 'early-bird')?.placesTaken ?? 0;
  await hide({ placesMax: sold + 40 });
  const { organiser } = event;
  const { memberships } = (await (await staff.get(`${api}/me`)).json()) as Reply<'getMe'>;
  const own = memberships.find(({ organiserName }) => organiserName === organiser.name);
  const promos = `${api}/organisers/${own?.organiser}/promo-codes`;
  const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString();
  for (const more of [{ code: 'BALCUIVRES' }, { code: 'PLUSTARD', startsAt: tomorrow }]) {
    const made = await staff.post(promos, { data: { kind: 'unlock', performance: performanceId, ...more } });
    // A test that is tried again finds them made.
    expect([201, 409]).toContain(made.status());
  }
});

test.afterAll(async () => {
  await publish({ ...before, basedOn: (await priceList()).version });
  await staff.dispose();
});

async function priceList(): Promise<Reply<'getPriceList'>> {
  return (await staff.get(`${api}/performances/${performanceId}/price-list`)).json();
}

function draftOf({ version, currency, tariffs, offers }: Reply<'getPriceList'>): Draft {
  return {
    basedOn: version,
    currency,
    tariffs: tariffs.map(({ id: _, ...tariff }) => tariff),
    offers: offers.map(({ id: _, placesTaken: __, ...offer }) => offer),
  };
}

async function hide(early: { readonly placesMax: number }): Promise<void> {
  const draft = draftOf(await priceList());
  const offers = draft.offers.map((offer) => ({
    ...offer,
    isHidden: true,
    ...(offer.tariff === 'early-bird' ? early : {}),
  }));
  await publish({ ...draft, offers });
}

async function publish(data: Draft): Promise<void> {
  const published = await staff.post(`${api}/performances/${performanceId}/price-lists`, { data });
  expect(published.status(), await published.text()).toBe(201);
}

test('on a phone, prices appear once a code fits, and are refused with the reason until then', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/e/${slug}?p=${performanceId}`);
  await expect(page.getByText('Aucun tarif n’est en vente pour l’instant')).toBeVisible();
  await expect(page.getByTestId('buy-bar')).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Tarifs' })).toBeHidden();
  await expectAccessible(page);

  await page.getByText('J’ai un code').click();
  const field = page.getByLabel('Code', { exact: true });
  const told = page.getByTestId('code-told');
  await field.fill('SESAME');
  await page.getByRole('button', { name: 'Utiliser ce code' }).click();
  await expect(told).toContainText('Ce code n’ouvre rien pour cette date');
  await expect(field).toHaveValue('SESAME');
  await expectAccessible(page);
  await field.fill('PLUSTARD');
  await field.press('Enter');
  await expect(told).toContainText('Ce code n’est pas encore valable. Il ouvre le');

  await field.fill('balcuivres');
  await field.press('Enter');
  await expect(told).toContainText('ses tarifs vous sont ouverts');
  await expect(page.getByRole('heading', { name: 'Tarifs' })).toBeVisible();
  await expect(page.getByText('avec votre code').first()).toBeVisible();
  await expect(page.getByText('encore 40 places à ce prix')).toBeVisible();
  await expectAccessible(page);

  const price = (await page.getByTestId('best-btn').textContent())?.split('·').at(-1)?.trim() ?? '';
  await page.getByTestId('best-btn').click();
  await expect(page.getByTestId('price-total')).toHaveText(price);
  await page.goBack();
  await expect(page.getByText('encore 38 places à ce prix')).toBeVisible();
});

test('on a desk the code goes along to the plan, and can be taken back', async ({ page }) => {
  await page.goto(`/e/${slug}?p=${performanceId}`);
  await page.getByText('J’ai un code').click();
  await page.getByLabel('Code', { exact: true }).fill('BALCUIVRES');
  await page.getByRole('button', { name: 'Utiliser ce code' }).click();
  await page.getByTestId('choose-btn').click();
  await expect(page.getByText('ses tarifs vous sont ouverts')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Retirer le code' }).click();
  await expect(page.getByText('Aucun tarif n’est en vente pour l’instant')).toBeVisible();
  await expectAccessible(page);
});
