import type { Input, Reply } from '../contract/api/operations.ts';
import { apiBase, type OperationName, paths } from '../contract/api/paths.ts';
import { formatMoney } from '../contract/money.ts';

const help = `npm run walk [-- address]

Buys two Carré Or seats on a running demo server through the public API, and walks in with one of them, twice.
The address is http://localhost:3000 unless you give another.`;

const [address = 'http://localhost:3000'] = process.argv.slice(2);
const gatePerson = { email: 'gate@tessera.example', password: 'open the curtain' };
const patienceMs = 20_000;

class WalkEnded extends Error {}
let step = 0;
let cookie = '';

function tell(title: string): void {
  step += 1;
  console.log(`\n${step}. ${title}`);
}

type Sent = { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown };

/** Asks one operation and prints what was sent and answered. A refusal that was not expected ends the walk. */
async function ask<Name extends OperationName>(
  name: Name,
  sent: Input<Name> & Sent,
  options: { token?: string; key?: string } = {},
): Promise<Reply<Name>> {
  const [method = '', template = ''] = paths[name].split(' ');
  const path = template.replace(/:(\w+)/g, (_, part: string) => sent.params?.[part] ?? '');
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(sent.query ?? {})) query.set(key, String(value));
  const url = `${address}${apiBase}${path}${query.size > 0 ? `?${query}` : ''}`;
  console.log(
    `   ${name}: ${method} ${url.slice(address.length)}${sent.body === undefined ? '' : ` ${shortened(sent.body)}`}`,
  );
  const response = await fetch(url, {
    method,
    headers: {
      ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
      ...(options.key ? { 'idempotency-key': options.key } : {}),
      ...(cookie ? { cookie } : {}),
    },
    ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
  });
  const text = await response.text();
  console.log(`   → ${response.status} ${shortened(text)}`);
  const started = response.headers.getSetCookie()[0]?.split(';')[0];
  if (started) cookie = started;
  if (!response.ok) throw new WalkEnded(`${name} was refused.`);
  return text === '' ? (undefined as Reply<Name>) : (JSON.parse(text) as Reply<Name>);
}

function shortened(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

async function findPerformance(): Promise<Reply<'getPerformance'>> {
  const { items } = await ask('listEvents', { query: { available: 'true', limit: 100 } });
  for (const { slug } of items) {
    const event = await ask('getEvent', { params: { slug } });
    const open = event.performances.filter(({ sale, doorsAt, endsAt }) => {
      const now = new Date().toISOString();
      return sale.state === 'open' && doorsAt <= now && now < endsAt;
    });
    for (const { id } of open) {
      const performance = await ask('getPerformance', { params: { performanceId: id } });
      if (performance.offers.some(({ tier }) => tier.code === 'carre-or')) return performance;
    }
  }
  throw new WalkEnded(
    'No performance with a Carré Or has its doors open; the demo data has one, for some hours a day.',
  );
}

async function untilConfirmed(orderId: string, token: string): Promise<Reply<'getOrder'>> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const order = await ask('getOrder', { params: { orderId } }, { token });
    if (order.status === 'confirmed') return order;
    if (performance.now() > giveUpAt) throw new WalkEnded(`The order is still ${order.status}.`);
    await new Promise((resume) => setTimeout(resume, 300));
  }
}

async function showMail(recipient: string): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while (performance.now() < giveUpAt) {
    const response = await fetch(`${address}/demo/mails`);
    if (!response.ok) return console.log('   This server sends through SMTP; look into the mailbox.');
    const { items } = (await response.json()) as { items: { id: number; recipient: string; subject: string }[] };
    const mail = items.find((item) => item.recipient === recipient);
    if (mail) return console.log(`   “${mail.subject}”, ${address}/demo/mail/${mail.id}`);
    await new Promise((resume) => setTimeout(resume, 300));
  }
  throw new WalkEnded('No mail came.');
}

async function scan(accessPointId: string, code: string): Promise<Reply<'scanTickets'>['results'][number]> {
  const body = { scans: [{ id: crypto.randomUUID(), code, scannedAt: new Date().toISOString() }] };
  const { results } = await ask('scanTickets', { params: { accessPointId }, body });
  const [result] = results;
  if (!result) throw new WalkEnded('The scan was not judged.');
  return result;
}

