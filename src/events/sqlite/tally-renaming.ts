import type { DatabaseSync } from 'node:sqlite';
import { hashUnicity } from '../facets.ts';
import { Mentions, type Names } from '../mentions.ts';
import { TYPE_CODES } from './codes.ts';
import { EVENTS_NAMING } from './contact-search.ts';
import { FORGOTTEN } from './tally-sql.ts';

/** One name by which an owner reached the contact. */
type ReachedName = { family: number; owner: string; name: string };

/**
 * Puts a pseudonym in the place of a contact in what was counted; the numbers stay.
 *
 * The events are renamed in many transactions, between a beginning and an end. Both names are known meanwhile, so whoever is
 * killed leaves nobody unknown whom events name.
 */
export class TallyRenaming {
  readonly #database: DatabaseSync;
  readonly #names: Names;
  readonly #pseudonym: string;
  #reached: readonly ReachedName[] = [];

  constructor(database: DatabaseSync, names: Names, pseudonym: string) {
    this.#database = database;
    this.#names = names;
    this.#pseudonym = pseudonym;
  }

  /** Belongs into a transaction that writes, in which all events are counted that are to be renamed. */
  begin(): void {
    const { ids, hashes } = this.#names;
    const know = this.#database.prepare(`
      INSERT INTO reached (family, owner, contact, kinds) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET kinds = kinds | excluded.kinds`);
    const rows = this.#database
      .prepare(
        'SELECT family, owner, contact, kinds FROM reached WHERE contact IN (SELECT value FROM json_each(?))',
      )
      .all(JSON.stringify([...ids, ...hashes]));
    this.#reached = rows.map((row) => {
      const [family, owner, name] = [Number(row.family), String(row.owner), String(row.contact)];
      const kinds = Number(row.kinds) | FORGOTTEN;
      // As the events will name it.
      know.run(family, owner, ids.has(name) ? this.#pseudonym : hashUnicity(this.#pseudonym), kinds);
      know.run(family, owner, name, kinds);
      return { family, owner, name };
    });
  }

  /** Belongs into the transaction that renames the last events. */
  end(): void {
    const [byId, byHash] = [this.#forget('ids'), this.#forget('hashes')];
    for (const { family, owner, name } of this.#reached) {
      (this.#names.ids.has(name) ? byId : byHash).run(family, owner, name, name);
    }
    this.#renameDetails();
  }

  /** Events that still have the name were published since, and are new facts. */
  #forget(kind: keyof typeof EVENTS_NAMING) {
    return this.#database.prepare(`
      DELETE FROM reached WHERE family = ?1 AND owner = ?2 AND contact = ?3
        AND NOT EXISTS (SELECT 1 ${EVENTS_NAMING[kind]} AND (family, owner) = (?1, ?2))`);
  }

  /** Labels of links may be anything that a template makes. What tells events apart stays, as in the events themselves. */
  #renameDetails(): void {
    const mentions = new Mentions(this.#names, 'anywhere');
    const select = this.#database.prepare(
      `SELECT DISTINCT type, detail FROM tallies WHERE detail <> '' AND type <> ${TYPE_CODES.cancellation}`,
    );
    const named: { type: number; detail: string; renamed: string }[] = [];
    for (const row of select.iterate()) {
      const [type, detail] = [Number(row.type), String(row.detail)];
      const verdict = type === TYPE_CODES.bounce ? (/^\S* /.exec(detail)?.[0] ?? '') : '';
      if (!mentions.in(detail.slice(verdict.length))) continue;
      named.push({ type, detail, renamed: verdict + this.#pseudonym });
    }
    const add = this.#database.prepare(`
      INSERT INTO tallies (family, owner, type, subtype, robot, detail, count)
      SELECT family, owner, type, subtype, robot, ?, count FROM tallies WHERE type = ? AND detail = ?
      ON CONFLICT DO UPDATE SET count = count + excluded.count`);
    const remove = this.#database.prepare('DELETE FROM tallies WHERE type = ? AND detail = ?');
    for (const { type, detail, renamed } of named) {
      add.run(renamed, type, detail);
      remove.run(type, detail);
    }
  }
}
