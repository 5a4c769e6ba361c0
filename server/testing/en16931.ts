/** A reader of CII invoices and the rules of EN 16931 that bear on them, written from the norm and not from our generator. */
export type Xml = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Xml[];
  text: string;
};

/** Elements, attributes and text; throws on anything that is not well-formed. */
export function parseXml(source: string): Xml {
  const root: Xml = { name: '', attributes: new Map(), children: [], text: '' };
  const open: Xml[] = [root];
  const token = /<\?[^?]*\?>|<\/([\w:]+)>|<([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*>|([^<]+)/gy;
  for (let at = 0; at < source.length; at = token.lastIndex) {
    token.lastIndex = at;
    const found = token.exec(source);
    const inside = open.at(-1);
    if (!found || !inside) throw new Error(`not well-formed at ${at}: ${source.slice(at, at + 40)}`);
    const [, closing, opening, attributes = '', words] = found;
    if (closing !== undefined && open.pop()?.name !== closing) throw new Error(`${closing} closes another element`);
    if (opening !== undefined) {
      const pairs = [...attributes.matchAll(/([\w:]+)="([^"]*)"/g)];
      const child: Xml = {
        name: opening,
        attributes: new Map(pairs.map(([, name = '', value = '']) => [name, unescaped(value)])),
        children: [],
        text: '',
      };
      inside.children.push(child);
      open.push(child);
    }
    if (words !== undefined) inside.text += unescaped(words);
  }
  const [only] = root.children;
  if (open.length !== 1 || !only || root.children.length !== 1) throw new Error('not one closed element');
  return only;
}

function unescaped(words: string): string {
  if (/&(?!(amp|lt|gt|quot|apos);)/.test(words)) throw new Error('a bare ampersand');
  return words
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

/** Every element at a path of local names, `ram:` left out. */
function all(from: Xml, path: string): Xml[] {
  return path
    .split('/')
    .reduce<Xml[]>(
      (found, name) => found.flatMap((x) => x.children.filter((c) => c.name.split(':')[1] === name)),
      [from],
    );
}
const one = (from: Xml, path: string): Xml | undefined => all(from, path)[0];
const words = (from: Xml, path: string): string => one(from, path)?.text.trim() ?? '';

/** Hundredths, exactly; NaN for an amount that is missing or has more than two decimals (BR-DEC). */
function cents(text: string): number {
  const found = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (!found) return Number.NaN;
  const [, sign, whole, part = ''] = found;
  return (sign === '-' ? -1 : 1) * (Number(whole) * 100 + Number(part.padEnd(2, '0')));
}

/** The names of the rules a document breaks; none for a good one. */
export function brokenRules(invoice: Xml): string[] {
  const broken: string[] = [];
  const rule = (name: string, holds: boolean): void => {
    if (!holds) broken.push(name);
  };
  const trade = one(invoice, 'SupplyChainTradeTransaction');
  const agreement = trade && one(trade, 'ApplicableHeaderTradeAgreement');
  const settlement = trade && one(trade, 'ApplicableHeaderTradeSettlement');
  if (!trade || !agreement || !settlement) return ['structure'];
  headRules(invoice, agreement, settlement, rule);
  lineRules(trade, rule);
  sumRules(trade, settlement, rule);
  taxRules(trade, agreement, settlement, rule);
  orderRules(invoice, rule);
  return broken;
}

type Rule = (name: string, holds: boolean) => void;

const sumsAt = 'SpecifiedTradeSettlementHeaderMonetarySummation';

function headRules(invoice: Xml, agreement: Xml, settlement: Xml, rule: Rule): void {
  const guideline = 'ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID';
  const kind = words(invoice, 'ExchangedDocument/TypeCode');
  rule('BR-1', words(invoice, guideline) === 'urn:cen.eu:en16931:2017');
  rule('BR-2', words(invoice, 'ExchangedDocument/ID') !== '');
  rule('BR-3', isDay(one(invoice, 'ExchangedDocument/IssueDateTime/DateTimeString')));
  rule('BR-4', kind === '380' || kind === '381');
  rule('BR-5', ['EUR', 'USD', 'GBP', 'CHF', 'CAD', 'MAD', 'JPY'].includes(words(settlement, 'InvoiceCurrencyCode')));
  rule('BR-6', words(agreement, 'SellerTradeParty/Name') !== '');
  rule('BR-7', words(agreement, 'BuyerTradeParty/Name') !== '');
  for (const [place, party] of [
    ['BR-8', 'SellerTradeParty'],
    ['BR-10', 'BuyerTradeParty'],
  ] as const) {
    rule(place, one(agreement, `${party}/PostalTradeAddress`) !== undefined);
    const country = words(agreement, `${party}/PostalTradeAddress/CountryID`);
    rule(place === 'BR-8' ? 'BR-9' : 'BR-11', /^[A-Z]{2}$/.test(country));
    for (const id of all(agreement, `${party}/SpecifiedTaxRegistration/ID`))
      if (id.attributes.get('schemeID') === 'VA') rule('BR-CO-9', /^[A-Z]{2}./.test(id.text));
  }
  const sellerIds = ['SpecifiedLegalOrganization/ID', 'SpecifiedTaxRegistration/ID', 'ID'];
  rule(
    'BR-CO-26',
    sellerIds.some((path) => words(agreement, `SellerTradeParty/${path}`) !== ''),
  );
  const preceding = all(settlement, 'InvoiceReferencedDocument');
  rule('credit note names its invoice', (kind === '381') === (preceding.length === 1));
  for (const reference of preceding) {
    rule('BR-55', words(reference, 'IssuerAssignedID') !== '');
    rule('BT-26 date', isDay(one(reference, 'FormattedIssueDateTime/DateTimeString')));
  }
}

/** Format 102 and a day of the calendar. */
function isDay(date: Xml | undefined): boolean {
  const [, year = '', month = '', day = ''] = /^(\d{4})(\d{2})(\d{2})$/.exec(date?.text ?? '') ?? [];
  const iso = `${year}-${month}-${day}`;
  return date?.attributes.get('format') === '102' && new Date(`${iso}T00:00:00Z`).toJSON()?.slice(0, 10) === iso;
}

const lineSum = 'SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount';

function lineRules(trade: Xml, rule: Rule): void {
  const lines = all(trade, 'IncludedSupplyChainTradeLineItem');
  rule('BR-16', lines.length > 0);
  const ids = lines.map((line) => words(line, 'AssociatedDocumentLineDocument/LineID'));
  rule('BR-21', ids.every((id) => id !== '') && new Set(ids).size === ids.length);
  for (const line of lines) {
    const quantity = one(line, 'SpecifiedLineTradeDelivery/BilledQuantity');
    const price = cents(words(line, 'SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount'));
    rule('BR-22', Number(quantity?.text) > 0);
    rule('BR-23', quantity?.attributes.get('unitCode') === 'C62');
    rule('BR-24', cents(words(line, lineSum)) >= 0);
    rule('BR-25', words(line, 'SpecifiedTradeProduct/Name') !== '');
    rule('BR-27', price >= 0);
    rule('line amount is price × quantity', price * Number(quantity?.text) === cents(words(line, lineSum)));
    const category = words(line, 'SpecifiedLineTradeSettlement/ApplicableTradeTax/CategoryCode');
    rule('BR-CO-4', ['S', 'Z', 'E'].includes(category));
  }
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

function sumRules(trade: Xml, settlement: Xml, rule: Rule): void {
  const sums = one(settlement, sumsAt);
  const amount = (name: string) => (sums ? cents(words(sums, name)) : Number.NaN);
  const net = amount('LineTotalAmount');
  const basis = amount('TaxBasisTotalAmount');
  const gross = amount('GrandTotalAmount');
  rule('BR-12', net >= 0);
  rule('BR-13', basis >= 0);
  rule('BR-14', gross >= 0);
  rule('BR-15', amount('DuePayableAmount') >= 0);
  rule('BR-CO-10', net === total(all(trade, `IncludedSupplyChainTradeLineItem/${lineSum}`).map((x) => cents(x.text))));
  const charged = all(settlement, 'SpecifiedTradeAllowanceCharge').length;
  rule('BR-CO-11/12 (there are no allowances and charges)', charged === 0);
  rule('BR-CO-13', basis === net);
  const taxes = all(settlement, 'ApplicableTradeTax/CalculatedAmount').map((x) => cents(x.text));
  rule('BR-CO-14', amount('TaxTotalAmount') === total(taxes));
  rule('BR-CO-15', gross === basis + amount('TaxTotalAmount'));
  rule('BR-CO-16', amount('DuePayableAmount') === gross - amount('TotalPrepaidAmount'));
  const currency = sums && one(sums, 'TaxTotalAmount')?.attributes.get('currencyID');
  rule('BR-53', currency === words(settlement, 'InvoiceCurrencyCode'));
}

function taxRules(trade: Xml, agreement: Xml, settlement: Xml, rule: Rule): void {
  const breakdown = all(settlement, 'ApplicableTradeTax');
  const lineTax = 'SpecifiedLineTradeSettlement/ApplicableTradeTax';
  const nameOf = (tax: Xml) => `${words(tax, 'CategoryCode')} ${words(tax, 'RateApplicablePercent')}`;
  const lines = all(trade, 'IncludedSupplyChainTradeLineItem');
  const onLines = new Set(all(trade, `IncludedSupplyChainTradeLineItem/${lineTax}`).map(nameOf));
  rule('BR-CO-18', breakdown.length > 0);
  rule('BR-S-1, Z-1, E-1', breakdown.map(nameOf).sort().join() === [...onLines].sort().join());
  const registered = all(agreement, 'SellerTradeParty/SpecifiedTaxRegistration/ID');
  rule(
    'BR-S-2, Z-2, E-2',
    registered.some((id) => ['VA', 'FC'].includes(id.attributes.get('schemeID') ?? '')),
  );
  for (const tax of breakdown) {
    const category = words(tax, 'CategoryCode');
    const basis = cents(words(tax, 'BasisAmount'));
    const taxed = cents(words(tax, 'CalculatedAmount'));
    const hundredths = cents(words(tax, 'RateApplicablePercent'));
    const same = lines.filter((line) => nameOf(one(line, lineTax) ?? line) === nameOf(tax));
    rule('BR-45', basis >= 0);
    rule('BR-46', taxed >= 0);
    rule('BR-48', hundredths >= 0);
    rule('type code VAT', words(tax, 'TypeCode') === 'VAT');
    rule(`BR-${category}-8`, basis === total(same.map((line) => cents(words(line, lineSum)))));
    // The published rules of the norm allow less than one unit of the currency between the two.
    rule('BR-CO-17', Math.abs((basis * hundredths) / 10_000 - taxed) < 100);
    if (category === 'S') rule('BR-S-5', hundredths > 0);
    else rule(`BR-${category}-5, ${category}-9`, hundredths === 0 && taxed === 0);
    rule(`BR-${category}-10`, (category === 'E') === (words(tax, 'ExemptionReason') !== ''));
  }
}

/** The sequence of the CII schema for the elements that are used. */
const sequences: Readonly<Record<string, string>> = {
  CrossIndustryInvoice: 'ExchangedDocumentContext ExchangedDocument SupplyChainTradeTransaction',
  ExchangedDocument: 'ID TypeCode IssueDateTime IncludedNote',
  SupplyChainTradeTransaction:
    'IncludedSupplyChainTradeLineItem ApplicableHeaderTradeAgreement ApplicableHeaderTradeDelivery ApplicableHeaderTradeSettlement',
  IncludedSupplyChainTradeLineItem:
    'AssociatedDocumentLineDocument SpecifiedTradeProduct SpecifiedLineTradeAgreement SpecifiedLineTradeDelivery SpecifiedLineTradeSettlement',
  ApplicableHeaderTradeAgreement: 'SellerTradeParty BuyerTradeParty SellerOrderReferencedDocument',
  SellerTradeParty: 'Name SpecifiedLegalOrganization PostalTradeAddress SpecifiedTaxRegistration',
  BuyerTradeParty: 'Name SpecifiedLegalOrganization PostalTradeAddress SpecifiedTaxRegistration',
  PostalTradeAddress: 'PostcodeCode LineOne CityName CountryID',
  ApplicableHeaderTradeSettlement: `InvoiceCurrencyCode ApplicableTradeTax ${sumsAt} InvoiceReferencedDocument`,
  ApplicableTradeTax: 'CalculatedAmount TypeCode ExemptionReason BasisAmount CategoryCode RateApplicablePercent',
  [sumsAt]: 'LineTotalAmount TaxBasisTotalAmount TaxTotalAmount GrandTotalAmount TotalPrepaidAmount DuePayableAmount',
  InvoiceReferencedDocument: 'IssuerAssignedID FormattedIssueDateTime',
};

function orderRules(element: Xml, rule: Rule): void {
  const local = (name: string) => name.split(':')[1] ?? '';
  const sequence = sequences[local(element.name)]?.split(' ');
  if (sequence) {
    const places = element.children.map((child) => sequence.indexOf(local(child.name)));
    const isOrdered = places.every((place, index) => place >= 0 && place >= (places[index - 1] ?? 0));
    rule(`order of elements in ${element.name}`, isOrdered);
  }
  for (const child of element.children) orderRules(child, rule);
}
