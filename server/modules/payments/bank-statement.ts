import { fromDecimal, isCurrency } from '@tessera/contract/money';
import { readCamt053 } from './camt053.ts';
import { readStatementCsv } from './statement-csv.ts';
import type { UnreadableReason, WrittenEntry } from './written-statement.ts';

/** Money that came in, as a statement tells it. */
export type StatedCredit = {
  /** The id the bank gave it: the same in every statement that tells of it. */
  readonly bankEntryId: string;
  /** YYYY-MM-DD */
  readonly bookedOn: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly remittance: string;
  readonly payer: string;
  readonly payerIban: string | null;
};
export type StatementFormat = 'camt053' | 'csv';
export type ReadStatement = { readonly ibans: readonly string[]; readonly credits: readonly StatedCredit[] };
/** `at`: which line or entry, from 1; 0: the file. */
export type StatementReading =
  | ({ readonly ok: true } & ReadStatement)
  | { readonly ok: false; readonly reason: UnreadableReason; readonly at: number };

const entriesMax = 10_000;

/** The credits of a statement; a file of which anything cannot be read is not read at all. */
export function readBankStatement(format: StatementFormat, content: string): StatementReading {
  const written = format === 'camt053' ? readCamt053(content) : readStatementCsv(content);
  if (!written.ok) return written;
  if (written.entries.length > entriesMax) return { ok: false, reason: 'too_many', at: 0 };
  const credits: StatedCredit[] = [];
  const ids = new Set<string>();
  for (const [index, entry] of written.entries.entries()) {
    const credit = creditOf(entry);
    if (typeof credit === 'string') return { ok: false, reason: credit, at: index + 1 };
    if (ids.has(credit.bankEntryId)) return { ok: false, reason: 'same_id', at: index + 1 };
    ids.add(credit.bankEntryId);
    if (credit.amountMinor > 0) credits.push(credit);
  }
  return { ok: true, ibans: written.ibans, credits };
}

function creditOf(entry: WrittenEntry): StatedCredit | UnreadableReason {
  const bankEntryId = line(entry.id, 200);
  if (bankEntryId === '') return 'no_id';
  const bookedOn = dayOf(entry.date);
  if (bookedOn === undefined) return 'date';
  const currency = entry.currency.trim();
  if (!isCurrency(currency)) return 'currency';
  const amountMinor = amountOf(entry.amount, currency);
  if (amountMinor === undefined) return 'amount';
  const payerIban = line(entry.payerIban, 40).replaceAll(' ', '').toUpperCase();
  return {
    bankEntryId,
    bookedOn,
    amountMinor,
    currency,
    remittance: line(entry.remittance, 1_000),
    payer: line(entry.payer, 200),
    payerIban: payerIban === '' ? null : payerIban,
  };
}

/** Without control characters, and blanks in a row as one. */
function line(text: string, lengthMax: number): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .toWellFormed()
    .trim()
    .slice(0, lengthMax);
}

/** A comma may stand for the point; thousands are not grouped. */
function amountOf(text: string, currency: string): number | undefined {
  try {
    return fromDecimal(text.trim().replace(/^\+/, '').replace(',', '.'), currency).amountMinor;
  } catch {
    return undefined;
  }
}

/** `2026-03-02`, `2026-03-02T10:00:00+01:00` or `02/03/2026`. */
function dayOf(text: string): string | undefined {
  const iso = /^(\d{4})-(\d\d)-(\d\d)(T.*)?$/.exec(text.trim());
  const european = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text.trim());
  const [year, month, day] = iso ? iso.slice(1, 4) : (european?.slice(1, 4).reverse() ?? []);
  const date = `${year}-${month}-${day}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date || date < '1970' ? undefined : date;
}
