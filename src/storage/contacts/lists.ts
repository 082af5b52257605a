import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { bouncedTargetOf } from '../../contacts/bounce.ts';
import { marksOf } from '../../contacts/contact.ts';
import { formatContactId } from '../../contacts/contact-id.ts';
import { type Medium, redListedText } from '../../contacts/red-list.ts';
import { wholeSeconds } from '../../time/whole-seconds.ts';
import { bounce, redListEntry } from './mark-records.ts';

type Row = Record<string, SQLOutputValue>;

/** How many rows are read at once: a client that stalls holds so many and nothing of the database. */
const STEP = 500;

/**
 * Lists of any length, as JSON texts of several lines each, joined by commas. They go on from the last key, so no
 * statement stays open between two steps, and end at the last contact that there was when they began.
 */
export class Lists {
  readonly #last: StatementSync;
  readonly #contacts: StatementSync;
  readonly #redListed: StatementSync;
  readonly #bounces: StatementSync;
  readonly #members: StatementSync;
  readonly #redList: StatementSync;
  readonly #bounced: StatementSync;

  constructor(database: DatabaseSync) {
    this.#last = database.prepare('SELECT max(id) AS last FROM contacts');
    this.#contacts = database.prepare(`
      SELECT id, lower(hex(hash)) AS hash, created, updated, fields FROM contacts
      WHERE id > ? AND id <= ? ORDER BY id LIMIT ${STEP}`);
    this.#redListed = database.prepare(
      'SELECT contact, medium, timestamp, origin, detail FROM red_list WHERE contact BETWEEN ? AND ?',
    );
    this.#bounces = database.prepare(
      'SELECT contact, field, type, timestamp, message FROM bounces WHERE contact BETWEEN ? AND ? ORDER BY contact, field',
    );
    this.#members = database.prepare(`
      SELECT contact FROM members WHERE segment = ? AND contact > ? AND contact <= ? ORDER BY contact LIMIT ${STEP}`);
    this.#redList = database.prepare(`
      SELECT contact, medium, timestamp, origin, detail FROM red_list
      WHERE medium = ? AND (timestamp, contact) > (?, ?) AND timestamp < ? ORDER BY timestamp, contact LIMIT ${STEP}`);
    this.#bounced = database.prepare(`
      SELECT contact FROM bounces WHERE contact > ? AND contact <= ? GROUP BY contact ORDER BY contact LIMIT ${STEP}`);
  }

  *contacts(): Generator<string> {
    const last = this.#lastContact();
    for (let after = 0; ; ) {
      const rows = this.#contacts.all(after, last);
      if (rows.length === 0) return;
      const [from, to] = [Number(rows[0]?.id), Number(rows.at(-1)?.id)];
      const redListed = byContact(this.#redListed.all(from, to));
      const bounces = byContact(this.#bounces.all(from, to));
      yield rows.map((row) => contactText(row, redListed, bounces)).join();
      after = to;
    }
  }

  *members(segment: number): Generator<string> {
    const last = this.#lastContact();
    for (let after = 0; ; ) {
      const ids = this.#members.all(segment, after, last).map((row) => Number(row.contact));
      if (ids.length === 0) return;
      yield ids.map((id) => `"${formatContactId(id)}"`).join();
      after = ids.at(-1) ?? last;
    }
  }

  *redList(medium: Medium, start: number, end: number): Generator<string> {
    for (let after = [start - 1, Number.MAX_SAFE_INTEGER]; ; ) {
      const [timestamp = 0, contact = 0] = after;
      const rows = this.#redList.all(medium, timestamp, contact, end);
      if (rows.length === 0) return;
      yield rows.map((row) => redListedText(Number(row.contact), redListEntry(row))).join();
      after = [Number(rows.at(-1)?.timestamp), Number(rows.at(-1)?.contact)];
    }
  }

  *bounced(): Generator<string> {
    const last = this.#lastContact();
    for (let after = 0; ; ) {
      const ids = this.#bounced.all(after, last).map((row) => Number(row.contact));
      const [from, to] = [ids[0], ids.at(-1)];
      if (from === undefined || to === undefined) return;
      const bounces = byContact(this.#bounces.all(from, to));
      yield ids.map((id) => JSON.stringify(bouncedTargetOf(id, (bounces.get(id) ?? []).map(bounce)))).join();
      after = to;
    }
  }

  #lastContact(): number {
    return Number(this.#last.get()?.last ?? 0);
  }
}

function contactText(
  { id, hash, created, updated, fields }: Row,
  redListed: ReadonlyMap<number, Row[]>,
  bounced: ReadonlyMap<number, Row[]>,
): string {
  const number = Number(id);
  const entries = (redListed.get(number) ?? []).map(redListEntry);
  const { bounce: bounces, redList } = marksOf({
    bounces: (bounced.get(number) ?? []).map(bounce),
    redListed: entries,
  });
  // The values are sent as they are stored.
  return `{"id":"${formatContactId(number)}","hash":"${hash}","creationDate":"${wholeSeconds(Number(created))}","lastUpdateDate":"${wholeSeconds(Number(updated))}","fields":${fields},"bounce":${JSON.stringify(bounces)},"redList":${JSON.stringify(redList)}}`;
}

function byContact(rows: readonly Row[]): Map<number, Row[]> {
  return Map.groupBy(rows, (row) => Number(row.contact));
}
