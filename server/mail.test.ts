import { createServer, type Socket } from 'node:net';
import type { Email } from 'postal-mime';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { auditAll, expectBooks } from './testing/books-of.ts';
import { buySeats, orderWith, placeAnOrder, simulate, startToPay } from './testing/buy.ts';
import { type GivenMailServer, givenAMailServer } from './testing/given-a-mail-server.ts';
import { type GivenPerformance, givenAPerformance } from './testing/given-a-performance.ts';
import { eventually, freePort, type GivenServer, givenAServer } from './testing/given-a-server.ts';
import { endHold, makeMessagesDue } from './testing/let-time-pass.ts';

let mailServer: GivenMailServer;
let server: GivenServer;
let at: GivenPerformance;

beforeAll(async () => {
  mailServer = await givenAMailServer();
  server = await givenAServer({ smtpUrl: mailServer.url, mailFrom: 'Billetterie <billets@example.org>' });
});
beforeEach(async () => {
  at = await givenAPerformance(server.pool);
  mailServer.judge = async () => undefined;
});
afterAll(async () => {
  await server.stop();
  await mailServer.turnOff();
});

const seats = () => (at.rows[0] ?? []).slice(0, 2);
const mailsTo = (email: string) => mailServer.received.filter(({ to }) => to?.some(({ address }) => address === email));

async function theMailTo(email: string): Promise<Email> {
  const [mail] = await eventually(`a mail to ${email}`, async () => {
    const found = mailsTo(email);
    return found.length > 0 ? found : undefined;
  });
  if (!mail) throw new Error('no mail');
  return mail;
}

function attachment(mail: Email, mimeType: string): Uint8Array {
  const found = mail.attachments.find((one) => one.mimeType === mimeType);
  if (!found) throw new Error(`no ${mimeType} among ${mail.attachments.map((one) => one.mimeType).join(', ')}`);
  return typeof found.content === 'string' ? Buffer.from(found.content) : new Uint8Array(found.content);
}

async function messageOf(orderId: string) {
  const { rows } = await server.pool.query<{
    id: string;
    status: string;
    attempts: number;
    error: string | null;
    pause: number;
  }>(
    `select id, status, attempt_count as attempts, last_error as error,
       extract(epoch from next_attempt_at - clock_timestamp())::float8 as pause
     from notifications.message where subject_id = $1`,
    [orderId],
  );
  return rows[0];
}

test('a confirmed order comes over SMTP with text, HTML, the tickets as PDF and the date for a calendar', async () => {
  const email = 'lina@example.org';
  const { order } = await buySeats(server, at.performanceId, seats(), email);
  const mail = await theMailTo(email);
  const message = await messageOf(order.id);
  expect(mail.messageId).toBe(`<${message?.id}@127.0.0.1>`);
  expect(mail.from?.address).toBe('billets@example.org');
  expect(mail.subject).toContain('Your 2 tickets for A trial evening');
  for (const body of [mail.text, mail.html]) {
    expect(body).toContain(order.reference);
    expect(body).toContain('€96.00');
    expect(body).toContain('Row A, seat 1');
    expect(body).toContain(`${server.url}/o/${order.id}?k=`);
  }

  const pdf = await getDocumentProxy(attachment(mail, 'application/pdf'));
  const { totalPages, text } = await extractText(pdf, { mergePages: false });
  expect(totalPages).toBe(2);
  expect(order.tickets.map(({ serial }, page) => text[page]?.includes(serial))).toEqual([true, true]);

  const calendar = Buffer.from(attachment(mail, 'text/calendar')).toString();
  expect(calendar).toMatch(/^BEGIN:VCALENDAR/);
  expect(calendar).toContain('SUMMARY:A trial evening');
  const starts = new Date(order.performance.startsAt).toISOString().replace(/[-:]|\.\d+/g, '');
  expect(calendar).toContain(`DTSTART:${starts}`);
  await auditAll(server);
});

test('money that goes back is told over SMTP too, with the whole amount and the reason', async () => {
  const started = await startToPay(server, await placeAnOrder(server, at.performanceId, seats(), 'late@example.org'));
  await endHold(server, started.hold.id);
  await buySeats(server, at.performanceId, seats(), 'quick@example.org');
  await simulate(server, started.simulatedId, 'late', 0);
  const mail = await theMailTo('late@example.org');
  expect(mail.subject).toBe('We are refunding €96.00');
  expect(mail.text).toContain('your places had been sold meanwhile');
  expect(mail.attachments).toEqual([]);
  await auditAll(server);
});

