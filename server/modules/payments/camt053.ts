import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { WrittenEntry, WrittenStatement } from './written-statement.ts';

type Node = { readonly [name: string]: unknown };

// No entity is expanded and no document type is read: a statement needs neither, and both are ways to do harm.
const parser = new XMLParser({
  processEntities: false,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
});

/**
 * The booked credits of a statement by ISO 20022 camt.053, any version. An entry that gathers several transfers is told apart
 * where the bank tells the amount of each; corrections of the bank are not money that came in.
 */
export function readCamt053(content: string): WrittenStatement {
  if (/<!(DOCTYPE|ENTITY)/i.test(content) || XMLValidator.validate(content) !== true) {
    return { ok: false, reason: 'not_xml', at: 0 };
  }
  const statements = many(parser.parse(content), 'Document', 'BkToCstmrStmt', 'Stmt');
  if (statements.length === 0) return { ok: false, reason: 'not_camt053', at: 0 };
  const ibans = statements.map((statement) => text(statement, 'Acct', 'Id', 'IBAN').replaceAll(' ', '').toUpperCase());
  const entries = statements
    .flatMap((statement) => many(statement, 'Ntry'))
    .filter((entry) => text(entry, 'CdtDbtInd') === 'CRDT' && text(entry, 'RvslInd') !== 'true' && isBooked(entry))
    .flatMap(writtenEntries);
  return { ok: true, ibans: [...new Set(ibans)], entries };
}

/** A status is a code, or a group of codes in later versions. */
function isBooked(entry: Node): boolean {
  return (text(entry, 'Sts', 'Cd') || text(entry, 'Sts')) === 'BOOK';
}

function writtenEntries(entry: Node): WrittenEntry[] {
  const id = text(entry, 'AcctSvcrRef') || text(entry, 'NtryRef');
  const date = text(entry, 'BookgDt', 'Dt') || text(entry, 'BookgDt', 'DtTm');
  const details = many(entry, 'NtryDtls').flatMap((part) => many(part, 'TxDtls'));
  const amounts = details.map((detail) => amountIn(detail) ?? amountIn(one(detail, 'AmtDtls', 'TxAmt')));
  const whole = amountIn(entry) ?? { amount: '', currency: '' };
  if (details.length < 2 || amounts.includes(undefined)) {
    const parts = details.map(remittanceOf);
    const [payer = { payer: '', payerIban: '' }] = details.map(payerOf);
    const remittance = [...parts, text(entry, 'AddtlNtryInf')].join(' ');
    return [{ id, date, ...whole, remittance, ...(details.length === 1 ? payer : { payer: '', payerIban: '' }) }];
  }
  return details.map((detail, index) => ({
    id: text(detail, 'Refs', 'AcctSvcrRef') || (id && `${id}#${index + 1}`),
    date,
    ...(amounts[index] ?? whole),
    remittance: remittanceOf(detail),
    ...payerOf(detail),
  }));
}

function amountIn(node: Node): { amount: string; currency: string } | undefined {
  const amount = one(node, 'Amt');
  const currency = amount['@Ccy'];
  return typeof currency === 'string' ? { amount: text(node, 'Amt', '#text'), currency } : undefined;
}

/** What the payer wrote, freely or as a creditor reference, and the end-to-end id, where some banks put it. */
function remittanceOf(detail: Node): string {
  const written = many(detail, 'RmtInf', 'Ustrd').map((part) => text(part));
  const structured = many(detail, 'RmtInf', 'Strd').map((part) => text(part, 'CdtrRefInf', 'Ref'));
  return [...structured, ...written, text(detail, 'Refs', 'EndToEndId')].filter((part) => part !== '').join(' ');
}

function payerOf(detail: Node): { payer: string; payerIban: string } {
  const parties = one(detail, 'RltdPties');
  return {
    payer: text(parties, 'Dbtr', 'Pty', 'Nm') || text(parties, 'Dbtr', 'Nm'),
    payerIban: text(parties, 'DbtrAcct', 'Id', 'IBAN'),
  };
}

/** Every node at the end of a path; the parser gives one as itself and several as a list. */
function many(from: unknown, ...path: readonly string[]): Node[] {
  const nodes = path.reduce<unknown[]>(
    (found, name) => found.flatMap((node) => (isNode(node) && Object.hasOwn(node, name) ? [node[name]].flat() : [])),
    [from],
  );
  return nodes.map((node) => (isNode(node) ? node : { '#text': node }));
}

function one(from: Node, ...path: readonly string[]): Node {
  return many(from, ...path)[0] ?? {};
}

function text(from: Node, ...path: readonly string[]): string {
  const value = path.at(-1) === '#text' ? one(from, ...path.slice(0, -1))['#text'] : one(from, ...path)['#text'];
  return typeof value === 'string' ? withoutEntities(value) : '';
}

const predefined: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five entities every XML text may hold, and characters by number; nothing else is one here. */
function withoutEntities(value: string): string {
  return value.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return predefined[String(name).toLowerCase()] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
