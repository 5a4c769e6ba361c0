import type { WrittenEntry, WrittenStatement } from './written-statement.ts';

const columns = ['date', 'amount', 'currency', 'remittance', 'id'] as const;

/**
 * A statement as CSV (RFC 4180, comma or semicolon): a first line with the names of the columns, in any order; payer and
 * payer_iban may be there, others are left aside. Money that went out has a negative amount.
 */
export function readStatementCsv(content: string): WrittenStatement {
  const text = content.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const separator = text.split('\n', 1)[0]?.includes(';') ? ';' : ',';
  const rows = cellsOf(text, separator);
  const names = rows?.[0]?.map((name) => name.trim().toLowerCase()) ?? [];
  if (!rows || columns.some((name) => names.filter((one) => one === name).length !== 1)) {
    return { ok: false, reason: 'not_csv', at: 0 };
  }
  const entries: WrittenEntry[] = [];
  for (const [index, cells] of rows.slice(1).entries()) {
    if (cells.length === 1 && cells[0]?.trim() === '') continue;
    if (cells.length !== names.length) return { ok: false, reason: 'not_csv', at: index + 2 };
    const cell = (name: string) => cells[names.indexOf(name)] ?? '';
    entries.push({
      id: cell('id'),
      date: cell('date'),
      amount: cell('amount'),
      currency: cell('currency'),
      remittance: cell('remittance'),
      payer: cell('payer'),
      payerIban: cell('payer_iban'),
    });
  }
  return { ok: true, ibans: [], entries };
}

/** undefined: a quote that does not end, or stands where none may. */
function cellsOf(text: string, separator: string): string[][] | undefined {
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"\\n${separator}]*))(${separator}|\\n|$)`, 'y');
  const rows: string[][] = [[]];
  for (;;) {
    const found = cell.exec(text);
    if (!found) return undefined;
    rows.at(-1)?.push(found[1] === undefined ? (found[2] ?? '') : found[1].replaceAll('""', '"'));
    if (found[3] === '') return rows;
    if (found[3] === '\n') rows.push([]);
  }
}
