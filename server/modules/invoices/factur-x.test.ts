import { inflateSync } from 'node:zlib';
import { containedTax } from '@tessera/contract/money';
import fc from 'fast-check';
import { getDocumentProxy } from 'unpdf';
import { describe, expect, test } from 'vitest';
import { brokenRules, parseXml } from '../../testing/en16931.ts';
import { readPdf } from '../../testing/read-pdf.ts';
import { amountsOf } from './amounts.rules.ts';
import type { Document } from './document.rules.ts';
import { canBeElectronic, facturXOf } from './factur-x.rules.ts';
import { invoicePdf } from './invoice-pdf.ts';

type Bought = { readonly priceMinor: number; readonly feeMinor: number; readonly taxBasisPoints: number };

function documentOf(
  bought: readonly Bought[],
  other: Partial<Document> = {},
  exemptionReason = 'Art. 261 CGI',
): Document {
  const { lines, taxes, totals } = amountsOf(
    bought.map((line, index) => ({
      ...line,
      taxMinor: containedTax(line.priceMinor + line.feeMinor, line.taxBasisPoints),
      orderLineId: `line ${index}`,
      description: `Un soir d’été & <plus>, Parterre, rang C, siège ${index}`,
    })),
    { feeWord: 'Frais de réservation', exemptionReason },
  );
  return {
    id: '0198c0de-cafe-7bad-8bee-000000000001',
    kind: 'invoice',
    organiserId: '0198c0de-cafe-7bad-8bee-000000000002',
    orderId: '0198c0de-cafe-7bad-8bee-000000000003',
    number: 'ME-F-2026-000042',
    orderReference: 'ME2026-7KQ4XD',
    locale: 'fr',
    currency: 'EUR',
    issuedOn: '2026-07-01',
    deliveredOn: '2026-09-12',
    issuedAt: new Date('2026-07-01T10:00:00Z'),
    seller: {
      name: 'Maison des Essais SARL',
      address: '1 rue de la Paix',
      postalCode: '75002',
      city: 'Paris',
      country: 'FR',
      vatId: 'FR32123456789',
      registrationId: '123456789',
      legalMentions: 'SARL au capital de 10 000 €, RCS Paris 123 456 789.',
    },
    buyer: {
      name: 'Durand & Fils',
      address: '2 place du Marché',
      postalCode: '69001',
      city: 'Lyon',
      country: 'FR',
      vatId: 'FR83404833048',
    },
    original: null,
    ...totals,
    lines,
    taxes,
    ...other,
  };
}

const creditNote: Partial<Document> = {
  kind: 'credit_note',
  number: 'ME-A-2026-000001',
  original: { number: 'ME-F-2026-000042', issuedOn: '2026-07-01' },
};
const bought = fc.array(
  fc.record({
    priceMinor: fc.integer({ min: 1, max: 100_000 }),
    feeMinor: fc.nat(3_000),
    taxBasisPoints: fc.constantFrom(0, 210, 550, 1000, 2000),
  }),
  { minLength: 1, maxLength: 20 },
);
const seat = { priceMinor: 4_500, feeMinor: 150, taxBasisPoints: 550 };
const rulesOf = (document: Document) => brokenRules(parseXml(facturXOf(document)));

