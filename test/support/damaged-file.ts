import { closeSync, openSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Has a disk forget where some tables begin, with their indexes: zeros lie there. The file must not be open. */
export function loseTables(file: string, ...tables: readonly string[]): void {
  const database = new DatabaseSync(file);
  const size = Number(database.prepare('PRAGMA page_size').get()?.page_size);
  const roots = database
    .prepare(
      'SELECT rootpage FROM sqlite_schema WHERE rootpage > 0 AND tbl_name IN (SELECT value FROM json_each(?))',
    )
    .all(JSON.stringify(tables));
  // Closing brings all into the file.
  database.close();
  const handle = openSync(file, 'r+');
  for (const { rootpage } of roots)
    writeSync(handle, Buffer.alloc(size), 0, size, (Number(rootpage) - 1) * size);
  closeSync(handle);
}
