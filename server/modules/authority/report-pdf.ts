import type { Reply } from '@tessera/contract/api/operations';
import { formatDate } from '@tessera/contract/dates';
import { inLocale, type Locale } from '@tessera/contract/text';
import PDFDocument from 'pdfkit';
import { encode } from 'uqr';
import { registerFonts } from '../../platform/pdf-fonts.ts';
import { reasonWords, reportWords } from './report-words.ts';

export type Report = Pick<Reply<'getAuthorityEntry'>, 'organiser' | 'figures' | 'incidents'> & {
  readonly madeAt: Date;
  /** Where it can be checked. */
  readonly address: string;
};

type Pdf = PDFKit.PDFDocument;
type Write = (type: string, draw: () => void) => void;
type Column = readonly [words: string, width: number];

const margin = 48;
const width = 499;
const lowest = 760;
const ink = '#14162b';
const muted = '#4e5473';

/** A4, tagged. The same report gives the same bytes. */
export async function reportPdf(report: Report, locale: Locale): Promise<Buffer> {
  const say = reportWords[locale];
  const title = inLocale(report.figures.performance.title, locale);
  const pdf = new PDFDocument({
    size: 'A4',
    margin,
    lang: locale,
    tagged: true,
    displayTitle: true,
    pdfVersion: '1.7',
    info: {
      Title: `${say.title} · ${title}`,
      Author: report.organiser,
      CreationDate: report.madeAt,
      ModDate: report.madeAt,
    },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  registerFonts(pdf);
  draw(pdf, report, locale);
  pdf.end();
  return finished;
}

function draw(pdf: Pdf, report: Report, locale: Locale): void {
  const page = pdf.struct('Document');
  pdf.addStructure(page);
  const write: Write = (type, drawIt) => {
    page.add(pdf.struct(type, {}, drawIt));
  };
  drawHead(pdf, report, locale, write);
  drawFigures(pdf, report, locale, write);
  drawPlaces(pdf, report, locale, write);
  drawRefusals(pdf, report, locale, write);
  drawIncidents(pdf, report, locale, write);
  drawCheck(pdf, report, locale, page);
  page.end();
}

function drawHead(pdf: Pdf, { organiser, figures }: Report, locale: Locale, write: Write): void {
  const say = reportWords[locale];
  const { title, venue, startsAt, doorsAt, timeZone } = figures.performance;
  write('H1', () =>
    pdf.font('bold').fontSize(22).fillColor(ink).text(inLocale(title, locale), margin, margin, { width }),
  );
  const facts = [
    `${say.title} · ${say.organiser} : ${organiser}`,
    `${venue} · ${moment(startsAt, timeZone, locale)}`,
    `${say.doors} : ${moment(doorsAt, timeZone, locale)}`,
  ];
  write('P', () => pdf.font('regular').fontSize(10).fillColor(muted).text(facts.join('\n'), { lineGap: 2 }));
  const asOf = `${say.asOf} ${moment(figures.asOf, timeZone, locale)}`;
  write('P', () => pdf.moveDown(0.6).font('bold').fontSize(11).fillColor(ink).text(asOf));
}

function drawFigures(pdf: Pdf, { figures }: Report, locale: Locale, write: Write): void {
  const say = reportWords[locale];
  const { everybodyInAt, doors, performance } = figures;
  const whole = (number: number) => new Intl.NumberFormat(locale).format(number);
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const part = figures.tickets > 0 ? ` (${share.format(figures.arrived / figures.tickets)})` : '';
  drawTable(
    pdf,
    write,
    say.figures,
    [
      ['', 330],
      ['', 169],
    ],
    [
      [say.inside, whole(figures.inside)],
      [say.arrived, whole(figures.arrived) + part],
      [say.tickets, whole(figures.tickets)],
      [say.left, whole(figures.left)],
      [say.flow, whole(figures.flow.last15)],
      ...(everybodyInAt ? [[say.everybodyIn, clock(everybodyInAt, performance.timeZone, locale)]] : []),
      [say.devices, whole(doors.devices)],
      [say.silent, whole(doors.silent)],
      [say.unsent, whole(doors.unsent)],
      [say.conflicts, whole(figures.conflicts)],
    ],
  );
  write('P', () =>
    pdf
      .font('regular')
      .fontSize(8)
      .fillColor(muted)
      .text(say.late, margin, pdf.y + 2, { width }),
  );
}

function drawPlaces(pdf: Pdf, { figures }: Report, locale: Locale, write: Write): void {
  const say = reportWords[locale];
  const whole = (number: number) => new Intl.NumberFormat(locale).format(number);
  const gates = figures.gates.flatMap((gate) => {
    const row = ({ name, admitted, last5, last15 }: Omit<typeof gate, 'id' | 'code' | 'accessPoints'>, indent = '') => [
      indent + name,
      ...[admitted, last5, last15].map(whole),
    ];
    return [row(gate), ...(gate.accessPoints.length > 1 ? gate.accessPoints.map((point) => row(point, '    ')) : [])];
  });
  drawTable(
    pdf,
    write,
    say.gates,
    [
      [say.gate, 259],
      [say.admitted, 80],
      [say.last5, 80],
      [say.last15, 80],
    ],
    gates,
  );
  drawTable(
    pdf,
    write,
    say.zones,
    [
      [say.zone, 259],
      [say.inside, 80],
      [say.limit, 80],
      [say.tickets, 80],
    ],
    figures.zones.map(({ name, inside, placesMax, tickets }) => [
      name,
      whole(inside),
      placesMax === null ? '—' : whole(placesMax),
      whole(tickets),
    ]),
  );
}

function drawRefusals(pdf: Pdf, { figures }: Report, locale: Locale, write: Write): void {
  const say = reportWords[locale];
  const whole = (number: number) => new Intl.NumberFormat(locale).format(number);
  const columns: readonly Column[] = [
    [say.reason, 339],
    [say.last15, 80],
    [say.total, 80],
  ];
  const rows = figures.refusals.map(({ reason, last15, total }) => [
    reasonWords(reason, locale),
    whole(last15),
    whole(total),
  ]);
  drawTable(pdf, write, say.refusals, columns, rows, say.noRefusals);
}

function drawIncidents(pdf: Pdf, { figures, incidents }: Report, locale: Locale, write: Write): void {
  const say = reportWords[locale];
  const { timeZone } = figures.performance;
  const columns: readonly Column[] = [
    [say.when, 90],
    [say.what, 149],
    [say.where, 130],
    [say.state, 130],
  ];
  const rows = incidents.map(({ kind, severity, state, gate, zone, reportedAt, changedAt }) => [
    clock(reportedAt, timeZone, locale),
    `${say.kinds[kind]}, ${say.severities[severity]}`,
    [gate, zone].filter(Boolean).join(' · ') || '—',
    `${say.states[state]} ${say.since} ${clock(changedAt, timeZone, locale)}`,
  ]);
  drawTable(pdf, write, say.incidents, columns, rows, say.noIncidents);
}

function drawTable(
  pdf: Pdf,
  write: Write,
  title: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  whenEmpty = '—',
): void {
  if (pdf.y > lowest - 90) pdf.addPage();
  write('H2', () =>
    pdf
      .font('bold')
      .fontSize(13)
      .fillColor(ink)
      .text(title, margin, pdf.y + 14, { width }),
  );
  pdf.y += 4;
  if (rows.length === 0) {
    write('P', () => pdf.font('regular').fontSize(9).fillColor(muted).text(whenEmpty, margin, pdf.y, { width }));
    return;
  }
  const head = columns.map(([words]) => words);
  // Figures stand one under the other, below the end of their name; words begin on the left.
  const aligns = columns.map((_, index) => {
    return index > 0 && rows.every((cells) => isFigure(cells[index] ?? '')) ? ('right' as const) : ('left' as const);
  });
  const row = (cells: readonly string[], font: 'regular' | 'bold') =>
    write('P', () => drawRow(pdf, columns, aligns, cells, font));
  const isNamed = head.some((words) => words !== '');
  if (isNamed) row(head, 'bold');
  for (const cells of rows) {
    if (pdf.y > lowest) {
      pdf.addPage();
      if (isNamed) row(head, 'bold');
    }
    row(cells, 'regular');
  }
}

type Align = 'left' | 'right';

function drawRow(
  pdf: Pdf,
  columns: readonly Column[],
  aligns: readonly Align[],
  cells: readonly string[],
  font: 'regular' | 'bold',
): void {
  pdf
    .font(font)
    .fontSize(9)
    .fillColor(font === 'bold' ? muted : ink);
  const top = pdf.y;
  let left = margin;
  let bottom = top;
  for (const [index, [, columnWidth]] of columns.entries()) {
    pdf.text(cells[index] ?? '', left, top, { width: columnWidth - 8, align: aligns[index] ?? 'left' });
    bottom = Math.max(bottom, pdf.y);
    left += columnWidth;
  }
  pdf.x = margin;
  pdf.y = bottom + 3;
}

function isFigure(cell: string): boolean {
  return /^[\d\s\u00a0\u202f.,%()—]*$/.test(cell);
}

function drawCheck(pdf: Pdf, { address }: Report, locale: Locale, page: PDFKit.PDFStructureElement): void {
  const say = reportWords[locale];
  if (pdf.y > lowest - 130) pdf.addPage();
  const top = pdf.y + 20;
  const side = 96;
  page.add(pdf.struct('Figure', { alt: say.code }, () => drawCode(pdf, address, margin, top, side)));
  const beside = { width: width - side - 16 };
  page.add(
    pdf.struct('P', {}, () => {
      pdf
        .font('bold')
        .fontSize(12)
        .fillColor(ink)
        .text(say.check, margin + side + 16, top + 6, beside);
      pdf.font('regular').fontSize(9).fillColor(ink).text(say.checkHow, beside);
      pdf.moveDown(0.4).text(address, { ...beside, link: address });
    }),
  );
}

function drawCode(pdf: Pdf, text: string, x: number, y: number, side: number): void {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const unit = side / size;
  pdf.rect(x, y, side, side).fill('#ffffff');
  for (const [row, modules] of data.entries()) {
    for (const [column, isDark] of modules.entries()) {
      if (isDark) pdf.rect(x + column * unit, y + row * unit, unit + 0.05, unit + 0.05);
    }
  }
  pdf.fill('#000000');
}

function moment(iso: string, timeZone: string, locale: Locale): string {
  return formatDate(new Date(iso), locale === 'fr' ? 'fr' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'medium',
    timeZone,
  });
}

function clock(iso: string, timeZone: string, locale: Locale): string {
  return formatDate(new Date(iso), locale === 'fr' ? 'fr' : 'en-GB', { timeStyle: 'short', timeZone });
}