describe('the electronic invoice', () => {
  test('keeps the rules of EN 16931 for any order, and for what is returned of it', () => {
    fc.assert(
      fc.property(
        bought,
        fc.constantFrom({}, creditNote),
        fc.constantFrom('Art. 261 CGI', ''),
        (lines, kind, reason) => {
          expect(rulesOf(documentOf(lines, kind, reason))).toEqual([]);
        },
      ),
    );
  });

  test('breaks a rule when any one amount in it is another', () => {
    fc.assert(
      fc.property(bought, fc.nat(), (lines, choice) => {
        const xml = facturXOf(documentOf(lines));
        const amounts = [...xml.matchAll(/Amount(?: currencyID="EUR")?>(\d+\.\d\d)</g)];
        const chosen = amounts[choice % amounts.length];
        const [whole = '', amount = ''] = chosen ?? [];
        const other = whole.replace(amount, (Number(amount) + 0.01).toFixed(2));
        const changed = xml.slice(0, chosen?.index) + other + xml.slice((chosen?.index ?? 0) + whole.length);
        expect(brokenRules(parseXml(changed))).not.toEqual([]);
      }),
    );
  });

  test.each([
    ['BR-2', 'ram:ID>ME-F-2026-000042<', 'ram:ID><'],
    ['BR-3', '20260701', '20260231'],
    ['BR-4', '380', '999'],
    ['BR-5', 'InvoiceCurrencyCode>EUR', 'InvoiceCurrencyCode>EUX'],
    ['BR-9', 'CountryID>FR<', 'CountryID><'],
    ['BR-CO-9', 'VA">FR', 'VA">'],
    ['BR-E-10', '<ram:ExemptionReason>Art. 261 CGI</ram:ExemptionReason>', ''],
    [
      'order of elements in ram:ApplicableTradeTax',
      '<ram:TypeCode>VAT</ram:TypeCode><ram:ExemptionReason>Art. 261 CGI</ram:ExemptionReason>',
      '<ram:ExemptionReason>Art. 261 CGI</ram:ExemptionReason><ram:TypeCode>VAT</ram:TypeCode>',
    ],
  ])('would be refused by %s', (rule, good, bad) => {
    const xml = facturXOf(documentOf([{ ...seat, taxBasisPoints: 0 }]));
    expect(xml).toContain(good);
    expect(brokenRules(parseXml(xml.replace(good, bad)))).toContain(rule);
  });

  test('is not made for a dinar, a buyer without a country, or a seller without a tax number', () => {
    const { seller, buyer } = documentOf([seat]);
    expect(canBeElectronic(documentOf([seat]))).toBe(true);
    expect(canBeElectronic(documentOf([seat], { currency: 'JPY' }))).toBe(true);
    expect(canBeElectronic(documentOf([seat], { currency: 'TND' }))).toBe(false);
    expect(canBeElectronic(documentOf([seat], { buyer: { ...buyer, country: '' } }))).toBe(false);
    expect(canBeElectronic(documentOf([seat], { seller: { ...seller, vatId: '' } }))).toBe(false);
  });
});

describe('the PDF of an invoice', () => {
  test('holds the XML as an alternative, and says so to readers of Factur-X and PDF/A', async () => {
    const document = documentOf([seat]);
    const pdf = await invoicePdf(document);
    const attachments: unknown = await (await getDocumentProxy(new Uint8Array(pdf))).getAttachments();
    expect(attachments).toMatchObject(new Map([['factur-x.xml', { filename: 'factur-x.xml' }]]));
    expect(embeddedFileOf(pdf)).toBe(facturXOf(document));
    const raw = pdf.toString('latin1');
    for (const words of [
      '/AFRelationship /Alternative',
      '<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>',
      '<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>',
      '<pdfaSchema:prefix>fx</pdfaSchema:prefix>',
      '<pdfaid:part>3</pdfaid:part>',
      '<pdfaid:conformance>B</pdfaid:conformance>',
    ])
      expect(raw).toContain(words);
  });

  test('is the same to the byte each time', async () => {
    const document = documentOf([seat]);
    expect((await invoicePdf(document)).equals(await invoicePdf(document))).toBe(true);
  });

  test('says who sells what to whom, in the language of the order, for millimes too', async () => {
    const words = async (document: Document) => {
      const { pages } = await readPdf(await invoicePdf(document));
      return pages
        .map(({ text }) => text)
        .join(' ')
        .replace(/[\s\u00a0\u202f]+/g, ' ');
    };
    const french = await words(documentOf([seat]));
    for (const said of [
      'Facture ME-F-2026-000042',
      '1 juillet 2026',
      'FR32123456789',
      'Durand & Fils',
      '5,5 %',
      '46,50 €',
    ])
      expect(french).toContain(said);
    const note = await words(documentOf([seat], { ...creditNote, locale: 'en', currency: 'TND' }));
    for (const said of [
      'Credit note ME-A-2026-000001',
      'Credit note for invoice ME-F-2026-000042 of 1 July 2026',
      'TND 4.650',
    ])
      expect(note).toContain(said);
  });

  test('has a page more for a long order', async () => {
    const { pages } = await readPdf(await invoicePdf(documentOf(Array.from({ length: 60 }, () => seat))));
    expect(pages.length).toBeGreaterThan(2);
  });
});

/** The one embedded file, unpacked. */
function embeddedFileOf(pdf: Buffer): string {
  const raw = pdf.toString('latin1');
  const start = raw.indexOf('stream\n', raw.indexOf('/Type /EmbeddedFile')) + 'stream\n'.length;
  return inflateSync(pdf.subarray(start, raw.indexOf('\nendstream', start))).toString('utf8');
}
