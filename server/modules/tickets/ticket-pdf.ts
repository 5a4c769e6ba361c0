import { formatDate } from '@tessera/contract/dates';
import { inLocale, type Locale } from '@tessera/contract/text';
import PDFDocument from 'pdfkit';
import { encode } from 'uqr';
import { registerFonts } from '../../platform/pdf-fonts.ts';
import type { TicketWords } from './describe-ticket.ts';

const words = {
  fr: {
    tickets: 'Billets',
    place: 'Place',
    row: 'Rang',
    seat: 'Siège',
    gate: 'Porte',
    doors: 'Ouverture des portes',
    start: 'Début',
    tariff: 'Tarif',
    holder: 'Titulaire',
    order: 'Commande',
    ticket: 'Billet',
    free: 'Placement libre',
    code: 'Code QR du billet',
    once: 'Ce code donne droit à une entrée. Gardez-le pour vous : la première personne qui le présente entre.',
    changes: 'Ce billet s’ouvre sur un téléphone',
    onPhone:
      'À cet événement, le code change toutes les 15 secondes. Cette feuille ne fait entrer personne : présentez la page du billet, que le lien de votre e-mail ouvre.',
    paper:
      'Un code imprimé est moins sûr que celui de la page du billet, qui change sans cesse : à la porte, on peut vous demander plus.',
    suspended: 'Billet suspendu',
    notNow: 'Pour le moment, ce billet ne donne pas accès. La page du billet dit quoi faire.',
    restricted_view: 'Vue réduite',
    wheelchair: 'Fauteuil roulant',
    companion: 'Accompagnant',
  },
  en: {
    tickets: 'Tickets',
    place: 'Place',
    row: 'Row',
    seat: 'Seat',
    gate: 'Gate',
    doors: 'Doors open',
    start: 'Starts',
    tariff: 'Ticket type',
    holder: 'Holder',
    order: 'Order',
    ticket: 'Ticket',
    free: 'Unreserved',
    code: 'QR code of the ticket',
    once: 'This code lets one person in once. Keep it to yourself: whoever shows it first goes in.',
    changes: 'This ticket is shown on a phone',
    onPhone:
      'At this event the code changes every 15 seconds. This sheet lets nobody in: show the page of the ticket, which the link in your e-mail opens.',
    paper:
      'Printed codes are trusted less than the one on the page of the ticket, which changes all the time: you may be asked for more at the door.',
    suspended: 'Ticket suspended',
    notNow: 'For now this ticket lets nobody in. The page of the ticket says what to do.',
    restricted_view: 'Restricted view',
    wheelchair: 'Wheelchair',
    companion: 'Companion',
  },
} as const;

/**
 * One A4 page a ticket, tagged for screen readers, the code 60 mm wide with its quiet zone. Void tickets are left out. Where no
 * door opens to paper, or the ticket is suspended, words are in the place of the code.
 */