async function walk(): Promise<void> {
  tell('A buyer looks for something with a Carré Or');
  const tonight = await findPerformance();
  const offer = tonight.offers.find(({ tier, tariff }) => tier.code === 'carre-or' && tariff.kind === 'full');
  if (!offer) throw new WalkEnded('The Carré Or has no full price.');

  tell('What do two of them cost?');
  const quote = await ask('getQuote', {
    params: { performanceId: tonight.id },
    query: { offer: offer.id, quantity: 2 },
  });
  console.log(`   ${formatMoney(quote.total, 'en')}, everything included`);

  tell('Hold the best two, side by side');
  const wish = { best: { quantity: 2, tier: offer.tier.id, together: true as const } };
  const hold = await ask(
    'holdSeats',
    { params: { performanceId: tonight.id }, body: wish },
    { key: crypto.randomUUID() },
  );
  const token = hold.token ?? '';
  console.log(
    `   ${hold.places.map((place) => `${place.zone.name}, row ${place.row}, seat ${place.number}`).join('; ')} until ${hold.expiresAt}`,
  );

  tell('Order them as a guest');
  const recipient = `walker-${Date.now()}@example.org`;
  const buyer = { email: recipient, name: 'Ada Walker', locale: 'en' as const };
  const order = await ask('placeOrder', { body: { hold: hold.id, buyer } }, { token, key: crypto.randomUUID() });

  tell('Pay: the provider shows its page, the buyer says yes there');
  const paying = { provider: 'simulator', returnUrl: `${address}/checkout/return?order=${order.id}` };
  const payment = await ask(
    'payOrder',
    { params: { orderId: order.id }, body: paying },
    { token, key: crypto.randomUUID() },
  );
  if (payment.next.kind !== 'redirect') throw new WalkEnded('There is nothing to pay at.');
  const simulated = payment.next.url.split('/').at(-1);
  const said = await fetch(`${address}/simulator/payments/${simulated}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outcome: 'succeed' }),
  });
  console.log(`   POST /simulator/payments/${simulated} {"outcome":"succeed"} → ${said.status}`);

  tell('The webhook comes, the order is confirmed, tickets are issued');
  const confirmed = await untilConfirmed(order.id, token);
  const [ticket] = confirmed.tickets;
  if (!ticket?.code) throw new WalkEnded('There is no ticket.');
  console.log(
    `   ${confirmed.reference}: ${confirmed.tickets.map(({ serial, place }) => `${serial} (${place})`).join(', ')}`,
  );

  tell('The tickets come by e-mail');
  await showMail(recipient);

  tell('The gate controller signs in and chooses an access point');
  await ask('signIn', { body: gatePerson });
  const { items: points } = await ask('listAccessPoints', {});
  const point = points.find(
    (one) =>
      one.performances.some(({ id }) => id === tonight.id) && confirmed.performance.gates.includes(one.gate.name),
  );
  if (!point) throw new WalkEnded('No access point serves this performance.');

  tell('First scan');
  const first = await scan(point.id, ticket.code);
  console.log(`   ${first.verdict.toUpperCase()} ${first.place ?? ''}`);

  tell('The same ticket again');
  const second = await scan(point.id, ticket.code);
  console.log(
    `   ${second.verdict.toUpperCase()}: ${second.reason} at ${second.previous?.at}, ${second.previous?.accessPoint}`,
  );
  if (first.verdict !== 'admitted' || second.verdict !== 'refused') throw new WalkEnded('The door did not do its job.');
  console.log('\nThe walk is done: bought once, admitted once.');
}

if (address === '--help' || address === '-h') console.log(help);
else {
  try {
    await walk();
  } catch (error) {
    const isUnreachable = error instanceof TypeError && error.message === 'fetch failed';
    if (!(error instanceof WalkEnded) && !isUnreachable) throw error;
    console.error(`\n${isUnreachable ? `Nothing answers at ${address}; start it with npm start.` : error.message}`);
    process.exitCode = 1;
  }
}
