import { createHash, randomInt } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Disguise, ERASED } from '../erased.ts';
import { facetsOf } from '../facets.ts';
import type { EventType } from '../model/event-types.ts';
import type { ContactName, Erasure, OnProgress } from '../rewriting.ts';
import { EVENTS_NAMING, eventOf, type Found, search } from './contact-search.ts';
import { Folding } from './folding.ts';
import { Reopening } from './reopening.ts';
import { giveBack } from './space.ts';
import { TallyRenaming } from './tally-renaming.ts';
import { Turns } from './turns.ts';

/** How many positions are searched for texts that mention the contact in one go. */
const STRETCH = 4096;

/** A shorter text is in too many events that have nothing to do with the contact. */
const LEAST_LENGTH = 6;

const COLUMNS = 'position, timestamp, family, type, robot, owner, contact, json';

/**
 * Erases one contact from the rows of a log. What the file has left of it outside of them is for `scrub`.
 *
 * The events that tie its names together come last, in one transaction: whoever is killed before it finds all names
 * again.
 */
export class Eraser {
  readonly #database: DatabaseSync;
  readonly #turns: Turns;
  readonly #reopening: Reopening;
  readonly #folding: Folding;
  readonly #update: StatementSync;
  readonly #found: Found;
  readonly #disguise: Disguise;
  readonly #renaming: TallyRenaming;
  readonly #pseudonym = newPseudonym();
  readonly #head: number;
  readonly #progress: OnProgress;
  readonly #counts: Partial<Record<EventType, number>> = {};
  readonly #ids: string[] = [];

  constructor(database: DatabaseSync, contact: ContactName, progress: OnProgress = () => undefined) {
    // Rows and blocks that go are overwritten, and not only forgotten.
    database.exec('PRAGMA secure_delete = ON');
    this.#database = database;
    this.#turns = new Turns(database);
    this.#reopening = new Reopening(database);
    this.#folding = new Folding(database);
    this.#update = database.prepare(
      'UPDATE events SET contact = ?, hash = unhex(?), json = ? WHERE position = ?',
    );
    // What is published from now on are new facts.
    this.#head = Number(database.prepare('SELECT head FROM log WHERE one = 1').get()?.head);
    this.#found = search(database, contact);
    this.#disguise = new Disguise(this.#found.names, this.#pseudonym);
    this.#renaming = new TallyRenaming(database, this.#found.names, this.#pseudonym);
    this.#progress = progress;
  }

  async erase(): Promise<Erasure> {
    const { names, witnesses } = this.#found;
    // Counted under its name first: a pseudonym would be somebody else.
    await this.#folding.finish(() => this.#renaming.begin());
    for (const id of names.ids) await this.#eraseNamed('ids', id);
    for (const hash of names.hashes) await this.#eraseNamed('hashes', hash);
    await this.#eraseMentions();
    await this.#turns.take(() => {
      this.#eraseAt([...witnesses]);
      this.#renaming.end();
      // Last of all: a sealer may have named a list while there were events left.
      for (const id of names.ids) this.#reopening.forget(id, this.#pseudonym);
    });
    await giveBack(this.#database, this.#turns);
    const sha256 = createHash('sha256');
    for (const id of this.#ids.toSorted()) sha256.update(`${id}\n`);
    return { pseudonym: this.#pseudonym, events: this.#counts, sha256: sha256.digest('hex'), traces: true };
  }

  /** Events that are erased are not found by the name any more. */
  async #eraseNamed(kind: 'ids' | 'hashes', name: string): Promise<void> {
    const select = this.#database.prepare(`
      SELECT ${COLUMNS} ${EVENTS_NAMING[kind]} AND position <= ?
        AND position NOT IN (SELECT value FROM json_each(?)) LIMIT ?`);
    const witnesses = JSON.stringify([...this.#found.witnesses]);
    let erased: number;
    do {
      erased = await this.#turns.take((size) => {
        const rows = select.all(name, this.#head, witnesses, size);
        for (const row of rows) this.#eraseRow(row);
        return rows.length;
      });
      this.#progress(this.#ids.length);
    } while (erased > 0);
  }

  /** Texts in events of others, and in those that name nobody. */
  async #eraseMentions(): Promise<void> {
    const { unicities, hashes } = this.#found.names;
    const texts = [...unicities, ...[...unicities].map(encodeURIComponent), ...hashes]
      .filter((text) => text.length >= LEAST_LENGTH)
      // As the text stands in JSON.
      .map((text) => JSON.stringify(text).slice(1, -1));
    const needles = [...new Set(texts)];
    if (needles.length === 0) return;
    const select = this.#database.prepare(`
      SELECT position FROM events WHERE position > ? AND position <= ?
        AND (${needles.map(() => 'instr(json, ?) > 0').join(' OR ')})`);
    for (let position = this.#first(); position < this.#head; position += STRETCH) {
      const last = Math.min(position + STRETCH, this.#head);
      const positions = select.all(position, last, ...needles).map((row) => Number(row.position));
      const others = positions.filter((found) => !this.#found.witnesses.has(found));
      if (others.length > 0) await this.#turns.take(() => this.#eraseAt(others));
    }
  }

  /** The position before the first event. */
  #first(): number {
    return Number(this.#database.prepare('SELECT min(position) AS first FROM events').get()?.first ?? 1) - 1;
  }

  #eraseAt(positions: readonly number[]): void {
    const select = this.#database.prepare(`SELECT ${COLUMNS} FROM events WHERE position = ?`);
    for (const position of positions) {
      const row = select.get(position);
      // It may have been purged since.
      if (row !== undefined) this.#eraseRow(row);
    }
  }

  #eraseRow(row: Record<string, unknown>): void {
    const event = eventOf(row.json);
    const erased = this.#disguise.of(event);
    if (erased === event) return;
    const { contact, hash } = facetsOf(erased);
    const place = {
      family: Number(row.family),
      type: Number(row.type),
      robot: Number(row.robot),
      ...(row.owner !== null && { owner: String(row.owner) }),
      ...(row.contact !== null && { contact: String(row.contact) }),
      timestamp: Number(row.timestamp),
      position: Number(row.position),
    };
    this.#update.run(contact ?? null, hash ?? null, JSON.stringify(erased), place.position);
    this.#reopening.openAround(place);
    this.#reopening.rewrite();
    this.#counts[event.type] = (this.#counts[event.type] ?? 0) + 1;
    this.#ids.push(event.id);
  }
}

function newPseudonym(): string {
  return `${ERASED}${Array.from({ length: 12 }, () => randomInt(36).toString(36)).join('')}`;
}
