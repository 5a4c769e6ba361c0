import { exponentOf, toDecimal } from '@tessera/contract/money';
import type { Tax } from './amounts.rules.ts';
import type { Document, Party, Seller } from './document.rules.ts';

/**
 * Whether a document can be an electronic invoice by EN 16931: it needs a seller with a tax number and both countries, and the
 * norm knows amounts of at most two decimals, so the dinar has none.
 */
export function canBeElectronic({ seller, buyer, currency, taxes }: Document): boolean {
  const isTaxed = taxes.some(({ taxCategory }) => taxCategory === 'S');
  const hasNumber = seller.vatId !== '' || (!isTaxed && seller.registrationId !== '');
  return hasNumber && seller.country !== '' && buyer.country !== '' && exponentOf(currency) <= 2;
}

/** The document as CII XML (D16B), profile EN 16931 of Factur-X. The same document gives the same text. */
export function facturXOf(document: Document): string {
  const { currency } = document;
  const amount = (amountMinor: number) => toDecimal({ amountMinor, currency });
  return `<?xml version="1.0" encoding="UTF-8"?>
${element(
  'rsm:CrossIndustryInvoice',
  [
    element(
      'rsm:ExchangedDocumentContext',
      element('ram:GuidelineSpecifiedDocumentContextParameter', text('ram:ID', 'urn:cen.eu:en16931:2017')),
    ),
    element('rsm:ExchangedDocument', [
      text('ram:ID', document.number),
      text('ram:TypeCode', document.kind === 'invoice' ? '380' : '381'),
      element('ram:IssueDateTime', day('udt', document.issuedOn)),
      ...(document.seller.legalMentions === ''
        ? []
        : [element('ram:IncludedNote', text('ram:Content', document.seller.legalMentions))]),
    ]),
    element('rsm:SupplyChainTradeTransaction', [
      ...linesOf(document, amount),
      element('ram:ApplicableHeaderTradeAgreement', [
        element('ram:SellerTradeParty', sellerOf(document.seller)),
        element('ram:BuyerTradeParty', buyerOf(document.buyer)),
        element('ram:SellerOrderReferencedDocument', text('ram:IssuerAssignedID', document.orderReference)),
      ]),
      element(
        'ram:ApplicableHeaderTradeDelivery',
        element(
          'ram:ActualDeliverySupplyChainEvent',
          element('ram:OccurrenceDateTime', day('udt', document.deliveredOn)),
        ),
      ),
      element('ram:ApplicableHeaderTradeSettlement', settlementOf(document, amount)),
    ]),
  ],
  namespaces,
)}
`;
}

type Write = (amountMinor: number) => string;

const namespaces =
  ' xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"' +
  ' xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"' +
  ' xmlns:qdt="urn:un:unece:uncefact:data:standard:QualifiedDataType:100"' +
  ' xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"';

function linesOf({ lines }: Document, amount: Write): string[] {
  return lines.map((line, index) =>
    element('ram:IncludedSupplyChainTradeLineItem', [
      element('ram:AssociatedDocumentLineDocument', text('ram:LineID', String(index + 1))),
      element('ram:SpecifiedTradeProduct', text('ram:Name', line.description)),
      element(
        'ram:SpecifiedLineTradeAgreement',
        element('ram:NetPriceProductTradePrice', text('ram:ChargeAmount', amount(line.netMinor))),
      ),
      element('ram:SpecifiedLineTradeDelivery', text('ram:BilledQuantity', '1', ' unitCode="C62"')),
      element('ram:SpecifiedLineTradeSettlement', [
        element('ram:ApplicableTradeTax', [
          text('ram:TypeCode', 'VAT'),
          text('ram:CategoryCode', line.taxCategory),
          text('ram:RateApplicablePercent', percent(line.taxBasisPoints)),
        ]),
        element(
          'ram:SpecifiedTradeSettlementLineMonetarySummation',
          text('ram:LineTotalAmount', amount(line.netMinor)),
        ),
      ]),
    ]),
  );
}

