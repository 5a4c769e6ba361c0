export type Row = Readonly<Record<string, string | number>>;

/** A Markdown table that also reads well on a terminal: numbers to the right, big ones without decimals. */
export function formatTable(rows: readonly Row[]): string {
  const titles = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => titles.map((title) => formatCell(row[title] ?? '')));
  const widths = titles.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const isNumeric = titles.map((title) => rows.every((row) => typeof row[title] === 'number'));
  const line = (words: readonly string[]): string =>
    `| ${words.map((word, column) => (isNumeric[column] ? word.padStart(widths[column] ?? 0) : word.padEnd(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (isNumeric[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(titles), line(rule), ...cells.map(line)].join('\n');
}

function formatCell(value: string | number): string {
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const digits = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
