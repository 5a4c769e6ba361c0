import { formatDate } from '@tessera/contract/dates';
import { formatMoney } from '@tessera/contract/money';
import PDFDocument from 'pdfkit';
import { registerFonts } from '../../platform/pdf-fonts.ts';
import type { Document, Party } from './document.rules.ts';
import { documentWords } from './document-words.ts';
import { canBeElectronic, facturXOf } from './factur-x.rules.ts';

/** A4, tagged, PDF/A-3b; with the Factur-X XML inside where the norm allows one. The same document gives the same bytes. */
export async function invoicePdf(invoice: Document): Promise<Buffer> {
  const say = documentWords[invoice.locale];
  const pdf = new PDFDocument({
    size: 'A4',
    margin,
    lang: invoice.locale,
    tagged: true,
    displayTitle: true,
    pdfVersion: '1.7',
    subset: 'PDF/A-3b',
    info: {
      Title: `${say[invoice.kind]} ${invoice.number}`,
      Author: invoice.seller.name,
      CreationDate: invoice.issuedAt,
      ModDate: invoice.issuedAt,
    },
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  registerFonts(pdf);
  draw(pdf, invoice);
  if (canBeElectronic(invoice)) attach(pdf, invoice);
  pdf.end();
  return finished;
}

const margin = 48;
const ink = '#14162b';
const muted = '#4e5473';
const columns = { description: margin, rate: 300, net: 345, tax: 425, gross: 475 } as const;
const right = 547;
const lowest = 740;

type Pdf = PDFKit.PDFDocument;

function draw(pdf: Pdf, invoice: Document): void {
  const say = documentWords[invoice.locale];
  const page = pdf.struct('Document');
  pdf.addStructure(page);
  const write = (type: string, drawIt: () => void): void => {
    page.add(pdf.struct(type, {}, drawIt));
  };
  write('H1', () =>
    pdf.font('bold').fontSize(20).fillColor(ink).text(`${say[invoice.kind]} ${invoice.number}`, margin, margin),
  );
  write('P', () => pdf.font('regular').fontSize(10).fillColor(ink).text(factsOf(invoice).join('\n'), { lineGap: 2 }));
  const top = pdf.y + 18;
  write('P', () => pdf.fontSize(9).text(partyWords(say.seller, invoice.seller, invoice), margin, top, { width: 235 }));
  const afterSeller = pdf.y;
  write('P', () => pdf.text(partyWords(say.buyer, invoice.buyer, invoice), 312, top, { width: 235 }));
  pdf.y = Math.max(pdf.y, afterSeller) + 18;
  drawTable(pdf, invoice, write);
  drawTotals(pdf, invoice, write);
}

function factsOf(invoice: Document): string[] {
  const say = documentWords[invoice.locale];
  const day = (iso: string) =>
    formatDate(new Date(`${iso}T00:00:00Z`), invoice.locale === 'fr' ? 'fr' : 'en-GB', {
      dateStyle: 'long',
      timeZone: 'UTC',
    });
  const { original } = invoice;
  return [
    `${say.of} ${day(invoice.issuedOn)}`,
    ...(original ? [`${say.corrects} ${original.number} ${say.of} ${day(original.issuedOn)}`] : []),
    `${say.order} : ${invoice.orderReference}`,
    `${say.delivered} : ${day(invoice.deliveredOn)}`,
  ];
}

function partyWords(title: string, party: Party & { readonly registrationId?: string }, { locale }: Document): string {
  const say = documentWords[locale];
  const place = [party.postalCode, party.city, party.country].filter((word) => word !== '').join(' ');
  return [
    title,
    party.name,
    party.address,
    place,
    party.registrationId ? `${say.registration} : ${party.registrationId}` : '',
    party.vatId ? `${say.vatId} : ${party.vatId}` : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

type WriteStruct = (type: string, drawIt: () => void) => void;
type Cells = Readonly<Record<keyof typeof columns, string>>;

function drawTable(pdf: Pdf, invoice: Document, write: WriteStruct): void {
  const say = documentWords[invoice.locale];
  const show = (amountMinor: number) => formatMoney({ amountMinor, currency: invoice.currency }, invoice.locale);
  const head = { description: say.description, rate: say.rate, net: say.net, tax: say.tax, gross: say.gross };
  const row = (font: 'regular' | 'bold', cells: Cells) => write('P', () => drawRow(pdf, font, cells));
  row('bold', head);
  for (const line of invoice.lines) {
    if (pdf.y > lowest) {
      pdf.addPage();
      row('bold', head);
    }
    row('regular', {
      description: line.description,
      rate: percent(line.taxBasisPoints, invoice),
      net: show(line.netMinor),
      tax: show(line.taxMinor),
      gross: show(line.grossMinor),
    });
  }
}

function drawRow(pdf: Pdf, font: 'regular' | 'bold', cells: Cells): void {
  pdf.font(font).fontSize(8).fillColor(ink);
  const top = pdf.y;
  pdf.text(cells.description, columns.description, top, { width: columns.rate - columns.description - 10 });
  const bottom = pdf.y;
  const ends = { rate: columns.net, net: columns.tax, tax: columns.gross, gross: right } as const;
  for (const column of ['rate', 'net', 'tax', 'gross'] as const)
    pdf.text(cells[column], columns[column], top, { width: ends[column] - columns[column] - 4, align: 'right' });
  pdf.y = Math.max(bottom, pdf.y) + 5;
}

function drawTotals(pdf: Pdf, invoice: Document, write: WriteStruct): void {
  const say = documentWords[invoice.locale];
  const show = (amountMinor: number) => formatMoney({ amountMinor, currency: invoice.currency }, invoice.locale);
  if (pdf.y > lowest - 100) pdf.addPage();
  const right = { width: 499, align: 'right', lineGap: 3 } as const;
  const sums = [
    `${say.totalNet} : ${show(invoice.netMinor)}`,
    ...invoice.taxes.map(
      (tax) =>
        `${say.tax} ${percent(tax.taxBasisPoints, invoice)} (${say.net} ${show(tax.netMinor)}) : ${show(tax.taxMinor)}`,
    ),
    `${say.totalTax} : ${show(invoice.taxMinor)}`,
  ];
  write('P', () =>
    pdf
      .font('regular')
      .fontSize(9)
      .text(sums.join('\n'), margin, pdf.y + 8, right),
  );
  write('P', () =>
    pdf
      .font('bold')
      .fontSize(12)
      .text(`${say.total} : ${show(invoice.grossMinor)}`, right),
  );
  const notes = [
    invoice.kind === 'invoice' ? say.paid : say.returned,
    say.nature,
    ...invoice.taxes.map(({ exemptionReason }) => exemptionReason),
    invoice.seller.legalMentions,
  ].filter((note) => note !== '');
  write('P', () =>
    pdf
      .font('regular')
      .fontSize(8)
      .fillColor(muted)
      .text(notes.join('\n'), margin, pdf.y + 16, { width: 499, lineGap: 2 }),
  );
}

function percent(basisPoints: number, { locale }: Document): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);
}

function attach(pdf: Pdf, invoice: Document): void {
  const attachment = {
    name: 'factur-x.xml',
    type: 'text/xml',
    description: 'Factur-X',
    relationship: 'Alternative',
    creationDate: invoice.issuedAt,
    modifiedDate: invoice.issuedAt,
  };
  pdf.file(Buffer.from(facturXOf(invoice)), attachment);
  pdf.appendXML(facturXMetadata);
}

const namespace = 'urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#';
const properties = {
  DocumentFileName: 'name of the embedded XML invoice file',
  DocumentType: 'INVOICE',
  Version: 'version of the Factur-X data',
  ConformanceLevel: 'conformance level of the Factur-X data',
};

/** What a reader of Factur-X looks for, and the extension schema without which PDF/A allows no such words. */
const facturXMetadata = `
<rdf:Description rdf:about="" xmlns:fx="${namespace}">
  <fx:DocumentType>INVOICE</fx:DocumentType>
  <fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>
  <fx:Version>1.0</fx:Version>
  <fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>${namespace}</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>fx</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq>${Object.entries(properties)
      .map(
        ([name, description]) => `
      <rdf:li rdf:parseType="Resource">
        <pdfaProperty:name>${name}</pdfaProperty:name>
        <pdfaProperty:valueType>Text</pdfaProperty:valueType>
        <pdfaProperty:category>external</pdfaProperty:category>
        <pdfaProperty:description>${description}</pdfaProperty:description>
      </rdf:li>`,
      )
      .join('')}
    </rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>`;
