import { bytesToSign, encodeTicketCode } from '@tessera/contract/ticket-code';
import { describe, expect, test } from 'vitest';
import { readPdf } from '../../testing/read-pdf.ts';
import type { TicketWords } from './describe-ticket.ts';
import { ticketPdf } from './ticket-pdf.ts';

const codeOf = (performanceNumber: number) =>
  encodeTicketCode(
    bytesToSign({
      signingKeyId: 1,
      performanceNumber,
      accessRightId: '0198c0de-cafe-7bad-8bee-0123456789ab',
      epoch: 1,
    }),
    Uint8Array.from({ length: 64 }, (_, index) => (index * 37 + performanceNumber) % 256),
  );

const seat: TicketWords = {
  id: '0198c0de-cafe-7bad-8bee-000000000001',
  order: '0198c0de-cafe-7bad-8bee-000000000002',
  orderReference: 'ME2026-7KQ4XD',
  serial: 'ME2026-7KQ4XD-01',
  code: codeOf(1),
  status: 'valid',
  isSuspended: false,
  suspendedFor: null,
  rotation: null,
  holder: 'Nguyễn Thị Zoë',
  title: { fr: 'Un soir d’été', en: 'A summer evening' },
  venue: 'Salle des Essais',
  address: '1 rue de la Paix',
  city: 'Paris',
  zone: 'Parterre',
  row: 'C',
  number: '12',
  flags: ['restricted_view', 'aisle'],
  tariff: { fr: 'Plein tarif', en: 'Full price' },
  gates: ['Porte A', 'Porte B'],
  doorsAt: '2026-07-01T17:30:00.000Z',
  startsAt: '2026-07-01T18:30:00.000Z',
  timeZone: 'Europe/Paris',
};
const standing: TicketWords = {
  ...seat,
  serial: 'ME2026-7KQ4XD-02',
  code: codeOf(2),
  holder: '',
  zone: 'Fosse',
  row: null,
  number: null,
  flags: [],
  gates: [],
};
const inPlainBlanks = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, ' ');

describe('the PDF of an order', () => {
  test('has a page a ticket, each with the code of that ticket, which a camera reads from the page', async () => {
    const { pages } = await readPdf(await ticketPdf([seat, standing], 'fr'));
    expect(pages.map(({ code }) => code)).toEqual([seat.code, standing.code]);
    expect(pages.map(({ isCodeClear }) => isCodeClear)).toEqual([true, true]);
  });

  test('leaves void tickets out', async () => {
    const { pages } = await readPdf(await ticketPdf([{ ...seat, code: null, status: 'void' }, standing], 'fr'));
    expect(pages.map(({ code }) => code)).toEqual([standing.code]);
  });

  test('has no code where paper opens no door or the ticket is suspended, and says what to show instead', async () => {
    const rotation = { key: 'AAAAAAAAAAAAAAAAAAAAAA', stepMs: 15_000, isRequired: true };
    const suspended = { ...seat, isSuspended: true, suspendedFor: 'lost' as const };
    const { pages } = await readPdf(await ticketPdf([{ ...seat, rotation }, suspended], 'fr'));
    expect(pages.map(({ code }) => code)).toEqual([undefined, undefined]);
    const [changing, not] = pages.map(({ text }) => inPlainBlanks(text));
    expect(changing).toContain('Cette feuille ne fait entrer personne : présentez la page du billet');
    expect(not).toContain('Pour le moment, ce billet ne donne pas accès.');
    for (const text of [changing, not]) expect(text).not.toContain('Ce code donne droit à une entrée.');
  });

  test('says that its code is trusted less where those on phones change', async () => {
    const rotation = { key: 'AAAAAAAAAAAAAAAAAAAAAA', stepMs: 15_000, isRequired: false };
    const { pages } = await readPdf(await ticketPdf([{ ...seat, rotation }], 'en'));
    expect([pages[0]?.code, pages[0]?.isCodeClear]).toEqual([seat.code, true]);
    expect(inPlainBlanks(pages[0]?.text ?? '')).toContain('codes are trusted less than the one on the page');
  });

  test('says in French what its holder needs, in the time of the place', async () => {
    const { pages, title, language } = await readPdf(await ticketPdf([seat], 'fr'));
    const text = inPlainBlanks(pages[0]?.text ?? '');
    for (const words of [
      'Un soir d’été',
      'Salle des Essais — 1 rue de la Paix, Paris',
      'Début : mercredi 1 juillet 2026 à 20:30',
      'Ouverture des portes : mercredi 1 juillet 2026 à 19:30',
      'Parterre',
      'Rang C · Siège 12',
      'Vue réduite',
      'Porte : Porte A, Porte B',
      'Tarif : Plein tarif',
      'Titulaire : Nguyễn Thị Zoë',
      'Commande : ME2026-7KQ4XD',
      'Billet : ME2026-7KQ4XD-01',
      'Ce code donne droit à une entrée.',
    ]) {
      expect(text).toContain(words);
    }
    expect([title, language]).toEqual(['Billets ME2026-7KQ4XD', 'fr']);
  });

  test('says it in English', async () => {
    const { pages, title, language } = await readPdf(await ticketPdf([standing], 'en'));
    const text = inPlainBlanks(pages[0]?.text ?? '');
    for (const words of [
      'A summer evening',
      'Starts : Wednesday, July 1, 2026 at 8:30 PM',
      'Doors open : Wednesday, July 1, 2026 at 7:30 PM',
      'Fosse Unreserved',
      'Ticket type : Full price',
      'Ticket : ME2026-7KQ4XD-02',
      'This code lets one person in once.',
    ]) {
      expect(text).toContain(words);
    }
    for (const absent of ['Row', 'Seat', 'Gate', 'Holder']) expect(text).not.toContain(absent);
    expect([title, language]).toEqual(['Tickets ME2026-7KQ4XD', 'en']);
  });

  test('keeps the code readable and clear of words under the longest title and place', async () => {
    const long = {
      ...seat,
      title: { fr: 'Une très longue soirée de printemps au bord de la mer '.repeat(4) },
      address: '1 avenue du Général-de-la-Très-Longue-Promenade, bâtiment C, entrée par la cour',
      holder: 'Marie-Françoise Charlotte de la Très-Haute-Tour et du Bois '.repeat(2),
      gates: Array.from({ length: 12 }, (_, gate) => `Porte ${gate + 1} côté jardin`),
      flags: ['restricted_view', 'wheelchair', 'companion'],
    };
    const { pages } = await readPdf(await ticketPdf([long], 'fr'));
    expect(pages.map(({ code, isCodeClear }) => [code, isCodeClear])).toEqual([[seat.code, true]]);
  });
});
