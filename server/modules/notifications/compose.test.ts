import type { Reply } from '@tessera/contract/api/operations';
import { formatMoney } from '@tessera/contract/money';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { cancelledMail, confirmationMail, type Mail, refundMail, transferMail, verificationMail } from './compose.ts';
import { giftCardMail } from './gift-card-mail.ts';
import { catchingTransport } from './mail-transport.ts';
import { fill, mailWords } from './mail-words.ts';

type Order = Reply<'getOrder'>;
const id = '0198c0de-cafe-7bad-8bee-0123456789ab';
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' as const });

const line: Order['lines'][number] = {
  place: 0,
  zone: 'Parterre',
  row: 'C',
  number: '12',
  flags: [],
  tier: { fr: 'Carré Or' },
  tariff: { fr: 'Plein tarif', en: 'Full price' },
  attendee: '',
  price: eur(4_800),
  feesIncluded: eur(300),
  taxIncluded: eur(250),
  discount: eur(0),
  trace: [],
  isCancelled: false,
};
const standing = { ...line, place: 1, zone: 'Fosse', row: null, number: null, tariff: { fr: 'Réduit', en: 'Reduced' } };
const order: Order = {
  id,
  organiser: '0198c0de-cafe-7bad-8bee-0123456789ab',
  reference: 'ME2026-7KQ4XD',
  status: 'confirmed',
  closingReason: null,
  hasOtherSeats: false,
  performance: {
    id,
    eventSlug: 'un-soir',
    title: { fr: 'Un soir d’été', en: 'A summer evening' },
    venue: 'Salle des Essais',
    address: '1 rue de la Paix',
    city: 'Paris',
    doorsAt: '2026-07-01T17:30:00.000Z',
    startsAt: '2026-07-01T18:30:00.000Z',
    endsAt: '2026-07-01T21:00:00.000Z',
    timeZone: 'Europe/Paris',
    gates: ['Porte A', 'Porte B'],
  },
  hold: id,
  buyer: { email: 'lina@example.org', name: 'Lina', locale: 'fr' },
  lines: [line, standing],
  total: eur(9_600),
  giftCards: [],
  toPay: eur(9_600),
  refunded: eur(0),
  placedAt: '2026-06-01T10:00:00.000Z',
  expiresAt: '2026-06-01T10:10:00.000Z',
  confirmedAt: '2026-06-01T10:05:00.000Z',
  serverTime: '2026-06-01T10:05:00.000Z',
  payment: null,
  transfer: null,
  providers: [],
  refundPolicy: null,
  cancellations: [],
  tickets: [],
};
const orderUrl = `https://tessera.example/o/${id}?k=abc&x="y"`;
const facts = {
  seller: 'Maison des Essais SAS',
  refundRule: { fr: 'Ni échangé ni remboursé.', en: 'No exchange, no refund.' },
  late: false,
  otherSeats: false,
  pdf: Buffer.from('%PDF-1.7'),
};
const confirmation = (changed: Partial<Order> = {}, locale: 'fr' | 'en' = 'fr', told: Partial<typeof facts> = {}) =>
  confirmationMail({ order: { ...order, ...changed }, orderUrl, locale }, { ...facts, ...told });
const titled = (title: string) => ({ performance: { ...order.performance, title: { fr: title } } });
const inPlainBlanks = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
/** The HTML as its reader sees it. */
function shownIn(html: string): string {
  const letters = html
    .replace(/<style.*?<\/style>|<[^>]*>/gs, '\n')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  return inPlainBlanks(letters);
}

