import { hasContent } from '../files-of-accounts.ts';
import { openForWriting } from './open.ts';

/**
 * Forgets the hits of contacts that are not events yet, beside a running server or without one. Gives how many. They are
 * overwritten once their pages are written back, which is done here if no reader is in the way.
 *
 * @throws HitsUnusable
 */
export function forgetHitsOf(file: string, contacts: readonly string[]): number {
  if (!hasContent(file)) return 0;
  const database = openForWriting(file);
  try {
    const forgotten = database
      .prepare(
        `DELETE FROM hits WHERE json_extract(hit, '$.link.contact') IN (SELECT value FROM json_each(?))`,
      )
      .run(JSON.stringify(contacts));
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return Number(forgotten.changes);
  } finally {
    database.close();
  }
}
