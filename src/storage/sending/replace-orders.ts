import { hasContent } from '../files-of-accounts.ts';
import { openForWriting } from './open.ts';

/**
 * Puts other orders in the place of some that wait in a file, beside a running server or without one. Gives how many.
 * What was there before, and what had ended, is overwritten once its pages are written back, which is done here if no
 * reader is in the way.
 *
 * @param replace gives the new order; undefined leaves the old one.
 * @throws QueueUnusable
 */
export async function replaceOrders(
  file: string,
  replace: (order: string) => Promise<string | undefined>,
): Promise<number> {
  if (!hasContent(file)) return 0;
  const database = openForWriting(file);
  try {
    const read = database.prepare('SELECT message FROM sends WHERE id = ?');
    const update = database.prepare('UPDATE sends SET message = ? WHERE id = ?');
    let replaced = 0;
    // The ids alone: orders are long, and others may write meanwhile.
    for (const { id } of database.prepare('SELECT id FROM sends ORDER BY id').all()) {
      const row = read.get(Number(id));
      const order = row && (await replace(String(row.message)));
      if (order !== undefined) replaced += Number(update.run(order, Number(id)).changes);
    }
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return replaced;
  } finally {
    database.close();
  }
}
