import { type APIRequestContext, type APIResponse, expect, type Page, request, test } from '@playwright/test';
import type { Reply } from '../contract/api/operations.ts';
import type { OperationName } from '../contract/api/paths.ts';
import { expectAccessible } from './expect-accessible.ts';

type Performance = Reply<'getPerformance'>;
type Seat = Reply<'listSeats'>['items'][number];

const api = '/api/v1';
const password = 'open the curtain';
const theatre = 'les-lanternes-de-papier';
const club = 'nuit-analogique';
let staff: APIRequestContext;

test.use({ viewport: { width: 390, height: 844 } });

test.beforeAll(async ({ baseURL }) => {
  staff = await request.newContext(baseURL === undefined ? {} : { baseURL });
  await asked<'signIn'>(staff.post(`${api}/sessions`, { data: { email: 'director@tessera.example', password } }));
});
test.afterAll(() => staff.dispose());

test('seats that would leave one alone are moved with one press', async ({ page }) => {
  const performance = await performanceOf(theatre);
  const zone = zoneOf(performance, 'balcon-face');
  const [, first, second] = await freeRun(performance.id, zone, 4);
  await page.goto(planOf(theatre, performance.id, `zone=${zone}`));
  for (const seat of [first, second]) await page.locator(`button[data-seat="${seat?.id}"]`).click();
  await page.getByTestId('continue').click();

  await expectRefusal(page, 'lone_seat', 'laisse');
  await expect(page.locator('button[data-lone]').first()).toBeVisible();
  await page.getByText('Pourquoi ?').click();
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Décaler pour moi : [A-Z]+ \d+, [A-Z]+ \d+$/ }).click();
  await expectHeld(page, 2);
});

test('a party too large for the seats left together is offered as many as there are', async ({ page }) => {
  const performance = await performanceOf(theatre);
  const zone = zoneOf(performance, 'balcon-cour');
  const free = (await seatsOf(performance.id, zone)).filter(({ state }) => state === 'available');
  const aside = free.filter((_, index) => index % 3 === 1).map(({ id }) => id);
  const allocation = { name: 'Presse', kind: 'press', seats: aside };
  await asked<'allocatePlaces'>(staff.post(`${api}/performances/${performance.id}/allocations`, { data: allocation }));
  await page.goto(planOf(theatre, performance.id, 'n=10'));
  await page.locator('select[name="zone"]').selectOption(zone);
  await page.getByTestId('best-btn').click();

  await expectRefusal(page, 'not_enough_together', 'Il n’y a pas 10 places ensemble');
  await expect(page.getByRole('button', { name: 'Les 10 meilleures, séparées' })).toBeVisible();
  await expectAccessible(page);
  const fewer = page.getByRole('button', { name: /^Prendre \d ensemble$/ });
  const count = Number(/\d/.exec((await fewer.textContent()) ?? '')?.[0]);
  await fewer.click();
  await expectHeld(page, count);
});

test('who has places already is told the limit, and the page is set to what is left of it', async ({ page }) => {
  const performance = await performanceOf('cordes-de-nuit');
  const limits = { placesPerOrderMax: 10, placesPerPersonMax: 6, loneSeats: 'lenient' };
  await asked<'setLimits'>(staff.put(`${api}/performances/${performance.id}/limits`, { data: limits }));
  await asked<'signIn'>(
    page.request.post(`${api}/sessions`, { data: { email: 'neighbour@tessera.example', password } }),
  );
  const best = { best: { quantity: 4 } };
  await asked<'holdSeats'>(page.request.post(`${api}/performances/${performance.id}/holds`, { data: best }));
  await page.goto(planOf('cordes-de-nuit', performance.id, 'n=4'));
  await page.getByTestId('best-btn').click();

  await expectRefusal(page, 'person_limit', 'Jusqu’à 6 places par personne pour cet événement');
  await expect(page.getByTestId('refusal')).toContainText('Vous en avez déjà 4. Vous pouvez encore en prendre 2.');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Passer à 2 places' }).click();
  await expect(page.getByTestId('refusal')).toHaveCount(0);
  await page.getByRole('button', { name: 'Les 2 meilleures' }).click();
  await expectHeld(page, 2);
});

test('a table sold whole is taken with one press', async ({ page }) => {
  const performance = await performanceOf(club);
  const tables = performance.zones.filter(({ kind }) => kind === 'seated');
  const seated = await Promise.all(tables.map(async ({ id }) => ({ id, seats: await seatsOf(performance.id, id) })));
  const table = seated.find(({ seats }) => seats.every(({ state }) => state === 'available'));
  if (!table) throw new Error('no table is free');
  await page.goto(planOf(club, performance.id, `zone=${table.id}`));
  await page.locator('button[data-seat]').first().click();
  await page.getByTestId('continue').click();

  await expectRefusal(page, 'whole_table', 'Cette table se vend entière');
  // Axe measures what the head of the page leaves of a target that is half scrolled away.
  await page.evaluate(() => window.scrollTo(0, 0));
  await expectAccessible(page);
  await page.getByRole('button', { name: `Prendre toute la table (${table.seats.length} places)` }).click();
  await expectHeld(page, table.seats.length);
});

async function expectRefusal(page: Page, code: string, title: string): Promise<void> {
  const refusal = page.getByTestId('refusal');
  await expect(refusal).toHaveAttribute('data-code', code);
  await expect(refusal).toContainText(title);
  await expect(refusal).toBeFocused();
  await expect(page.getByRole('alert')).toHaveCount(1);
}

async function expectHeld(page: Page, count: number): Promise<void> {
  await expect(page.getByTestId('checkout')).toBeVisible();
  await expect(page.getByTestId('price-line')).toHaveCount(count);
}

function planOf(slug: string, performanceId: string, query: string): string {
  return `/e/${slug}/p/${performanceId}/seats?${query}`;
}

/** Its last date that is on sale. */
async function performanceOf(slug: string): Promise<Performance> {
  const { performances } = await asked<'getEvent'>(staff.get(`${api}/events/${slug}`));
  const open = performances.filter(({ sale }) => sale.state === 'open').at(-1);
  return asked<'getPerformance'>(staff.get(`${api}/performances/${open?.id}`));
}

function zoneOf({ zones }: Performance, code: string): string {
  const zone = zones.find((one) => one.code === code);
  if (!zone) throw new Error(`there is no zone ${code}`);
  return zone.id;
}

async function seatsOf(performanceId: string, zone: string): Promise<readonly Seat[]> {
  const { items } = await asked<'listSeats'>(staff.get(`${api}/performances/${performanceId}/seats?zone=${zone}`));
  return items.toSorted((a, b) => a.ordinal - b.ordinal);
}

/** So many free seats side by side, with nobody to find a seat before them: the row begins there, or somebody sits there. */
async function freeRun(performanceId: string, zone: string, length: number): Promise<readonly Seat[]> {
  const seats = await seatsOf(performanceId, zone);
  const starts = seats.flatMap((seat, index) => {
    const before = seats[index - 1];
    return before?.row === seat.row && before.state === 'available' ? [] : [index];
  });
  const runs = starts.map((start) => seats.slice(start, start + length));
  const run = runs.find((some) => some.every(({ row, state }) => row === some[0]?.row && state === 'available'));
  if (run?.length !== length) throw new Error('there is no such run of free seats');
  return run;
}

async function asked<Name extends OperationName>(answer: Promise<APIResponse>): Promise<Reply<Name>> {
  const response = await answer;
  if (!response.ok()) throw new Error(`${response.url()} answered ${response.status()}: ${await response.text()}`);
  return response.json();
}