test('with the mail server down for an hour every order is confirmed, and each mail comes once when it is back', async () => {
  await mailServer.turnOff();
  const emails = ['one@example.org', 'two@example.org', 'three@example.org'];
  const orderIds: string[] = [];
  for (const [index, email] of emails.entries()) {
    const { order } = await buySeats(server, at.performanceId, (at.rows[index] ?? []).slice(0, 2), email);
    orderIds.push(order.id);
    expect(order.tickets.map(({ status }) => status)).toEqual(['valid', 'valid']);
  }
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await eventually(`attempt ${attempt} failed`, async () => {
      const messages = await Promise.all(orderIds.map(messageOf));
      return messages.every((message) => (message?.attempts ?? 0) >= attempt);
    });
    const messages = await Promise.all(orderIds.map(messageOf));
    expect(messages.map((message) => message?.status)).toEqual(['queued', 'queued', 'queued']);
    expect(messages.every((message) => message?.error?.includes('ECONNREFUSED'))).toBe(true);
    await makeMessagesDue(server);
  }
  // The rest of the hour: by then each was tried a dozen times and more, and still its turn comes every five minutes.
  await server.pool.query(
    `update notifications.message set attempt_count = 15, next_attempt_at = clock_timestamp() where status = 'queued'`,
  );
  await eventually('one more attempt', async () => {
    const messages = await Promise.all(orderIds.map(messageOf));
    return messages.every((message) => (message?.attempts ?? 0) > 15);
  });
  for (const message of await Promise.all(orderIds.map(messageOf))) {
    expect(message?.pause).toBeGreaterThan(200);
    expect(message?.pause).toBeLessThanOrEqual(300);
  }
  await mailServer.turnOn();
  await makeMessagesDue(server);
  for (const email of emails) await theMailTo(email);
  for (const id of orderIds) await expectBooks(server, id, { order: 'confirmed', messages: ['order_confirmed sent'] });
  await makeMessagesDue(server);
  await auditAll(server);
  expect(emails.map((email) => mailsTo(email).length)).toEqual([1, 1, 1]);
});

test('a mail that is refused for now is sent again under the same Message-ID', async () => {
  let refusals = 2;
  mailServer.judge = async () => {
    refusals -= 1;
    if (refusals >= 0) throw new Error('greylisted');
  };
  const { order } = await buySeats(server, at.performanceId, seats(), 'patient@example.org');
  const message = await eventually('the mail to be refused', async () => {
    const found = await messageOf(order.id);
    return found && found.attempts > 0 ? found : undefined;
  });
  const stopHurrying = setIntervalDue();
  await theMailTo('patient@example.org');
  stopHurrying();
  expect(mailServer.attempts.filter((id) => id.includes(message.id))).toEqual(
    Array.from({ length: 3 }, () => `<${message.id}@127.0.0.1>`),
  );
  await auditAll(server);
});

function setIntervalDue(): () => void {
  const timer = setInterval(() => {
    makeMessagesDue(server).catch(() => undefined);
  }, 200);
  return () => clearInterval(timer);
}

test('a mail server that accepts connections and then says nothing holds up no payment', async () => {
  const sockets = new Set<Socket>();
  const port = await freePort();
  const silent = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => silent.listen(port, '127.0.0.1', resolve));
  const patient = await givenAServer({ smtpUrl: `smtp://127.0.0.1:${port}` });
  try {
    const here = await givenAPerformance(patient.pool);
    const [first = [], second = []] = here.rows;
    const unsent = await buySeats(patient, here.performanceId, first.slice(0, 2), 'one@example.org');
    await eventually('the mail to be under way', async () => {
      const { rows } = await patient.pool.query(
        'select from notifications.message where claimed_until > clock_timestamp()',
      );
      return rows.length === 1;
    });
    const started = await startToPay(patient, await placeAnOrder(patient, here.performanceId, second.slice(0, 2)));
    await simulate(patient, started.simulatedId, 'timeout');
    // Only asking the provider can close it: that must happen while the mails wait for their server.
    await patient.pool.query(
      `update payments.payment set opened_at = opened_at - interval '10 seconds' where id = $1`,
      [started.payment.id],
    );
    await orderWith(patient, started, 'confirmed', 10_000);
    await expectBooks(patient, unsent.order.id, { order: 'confirmed', messages: ['order_confirmed queued'] });
    expect(sockets.size).toBeGreaterThan(0);
  } finally {
    for (const socket of sockets) socket.destroy();
    silent.close();
    await patient.stop();
  }
});