describe('the mail about a transfer', () => {
  const transfer = {
    holder: 'Maison des Essais SAS',
    iban: 'FR1420041010050500013M02606',
    bic: null,
    reference: 'RF18539007547034',
    amount: order.total,
    until: '2026-06-06T14:03:00.000Z',
    scanText: null,
  };
  test('says how much goes where, with which reference and until when, in the time of the place', () => {
    const { subject, text } = transferMail({ order: { ...order, transfer }, orderUrl, locale: 'fr' });
    expect(inPlainBlanks(subject)).toBe('Virez 96,00 € pour Un soir d’été avant le samedi 6 juin 2026 à 16:03');
    const lines = inPlainBlanks(text).split('\n');
    for (const line of [
      'Bénéficiaire : Maison des Essais SAS',
      'IBAN FR14 2004 1010 0505 0001 3M02 606',
      'Référence : RF18 5390 0754 7034',
      'Montant : 96,00 €',
    ]) {
      expect(lines).toContain(line);
    }
    expect(text).not.toContain('BIC');
  });
  test('sent when nothing is waited for any more asks for nothing', () => {
    const { subject, text } = transferMail({ order, orderUrl, locale: 'en' });
    expect(subject).toBe('Your order ME2026-7KQ4XD waits for no transfer any more');
    expect(text).not.toContain('IBAN');
  });
});

describe('the mail with the tickets', () => {
  test('says in French what, when, where, which places, what was paid and by whom it is sold', () => {
    const { subject, text } = confirmation();
    expect(inPlainBlanks(subject)).toBe('Vos 2 billets pour Un soir d’été, mercredi 1 juillet 2026');
    expect(inPlainBlanks(text).split('\n')).toEqual([
      'C’est réservé : Un soir d’été',
      '',
      'ME2026-7KQ4XD',
      'mercredi 1 juillet 2026 · ouverture des portes 19:30 · début 20:30',
      'Salle des Essais, 1 rue de la Paix, Paris',
      'Porte : Porte A, Porte B',
      '',
      'Parterre · Rang C, siège 12 · Plein tarif · 48,00 €',
      'Fosse · Placement libre · Réduit · 48,00 €',
      '',
      'Payé 96,00 €, frais 6,00 € et TVA 5,00 € compris. Les billets sont joints en PDF.',
      '',
      `Afficher mes billets : ${orderUrl}`,
      '',
      'Remboursement : Ni échangé ni remboursé.',
      '',
      'Vendu par Maison des Essais SAS.',
      '',
    ]);
  });

  test('says it in English, and speaks of one ticket where there is one', () => {
    const { subject, text, html } = confirmation({ lines: [line] }, 'en');
    expect(subject).toBe('Your ticket for A summer evening, Wednesday, July 1, 2026');
    expect(inPlainBlanks(text)).toContain('Wednesday, July 1, 2026 · doors 7:30 PM · start 8:30 PM');
    expect(text).toContain('Parterre · Row C, seat 12 · Full price · €48.00');
    expect(html).toContain('<html lang="en">');
  });

  test('gives the date of the place, where the evening may be in another day than elsewhere', () => {
    const performance = {
      ...order.performance,
      startsAt: '2026-07-01T22:30:00.000Z',
      endsAt: '2026-07-02T02:00:00.000Z',
    };
    expect(inPlainBlanks(confirmation({ performance }).subject)).toContain('jeudi 2 juillet 2026');
    const there = { ...performance, timeZone: 'America/Montreal' };
    expect(inPlainBlanks(confirmation({ performance: there }).subject)).toContain('mercredi 1 juillet 2026');
  });

  test('speaks of no price where nothing was paid, and says so when the bank was late', () => {
    expect(confirmation({ total: eur(0) }).text).toContain('\n\nLes billets sont joints en PDF.\n');
    expect(confirmation({ total: eur(0) }).text).not.toContain('Payé');
    expect(confirmation({}, 'fr', { late: true }).text).toContain(mailWords.fr.late);
    const others = confirmation({}, 'en', { late: true, otherSeats: true }).text;
    expect(others).toContain(mailWords.en.otherSeats);
    expect(others).not.toContain(mailWords.en.late);
    expect(confirmation().text).not.toContain(mailWords.fr.late);
  });

  test('carries the tickets and the date for a calendar, in UTC so that no phone moves it', () => {
    const { attachments } = confirmation();
    expect(attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
      ['ME2026-7KQ4XD.pdf', 'application/pdf'],
      ['event.ics', 'text/calendar; charset=utf-8'],
    ]);
    expect(attachments[0]?.content).toBe(facts.pdf);
    const calendar = attachments[1]?.content.toString().replace(/\r\n /g, '') ?? '';
    for (const entry of [
      'DTSTART:20260701T183000Z',
      'DTEND:20260701T210000Z',
      'SUMMARY:Un soir d’été',
      `UID:${id}@tessera`,
    ]) {
      expect(calendar.split('\r\n')).toContain(entry);
    }
  });

  test('says the same in HTML as in plain text', () => {
    for (const locale of ['fr', 'en'] as const) {
      const { text, html } = confirmation({}, locale);
      const shown = shownIn(html);
      for (const words of inPlainBlanks(text)
        .split('\n')
        .filter((words) => !words.includes(orderUrl)))
        expect(shown).toContain(words);
      expect(html).toContain(`href="${orderUrl.replaceAll('&', '&#38;').replaceAll('"', '&#34;')}"`);
    }
  });
});

