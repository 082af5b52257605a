import type { DatabaseSync } from 'node:sqlite';
import type { ContactBook, ContactList, WrittenName } from '../../contacts/book.ts';
import type { Change } from '../../contacts/change.ts';
import { type ContactName, footprintOf, type Target, targetOf } from '../../contacts/contact.ts';
import { parseContactId } from '../../contacts/contact-id.ts';
import type { Field } from '../../contacts/field.ts';
import type { Relay } from '../../contacts/relay.ts';
import type { Segment } from '../../contacts/segment.ts';
import { readUnicity } from '../../contacts/unicity.ts';
import type { ValueList } from '../../contacts/value-list.ts';
import { hashUnicity } from '../../events/facets.ts';
import type { Footprint } from '../../events/model/receiver.ts';
import { SqliteContactRecords } from './contact-records.ts';
import { Lists } from './lists.ts';
import { SqliteBounceRecords, SqliteRedListRecords } from './mark-records.ts';
import { SqliteMemberRecords } from './member-records.ts';
import { fieldRecords, type Remembering, segmentRecords, valueListRecords } from './named-records.ts';

export type BookParts = {
  /** Of phone numbers that are written without a country. */
  country: string;
  change: (change: Change) => Promise<string>;
};

/** The contacts of one account: read here, written in a thread. */
export class SqliteContactBook implements ContactBook {
  readonly change: (change: Change) => Promise<string>;
  readonly #database: DatabaseSync;
  readonly #relay: Relay;
  readonly #country: string;
  readonly #fields;
  readonly #valueLists;
  readonly #segments;
  readonly #contacts;
  readonly #redList;
  readonly #bounces;
  readonly #members;
  readonly #lists;
  readonly #version: () => number;
  #seen: number | undefined;

  constructor(database: DatabaseSync, relay: Relay, { country, change }: BookParts) {
    this.change = change;
    this.#database = database;
    this.#relay = relay;
    this.#country = country;
    this.#fields = fieldRecords(database);
    this.#valueLists = valueListRecords(database);
    this.#segments = segmentRecords(database);
    this.#contacts = new SqliteContactRecords(database);
    this.#redList = new SqliteRedListRecords(database);
    this.#bounces = new SqliteBounceRecords(database);
    this.#members = new SqliteMemberRecords(database);
    this.#lists = new Lists(database);
    const version = database.prepare('PRAGMA data_version');
    this.#version = () => Number(version.get()?.data_version);
    // Whoever was killed between the commit of a change and that of its event is completed here.
    relay.take(
      database
        .prepare('SELECT sequence, event FROM outbox ORDER BY sequence')
        .all()
        .map((row) => ({ sequence: Number(row.sequence), json: String(row.event) })),
    );
  }

  fields(): readonly Field[] {
    return this.#latest(this.#fields).all();
  }

  valueLists(): readonly ValueList[] {
    return this.#latest(this.#valueLists).all();
  }

  segments(): { segment: Segment; size: number }[] {
    return this.#latest(this.#segments)
      .all()
      .map((segment) => ({ segment, size: this.#members.size(segment.id) }));
  }

  count(): number {
    return this.#contacts.count();
  }

  find(written: WrittenName): Target | undefined {
    const name = this.#nameOf(written, this.fields());
    const contact = name && this.#contacts.find(name);
    if (contact === undefined) return undefined;
    const { id } = contact;
    return targetOf(contact, { bounces: this.#bounces.of(id), redListed: this.#redList.of(id) });
  }

  footprints(names: readonly WrittenName[]): (Footprint | undefined)[] {
    const fields = this.fields();
    const wanted = names.map((written) => this.#nameOf(written, fields));
    return this.#contacts.names(wanted).map((names) => names && footprintOf(names));
  }

  hashOf(unicity: string): string {
    return this.#hashOf(unicity, this.fields());
  }

  segmentsOf(contact: string): number[] {
    const id = parseContactId(contact);
    return id === undefined ? [] : this.#members.segmentsOf(id);
  }

  members(segment: number, after: string, most: number): Footprint[] {
    return this.#members.after(segment, parseContactId(after) ?? 0, most).map(footprintOf);
  }

  list(what: ContactList): Iterable<string> {
    switch (what.of) {
      case 'contacts':
        return this.#lists.contacts();
      case 'segment':
        return this.#lists.members(what.segment);
      case 'red list':
        return this.#lists.redList(what.medium, what.start, what.end);
      case 'bounced':
        return this.#lists.bounced();
    }
  }

  get waiting(): number {
    return this.#relay.waiting;
  }

  settled(): Promise<void> {
    return this.#relay.settled();
  }

  async close(): Promise<void> {
    await this.#relay.close();
    if (this.#database.isOpen) this.#database.close();
  }

  #nameOf({ by, text }: WrittenName, fields: readonly Field[]): ContactName | undefined {
    switch (by) {
      case 'id': {
        const id = parseContactId(text);
        return id === undefined ? undefined : { by: 'id', id };
      }
      case 'hash':
        return /^[0-9a-f]{32}$/i.test(text) ? { by: 'hash', hash: text } : undefined;
      case 'unicity':
        return { by: 'hash', hash: this.#hashOf(text, fields) };
    }
  }

  #hashOf(unicity: string, fields: readonly Field[]): string {
    const terms = { country: this.#country, listOf: () => undefined };
    return hashUnicity(readUnicity(fields, unicity, terms));
  }

  /** Records without what was remembered of an older state. */
  #latest<T extends Remembering>(records: T): T {
    const version = this.#version();
    if (version !== this.#seen) {
      for (const each of [this.#fields, this.#valueLists, this.#segments]) each.forget();
      this.#seen = version;
    }
    return records;
  }
}
