import { stringify } from 'csv-stringify/sync';

/** How many lines are made at once. */
const LINES = 200;

const FORMAT = {
  record_delimiter: '\r\n',
  // Spreadsheets would run what begins with =, +, - or @: names and links come from strangers.
  escape_formulas: true,
} as const;

/** Rows as CSV, RFC 4180, with a heading; some hundred lines at a time. */
export async function* csvOf(
  columns: readonly string[],
  rows: AsyncIterable<readonly string[]>,
): AsyncGenerator<string> {
  let lines: (readonly string[])[] = [columns];
  for await (const row of rows) {
    lines.push(row);
    if (lines.length < LINES) continue;
    yield stringify(lines, FORMAT);
    lines = [];
  }
  if (lines.length > 0) yield stringify(lines, FORMAT);
}
