import { type APIRequestContext, expect, request } from '@playwright/test';
import { rotatingCode } from '../contract/admission/rotating-code.ts';
import type { Input, Reply } from '../contract/api/operations.ts';
import { apiBase } from '../contract/api/paths.ts';
import { usualPolicy } from '../server/testing/usual-policy.ts';

type Policy = Input<'setEntryPolicy'>['body'];
type Ticket = Reply<'getTicket'>;
type Evening = {
  readonly site: string;
  readonly performanceId: string;
  readonly organiserId: string;
  readonly gateIds: readonly string[];
};
const ticketsPerOrder = 4;

/** The demo's evening whose doors are open, its administrator, and people who bought tickets and have not come yet. */
export class OpenHouse {
  readonly #site: string;
  readonly #admin: APIRequestContext;
  readonly #performanceId: string;
  readonly #organiserId: string;
  readonly #gateIds: readonly string[];
  readonly #bought: Ticket[] = [];

  private constructor(admin: APIRequestContext, at: Evening) {
    this.#admin = admin;
    this.#site = at.site;
    this.#performanceId = at.performanceId;
    this.#organiserId = at.organiserId;
    this.#gateIds = at.gateIds;
  }

  static async open(baseURL: string): Promise<OpenHouse> {
    const admin = await request.newContext({ baseURL });
    const by = { email: 'admin@tessera.example', password: 'open the curtain' };
    expect((await admin.post(`${apiBase}/sessions`, { data: by })).ok()).toBe(true);
    const points: Reply<'listAccessPoints'> = await (await admin.get(`${apiBase}/access-points`)).json();
    const now = Date.now();
    const tonight = points.items
      .flatMap(({ performances }) => performances)
      .find(({ doorsAt, endsAt }) => Date.parse(doorsAt) < now && now < Date.parse(endsAt));
    const performanceId = tonight?.id ?? fail('no doors are open');
    const me: Reply<'getMe'> = await (await admin.get(`${apiBase}/me`)).json();
    const { organiser }: Reply<'getPerformance'> = await (
      await admin.get(`${apiBase}/performances/${performanceId}`)
    ).json();
    const membership = me.memberships.find(({ organiserName }) => organiserName === organiser.name);
    const gateIds = points.items.flatMap(({ gate, performances }) =>
      performances.some(({ id }) => id === performanceId) ? [gate.id] : [],
    );
    const organiserId = membership?.organiser ?? '';
    return new OpenHouse(admin, { site: baseURL, performanceId, organiserId, gateIds: [...new Set(gateIds)] });
  }

  /** Every gate takes every zone, so that it is all the same where a phone stands. */
  async setPolicy(policy: Partial<Policy> = {}): Promise<void> {
    const anyGate = { products: null, zoneIds: null, gateIds: [...this.#gateIds], from: null, until: null };
    const data = { ...usualPolicy, showsNames: true, rules: [anyGate], ...policy };
    const set = await this.#admin.put(`${apiBase}/performances/${this.#performanceId}/entry-policy`, { data });
    expect(set.status(), await set.text()).toBe(200);
  }

  /** For the link by which a phone becomes a device. */
  async enrolmentCode(): Promise<string> {
    const data = { name: 'Téléphone 3', performances: [this.#performanceId] };
    const enrolled = await this.#admin.post(`${apiBase}/organisers/${this.#organiserId}/devices`, { data });
    return ((await enrolled.json()) as Reply<'enrolDevice'>).code;
  }

  /** Codes of as many people, each once. */
  async codes(count: number): Promise<string[]> {
    while (this.#bought.length < count) this.#bought.push(...(await this.#buy(ticketsPerOrder)).tickets);
    return this.#bought.splice(0, count).map(({ code }) => code ?? '');
  }

  /** What the page of a ticket shows at a moment, where codes change. */
  async changingCode(): Promise<(at: number) => Promise<string>> {
    const [bought] = (await this.#buy(1)).tickets;
    const { code, rotation } = bought ?? fail('nothing was bought');
    const key = Buffer.from(rotation?.key ?? '', 'base64url');
    return (at) => rotatingCode(code ?? '', key, at);
  }

  /** A ticket nobody has come with, and the address of its page. */
  async ticketPage(buyerName?: string): Promise<{ readonly ticket: Ticket; readonly path: string }> {
    const { tickets, token } = await this.#buy(1, buyerName);
    const ticket = tickets[0] ?? fail('nothing was bought');
    return { ticket, path: `/t/${ticket.id}?k=${token}` };
  }

  /** What a door says of a code: admitted, or why not. */
  async scan(code: string): Promise<string> {
    const { items }: Reply<'listAccessPoints'> = await (await this.#admin.get(`${apiBase}/access-points`)).json();
    const door = items.find(({ performances }) => performances.some(({ id }) => id === this.#performanceId));
    const scans = [{ id: crypto.randomUUID(), code, scannedAt: new Date().toISOString() }];
    const answer = await this.#admin.post(`${apiBase}/access-points/${door?.id}/scans`, { data: { scans } });
    const { results }: Reply<'scanTickets'> = await answer.json();
    return results[0]?.reason ?? results[0]?.verdict ?? 'nothing';
  }

  async suspend({ id }: Ticket, reason: Input<'suspendTicket'>['body']['reason']): Promise<void> {
    expect((await this.#admin.post(`${apiBase}/tickets/${id}/suspension`, { data: { reason } })).ok()).toBe(true);
  }

  async replaceCode({ id }: Ticket): Promise<void> {
    expect((await this.#admin.post(`${apiBase}/tickets/${id}/replacement`)).ok()).toBe(true);
  }

  async #buy(quantity: number, name = 'Lina Amari'): Promise<{ readonly tickets: Ticket[]; readonly token: string }> {
    const shop = this.#admin;
    const held = await shop.post(`${apiBase}/performances/${this.#performanceId}/holds`, {
      data: { best: { quantity } },
    });
    const hold: Reply<'holdSeats'> = await held.json();
    const headers = () => ({ authorization: `Bearer ${hold.token}`, 'idempotency-key': crypto.randomUUID() });
    const buyer = { email: `${crypto.randomUUID()}@example.org`, name, locale: 'fr' };
    const placed = await shop.post(`${apiBase}/orders`, { headers: headers(), data: { hold: hold.id, buyer } });
    const order: Reply<'placeOrder'> = await placed.json();
    const started = await shop.post(`${apiBase}/orders/${order.id}/payments`, {
      headers: headers(),
      data: { provider: 'simulator', returnUrl: `${this.#site}/checkout/return` },
    });
    const { next }: Reply<'payOrder'> = await started.json();
    const paid = next.kind === 'redirect' ? next.url.split('/').at(-1) : '';
    await shop.post(`/simulator/payments/${paid}`, { data: { outcome: 'succeed', delayMs: 0 } });
    let tickets: Ticket[] = [];
    await expect(async () => {
      const now: Reply<'getOrder'> = await (
        await shop.get(`${apiBase}/orders/${order.id}`, { headers: headers() })
      ).json();
      expect(now.status).toBe('confirmed');
      tickets = await Promise.all(
        now.tickets.map(async ({ id }) => (await shop.get(`${apiBase}/tickets/${id}`, { headers: headers() })).json()),
      );
    }).toPass();
    return { tickets, token: hold.token ?? '' };
  }
}

function fail(words: string): never {
  throw new Error(words);
}