export async function ticketPdf(tickets: readonly TicketWords[], locale: Locale): Promise<Buffer> {
  const document = new PDFDocument({
    size: 'A4',
    margin: 48,
    autoFirstPage: false,
    lang: locale,
    tagged: true,
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: `${words[locale].tickets} ${tickets[0]?.orderReference ?? ''}` },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  registerFonts(document);
  for (const ticket of tickets) {
    if (ticket.code !== null) drawTicket(document, ticket, ticket.code, locale);
  }
  document.end();
  return finished;
}

const ink = '#14162b';
const muted = '#4e5473';

function drawTicket(document: PDFKit.PDFDocument, ticket: TicketWords, code: string, locale: Locale): void {
  const say = words[locale];
  document.addPage();
  const page = document.struct('Sect');
  document.addStructure(page);
  const write = (type: string, draw: () => void): void => {
    page.add(document.struct(type, {}, draw));
  };
  const width = document.page.width - 96;

  write('H1', () =>
    document.font('bold').fontSize(24).fillColor(ink).text(inLocale(ticket.title, locale), 48, 56, { width }),
  );
  write('P', () => {
    document.font('regular').fontSize(12).fillColor(muted);
    document.text(`${ticket.venue} — ${ticket.address}, ${ticket.city}`, { width });
    document
      .moveDown(0.5)
      .fillColor(ink)
      .text(`${say.start} : ${instant(ticket.startsAt, ticket.timeZone, locale)}`);
    document.text(`${say.doors} : ${instant(ticket.doorsAt, ticket.timeZone, locale)}`);
  });
  write('P', () => {
    document.moveDown(1).font('bold').fontSize(20).text(ticket.zone, { width });
    const seat = ticket.row === null ? say.free : `${say.row} ${ticket.row} · ${say.seat} ${ticket.number ?? ''}`;
    document.text(seat, { width });
    const notes = ticket.flags.flatMap((flag) => (isNote(flag) ? [say[flag]] : []));
    if (notes.length > 0) document.font('regular').fontSize(12).text(notes.join(', '));
    if (ticket.gates.length > 0)
      document
        .font('bold')
        .fontSize(14)
        .text(`${say.gate} : ${ticket.gates.join(', ')}`);
  });
  const top = document.y + 24;
  const codeWidth = 200;
  const instead = insteadOfCode(ticket, locale);
  if (instead) write('P', () => drawInstead(document, instead, { x: 48, y: top, width: codeWidth }));
  else {
    page.add(
      document.struct('Figure', { alt: `${say.code} ${ticket.serial}` }, () =>
        drawCode(document, code, 48, top, codeWidth),
      ),
    );
  }
  write('P', () => {
    document.font('regular').fontSize(11).fillColor(ink);
    const facts = [
      `${say.tariff} : ${inLocale(ticket.tariff, locale)}`,
      ...(ticket.holder ? [`${say.holder} : ${ticket.holder}`] : []),
      `${say.order} : ${ticket.orderReference}`,
      `${say.ticket} : ${ticket.serial}`,
    ];
    document.text(facts.join('\n'), 48 + codeWidth + 24, top + 12, { width: width - codeWidth - 24, lineGap: 4 });
  });
  write('P', () =>
    document
      .fontSize(10)
      .fillColor(muted)
      .text(instead?.why ?? say.once, 48, top + codeWidth + 16, { width }),
  );
  if (!instead && ticket.rotation) write('P', () => document.moveDown(0.5).text(say.paper, { width }));
  page.end();
}

type Instead = { readonly title: string; readonly why: string };

function insteadOfCode({ isSuspended, rotation }: TicketWords, locale: Locale): Instead | undefined {
  const say = words[locale];
  if (isSuspended) return { title: say.suspended, why: say.notNow };
  return rotation?.isRequired ? { title: say.changes, why: say.onPhone } : undefined;
}

function drawInstead(
  document: PDFKit.PDFDocument,
  { title }: Instead,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): void {
  document.lineWidth(1).roundedRect(x, y, width, width, 8).stroke(muted);
  document.font('bold').fontSize(16).fillColor(ink);
  document.text(title, x + 16, y + width / 2 - 24, { width: width - 32, align: 'center' });
}

function drawCode(document: PDFKit.PDFDocument, text: string, x: number, y: number, width: number): void {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const unit = width / size;
  document.rect(x, y, width, width).fill('#ffffff');
  for (const [row, modules] of data.entries()) {
    for (let start = 0; start < size; start += 1) {
      if (!modules[start]) continue;
      let end = start;
      while (modules[end + 1]) end += 1;
      document.rect(x + start * unit, y + row * unit, (end - start + 1) * unit, unit + 0.05);
      start = end;
    }
  }
  document.fill('#000000');
}

function isNote(flag: string): flag is 'restricted_view' | 'wheelchair' | 'companion' {
  return flag === 'restricted_view' || flag === 'wheelchair' || flag === 'companion';
}

function instant(iso: string, timeZone: string, locale: Locale): string {
  return formatDate(new Date(iso), locale, { dateStyle: 'full', timeStyle: 'short', timeZone });
}
