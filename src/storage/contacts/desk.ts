import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { LifeEvent, Outbox, Waiting } from '../../contacts/outbox.ts';
import type { Desk } from '../../contacts/records.ts';
import { SqliteContactRecords } from './contact-records.ts';
import { SqliteBounceRecords, SqliteRedListRecords } from './mark-records.ts';
import { SqliteMemberRecords } from './member-records.ts';
import { fieldRecords, segmentRecords, valueListRecords } from './named-records.ts';
import type { ScribeTerms } from './scribe.ts';

/** What changes work on, within the transaction that is open on the database. */
export class SqliteDesk implements Desk {
  readonly fields;
  readonly valueLists;
  readonly segments;
  readonly contacts;
  readonly redList;
  readonly bounces;
  readonly members;
  readonly outbox: Outbox;
  readonly country: string;
  readonly now: () => number;
  readonly #addEvent: StatementSync;
  #events: Waiting[] = [];

  constructor(database: DatabaseSync, { country, now }: ScribeTerms) {
    this.fields = fieldRecords(database);
    this.valueLists = valueListRecords(database);
    this.segments = segmentRecords(database);
    this.contacts = new SqliteContactRecords(database);
    this.redList = new SqliteRedListRecords(database);
    this.bounces = new SqliteBounceRecords(database);
    this.members = new SqliteMemberRecords(database);
    this.country = country;
    this.now = now;
    this.#addEvent = database.prepare('INSERT INTO outbox (event) VALUES (?)');
    this.outbox = { add: (event) => this.#add(event) };
  }

  /** The events of the transaction so far; the next one begins without any. */
  takeEvents(): Waiting[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** How many events there are, to come back to. */
  mark(): number {
    return this.#events.length;
  }

  /** A part of the transaction was taken back. */
  backTo(mark: number): void {
    this.#events.length = mark;
    this.forget();
  }

  /** What is in memory holds no more. */
  forget(): void {
    this.fields.forget();
    this.valueLists.forget();
    this.segments.forget();
  }

  #add(event: LifeEvent): void {
    const json = JSON.stringify(event);
    const { lastInsertRowid } = this.#addEvent.run(json);
    this.#events.push({ sequence: Number(lastInsertRowid), json });
  }
}
