import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';

type Row = Record<string, SQLOutputValue>;

/**
 * What the databases of a data folder hold beside events and hits, which feeds show: by file and table a digest of all rows.
 * Left out is what waits there for the log, and when keys were used, which is the one thing that a request with one changes.
 */
export function contentOf(data: string): Record<string, string> {
  const content: Record<string, string> = {};
  const names = readdirSync(data, { recursive: true, encoding: 'utf8' });
  for (const name of names.toSorted()) {
    if (!name.endsWith('.db') || /(?:events|hits)\.db$/.test(name)) continue;
    const database = new DatabaseSync(join(data, name), { readOnly: true, timeout: 5000 });
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all();
    for (const table of tables.map((row) => String(row.name)).filter((table) => table !== 'outbox'))
      content[`${name} ${table}`] = digestOf(database.prepare(`SELECT * FROM "${table}"`).all());
    database.close();
  }
  return content;
}

function digestOf(rows: readonly Row[]): string {
  const texts = rows.map(({ last_used_at: _, ...row }) =>
    JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  );
  return `${rows.length} ${createHash('sha256').update(texts.toSorted().join('\n')).digest('hex')}`;
}
