import type { DatabaseSync } from 'node:sqlite';
import { Mentions, type Names } from '../mentions.ts';

/** Puts a pseudonym in the place of a contact in what was counted; the numbers stay. Belongs into a transaction that writes. */
export function renameInTallies(database: DatabaseSync, names: Names, pseudonym: string): void {
  renameReached(database, [...names.ids, ...names.hashes], pseudonym);
  renameDetails(database, names, pseudonym);
}

/** Two names of one contact become one. */
function renameReached(database: DatabaseSync, names: readonly string[], pseudonym: string): void {
  const known = JSON.stringify(names);
  const named = 'contact IN (SELECT value FROM json_each(?))';
  database
    .prepare(`
      INSERT INTO reached (family, owner, contact, kinds)
      SELECT family, owner, ?, max(kinds & 1) | max(kinds & 2) FROM reached WHERE ${named} GROUP BY 1, 2
      ON CONFLICT DO UPDATE SET kinds = kinds | excluded.kinds`)
    .run(pseudonym, known);
  database.prepare(`DELETE FROM reached WHERE ${named}`).run(known);
}

/** Labels of links may be anything that a template makes. */
function renameDetails(database: DatabaseSync, names: Names, pseudonym: string): void {
  const mentions = new Mentions(names, 'anywhere');
  const details = database.prepare("SELECT DISTINCT detail FROM tallies WHERE detail <> ''").all();
  const named = details.map(({ detail }) => String(detail)).filter((detail) => mentions.in(detail));
  const add = database.prepare(`
    INSERT INTO tallies (family, owner, type, subtype, robot, detail, count)
    SELECT family, owner, type, subtype, robot, ?, count FROM tallies WHERE detail = ?
    ON CONFLICT DO UPDATE SET count = count + excluded.count`);
  const remove = database.prepare('DELETE FROM tallies WHERE detail = ?');
  for (const detail of named) {
    add.run(pseudonym, detail);
    remove.run(detail);
  }
}
