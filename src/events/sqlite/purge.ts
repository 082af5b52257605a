import type { DatabaseSync } from 'node:sqlite';
import type { Family } from '../facets.ts';
import type { OnProgress } from '../rewriting.ts';
import { FAMILY_CODES } from './codes.ts';
import { Folding } from './folding.ts';
import { Reopening } from './reopening.ts';
import { emptyWriteAhead, giveBack } from './space.ts';
import { Turns } from './turns.ts';

const FAMILIES: readonly Family[] = ['actions', 'notifications', 'display', 'contacts'];

/** A position beyond all events. */
const BEYOND = Number.MAX_SAFE_INTEGER;

/** How many events a log has from before an instant. Walks the index only. */
export function countBefore(database: DatabaseSync, before: number): number {
  const count = database.prepare(
    'SELECT count(*) AS count FROM events INDEXED BY events_by_family WHERE family = ? AND timestamp < ?',
  );
  return FAMILIES.reduce((sum, family) => sum + Number(count.get(FAMILY_CODES[family], before)?.count), 0);
}

/** Deletes the events from before an instant, and makes the file smaller. The head stays: positions go on from it. */
export async function purge(
  database: DatabaseSync,
  before: number,
  progress: OnProgress = () => undefined,
): Promise<number> {
  // Pages that are given back need not be overwritten first.
  database.exec('PRAGMA secure_delete = FAST');
  const turns = new Turns(database);
  const reopening = new Reopening(database);
  const nth = database.prepare(`
    SELECT timestamp, position FROM events INDEXED BY events_by_family
    WHERE family = ? AND timestamp < ? ORDER BY timestamp, position LIMIT 1 OFFSET ?`);
  const remove = database.prepare(`
    DELETE FROM events WHERE position IN (
      SELECT position FROM events INDEXED BY events_by_family
      WHERE family = ? AND timestamp < ? AND (timestamp, position) <= (?, ?))`);

  function removeSome(family: Family, size: number): number {
    const code = FAMILY_CODES[family];
    const row = nth.get(code, before, size - 1);
    const last =
      row === undefined
        ? { key: before - 1, position: BEYOND }
        : { key: Number(row.timestamp), position: Number(row.position) };
    const { changes } = remove.run(code, before, last.key, last.position);
    if (changes === 0) return 0;
    reopening.openUpTo(family, last);
    reopening.rewrite();
    return Number(changes);
  }

  // Statistics outlive events: what goes is counted before. What is as old and comes later is not counted, and goes with it.
  let isOld = false;
  await new Folding(database).finish(() => {
    isOld = FAMILIES.some((family) => nth.get(FAMILY_CODES[family], before, 0) !== undefined);
    if (isOld) database.prepare('UPDATE tallied SET purged = max(purged, ?) WHERE one = 1').run(before);
  });
  let purged = 0;
  for (const family of isOld ? FAMILIES : []) {
    let removed: number;
    do {
      removed = await turns.take((size) => removeSome(family, size));
      purged += removed;
      progress(purged);
    } while (removed > 0);
  }
  await turns.take(() => {
    // Late events may have come since. A span that still has one bounds it for reads after a position.
    if (countBefore(database, before) > 0) return;
    database.prepare('DELETE FROM spans WHERE max_timestamp < ?').run(before);
  });
  await giveBack(database, turns);
  // Not everything needs to be in the file yet; a later checkpoint does what a reader prevents now.
  await emptyWriteAhead(database);
  return purged;
}
