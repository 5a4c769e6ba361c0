import { expect, type Page } from '@playwright/test';
import type { Reply } from '../contract/api/operations.ts';

const api = '/api/v1';

/**
 * Two best seats of the event's next performance that can be cancelled, paid as `outcome` says at the simulator; the address of
 * the order. The page must be on the site.
 */
export async function buyTwo(page: Page, slug: string, outcome = 'succeed'): Promise<string> {
  const event = (await (await page.request.get(`${api}/events/${slug}`)).json()) as Reply<'getEvent'>;
  const week = Date.now() + 8 * 24 * 3_600_000;
  const [first] = event.performances.filter(({ sale }) => sale.state === 'open');
  const late = event.performances.find(({ sale, startsAt }) => sale.state === 'open' && Date.parse(startsAt) > week);
  const performanceId = (late ?? first)?.id ?? '';
  const held = await page.request.post(`${api}/performances/${performanceId}/holds`, {
    data: { best: { quantity: 2 } },
  });
  const hold = (await held.json()) as Reply<'holdSeats'>;
  const headers = () => ({ authorization: `Bearer ${hold.token}`, 'idempotency-key': crypto.randomUUID() });
  const buyer = { email: 'lina@example.org', name: 'Lina Amari', locale: 'fr' };
  const placed = await page.request.post(`${api}/orders`, { headers: headers(), data: { hold: hold.id, buyer } });
  const order = (await placed.json()) as Reply<'placeOrder'>;
  const returnUrl = new URL('/checkout/return', page.url()).href;
  const started = await page.request.post(`${api}/orders/${order.id}/payments`, {
    headers: headers(),
    data: { provider: 'simulator', returnUrl },
  });
  const { next } = (await started.json()) as Reply<'payOrder'>;
  const paid = next.kind === 'redirect' ? next.url.split('/').at(-1) : '';
  await page.request.post(`/simulator/payments/${paid}`, { data: { outcome } });
  await expect(async () => {
    const now = await page.request.get(`${api}/orders/${order.id}`, { headers: headers() });
    expect(((await now.json()) as Reply<'getOrder'>).status).toBe('confirmed');
  }).toPass();
  return `/o/${order.id}?k=${hold.token}`;
}