describe('words that people wrote', () => {
  const hostile = fc.string({
    unit: fc.oneof(fc.constantFrom(...'<>"\'&/{}=;: \u202e'), fc.string({ unit: 'grapheme', maxLength: 1 })),
    maxLength: 40,
  });
  const tagsOf = (html: string) => html.match(/<[^>]*>/g)?.map((tag) => tag.replace(/"[^"]*"/g, '""'));

  test('never become markup, whatever they are', () => {
    const tags = tagsOf(confirmation().html);
    fc.assert(
      fc.property(hostile, hostile, hostile, (title, zone, seller) => {
        const wild = { ...titled(title), lines: [{ ...line, zone, tariff: { fr: seller } }, standing] };
        const { html } = confirmation(wild, 'fr', { seller, refundRule: { fr: `x${zone}`, en: '' } });
        expect(tagsOf(html)).toEqual(tags);
        expect(shownIn(html)).toContain(inPlainBlanks(title));
      }),
    );
    const { html } = confirmation(titled('<script>alert(1)</script><img src=x onerror=alert(2)>'));
    expect(html).not.toMatch(/<script|<img/);
    expect(confirmation(titled(`<>&"'`)).html).toContain('<title>Vos 2 billets pour &#60;&#62;&#38;&#34;&#39;,');
  });

  test('with braces are left as they are', () => {
    const { subject, text } = confirmation(titled('Bal {date} {count} {constructor}'));
    expect(subject).toContain('Bal {date} {count} {constructor}');
    expect(text).toContain('C’est réservé : Bal {date} {count} {constructor}');
    expect(fill('{a} {b} {c}', { a: '{b}', b: 1 })).toBe('{b} 1 {c}');
  });

  test('cannot add a header to the mail, in its subject or anywhere', async () => {
    const mail = confirmation(titled('Un soir\r\nBcc: victim@example.org\r\n\r\n<b>hello</b>'));
    const parsed = await PostalMime.parse(await sourceOf(mail));
    expect(parsed.bcc).toBeUndefined();
    expect(parsed.headers.map(({ key }) => key)).not.toContain('bcc');
    expect(parsed.to?.map(({ address }) => address)).toEqual(['lina@example.org']);
    expect(parsed.subject).toContain('Un soir');
  });
});

describe('the mail about money that goes back', () => {
  test.each([
    'seats_gone',
    'paid_twice',
    'order_refunded',
    'order_cancelled',
    'performance_cancelled',
    'sale_over',
    'gift_card_gone',
  ])('says why in both languages: %s', (reason) => {
    for (const locale of ['fr', 'en'] as const) {
      const { subject, text, attachments } = refundMail({ order, orderUrl, locale }, reason, order.total.amountMinor);
      const reasons = new Map(Object.entries<string>(mailWords[locale].refundedReasons));
      expect(subject).toContain(formatMoney(order.total, locale));
      const event = order.performance.title[locale] ?? '';
      expect(text).toContain(fill(reasons.get(reason) ?? 'no words for it', { event, reference: order.reference }));
      expect(text).not.toMatch(/[{}]/);
      expect(attachments).toEqual([]);
    }
  });
});

describe('the mail with a gift card', () => {
  const card = {
    seller: 'Maison des Essais',
    amount: eur(2_000),
    code: 'K7QX9MTRB3WD22HJ4PAZ',
    endsAt: new Date('2027-01-31T23:00:00.000Z'),
    isRefund: false,
    publicUrl: 'https://tessera.example',
  };
  test('tells the code in groups, how much it is and until when, in both languages', () => {
    const french = giftCardMail({ ...card, locale: 'fr' });
    expect(inPlainBlanks(french.subject)).toBe('Votre carte cadeau de 20,00 € chez Maison des Essais');
    expect(french.text).toContain('Son code : K7QX-9MTR-B3WD-22HJ-4PAZ');
    expect(french.text).toContain('https://tessera.example/gift-card#K7QX-9MTR-B3WD-22HJ-4PAZ');
    expect(inPlainBlanks(french.text)).toContain('jusqu’au lundi 1 février 2027');
    const english = giftCardMail({ ...card, locale: 'en', endsAt: null, isRefund: true });
    expect(english.text).toContain('Maison des Essais gives you €20.00 back on this gift card');
    expect(english.text).toContain('It is valid without an end.');
    for (const { text } of [french, english]) expect(text).not.toMatch(/[{}]/);
  });
});

describe('the mail about cancelled tickets', () => {
  const cancellation = {
    id,
    order: id,
    status: 'done' as const,
    reason: 'buyer_request' as const,
    tickets: [],
    refund: eur(9_600),
    refundTo: 'gift_card' as const,
    toGiftCards: eur(0),
    toNewGiftCard: eur(0),
    requestedAt: order.placedAt,
    decidedAt: order.placedAt,
    decisionNote: '',
  };
  const told = (changed: Partial<typeof cancellation>) =>
    cancelledMail(
      { order: { ...order, cancellations: [{ ...cancellation, ...changed }] }, orderUrl, locale: 'en' },
      { cancellationId: id, refundMinor: 9_600 },
    ).text;
  test('says what comes on which gift card, and what goes back by the payment', () => {
    expect(told({})).toContain('The money goes back the way you paid');
    const text = told({ toGiftCards: eur(2_000), toNewGiftCard: eur(1_600) });
    expect(text).toContain('€20.00 is back on the gift card that paid.');
    expect(text).toContain('€16.00 comes back to you on a new gift card');
    expect(text).toContain('€60.00 goes back the way you paid');
  });
});

describe('the mail that proves an address', () => {
  test('has the link and no word that was not ours', async () => {
    const url = 'https://tessera.example/account/verify?token=a.b&x=1';
    for (const locale of ['fr', 'en'] as const) {
      const mail = verificationMail(url, locale);
      expect(mail.subject).toBe(mailWords[locale].verifySubject);
      expect(mail.text).toContain(`${mailWords[locale].verifyButton} : ${url}\n`);
      const parsed = await PostalMime.parse(await sourceOf(mail));
      expect([parsed.subject, parsed.text?.includes(url), parsed.html?.includes('token=a.b&#38;x=1')]).toEqual([
        mail.subject,
        true,
        true,
      ]);
    }
  });
});

describe('both languages', () => {
  test('have the same words to fill in the same facts', () => {
    const facts = (words: object): unknown =>
      Object.fromEntries(
        Object.entries(words).map(([name, said]) => [
          name,
          typeof said === 'string' ? (said.match(/\{\w+\}/g) ?? []).sort() : facts(said),
        ]),
      );
    expect(facts(mailWords.en)).toEqual(facts(mailWords.fr));
  });
});

/** The mail as it would leave. */
async function sourceOf(mail: Mail): Promise<Buffer> {
  const kept: Buffer[] = [];
  const transport = catchingTransport(async (_envelope, _subject, source) => {
    kept.push(source);
  });
  await transport.send(
    { from: 'Tessera <tickets@example.org>', to: 'lina@example.org', messageId: '<1@example.org>' },
    mail,
  );
  return kept[0] ?? Buffer.alloc(0);
}