function sellerOf(seller: Seller): string[] {
  const taxNumber =
    seller.vatId === ''
      ? text('ram:ID', seller.registrationId, ' schemeID="FC"')
      : text('ram:ID', seller.vatId, ' schemeID="VA"');
  // 0002 is the register of SIREN numbers, which BR-CO-26 is content with.
  const scheme = /^[0-9]{9}$/.test(seller.registrationId) ? ' schemeID="0002"' : '';
  return [
    text('ram:Name', seller.name),
    ...(seller.registrationId === ''
      ? []
      : [element('ram:SpecifiedLegalOrganization', text('ram:ID', seller.registrationId, scheme))]),
    addressOf(seller),
    element('ram:SpecifiedTaxRegistration', taxNumber),
  ];
}

function buyerOf(buyer: Party): string[] {
  return [
    text('ram:Name', buyer.name),
    addressOf(buyer),
    ...(buyer.vatId === ''
      ? []
      : [element('ram:SpecifiedTaxRegistration', text('ram:ID', buyer.vatId, ' schemeID="VA"'))]),
  ];
}

function addressOf({ postalCode, address, city, country }: Party): string {
  return element('ram:PostalTradeAddress', [
    ...(postalCode === '' ? [] : [text('ram:PostcodeCode', postalCode)]),
    ...(address === '' ? [] : [text('ram:LineOne', address)]),
    ...(city === '' ? [] : [text('ram:CityName', city)]),
    text('ram:CountryID', country),
  ]);
}

function settlementOf(
  { currency, taxes, netMinor, taxMinor, grossMinor, original }: Document,
  amount: Write,
): string[] {
  return [
    text('ram:InvoiceCurrencyCode', currency),
    ...taxes.map((tax) => taxOf(tax, amount)),
    element('ram:SpecifiedTradeSettlementHeaderMonetarySummation', [
      text('ram:LineTotalAmount', amount(netMinor)),
      text('ram:TaxBasisTotalAmount', amount(netMinor)),
      text('ram:TaxTotalAmount', amount(taxMinor), ` currencyID="${currency}"`),
      text('ram:GrandTotalAmount', amount(grossMinor)),
      // An invoice is issued once it is paid, and a credit note once the money is on its way.
      text('ram:TotalPrepaidAmount', amount(grossMinor)),
      text('ram:DuePayableAmount', amount(0)),
    ]),
    ...(original
      ? [
          element('ram:InvoiceReferencedDocument', [
            text('ram:IssuerAssignedID', original.number),
            element('ram:FormattedIssueDateTime', day('qdt', original.issuedOn)),
          ]),
        ]
      : []),
  ];
}

function taxOf({ taxCategory, taxBasisPoints, netMinor, taxMinor, exemptionReason }: Tax, amount: Write): string {
  return element('ram:ApplicableTradeTax', [
    text('ram:CalculatedAmount', amount(taxMinor)),
    text('ram:TypeCode', 'VAT'),
    ...(exemptionReason === '' ? [] : [text('ram:ExemptionReason', exemptionReason)]),
    text('ram:BasisAmount', amount(netMinor)),
    text('ram:CategoryCode', taxCategory),
    text('ram:RateApplicablePercent', percent(taxBasisPoints)),
  ]);
}

function percent(basisPoints: number): string {
  return `${Math.floor(basisPoints / 100)}.${String(basisPoints % 100).padStart(2, '0')}`;
}

/** Format 102: the day without hyphens. */
function day(type: 'udt' | 'qdt', isoDay: string): string {
  return text(`${type}:DateTimeString`, isoDay.replaceAll('-', ''), ' format="102"');
}

function element(name: string, inside: string | readonly string[], attributes = ''): string {
  return `<${name}${attributes}>${typeof inside === 'string' ? inside : inside.join('')}</${name}>`;
}

function text(name: string, words: string, attributes = ''): string {
  return element(name, escaped(words), attributes);
}

/** What XML 1.0 cannot hold at all is left out. */
function escaped(words: string): string {
  return words
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
