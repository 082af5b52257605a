import type { Position } from '../log.ts';
import { FAMILY_CODES } from './codes.ts';
import type { OwnerLists } from './owner-lists.ts';
import type { SweptOwner } from './owner-sweep.ts';
import type { Statements } from './statements.ts';

/** Contacts have no list of their whole family: its place among the tops tells up to which position this has looked. */
const NOTE = FAMILY_CODES.contacts * 1000;

/** How many looks are noted at once: so many may be made again by a server that is started again. */
const NOTED_LOOKS = 256;

/**
 * Finds the contacts that have many events, without looking at all that have few: it looks at the contact of one event in so
 * many. The more events a contact has, the more often it is met. How far this came is noted in the log, so that a server
 * which is started again does not begin anew.
 */
export class ContactSweep {
  readonly #statements: Statements;
  readonly #lists: OwnerLists;
  readonly #every: number;
  #position: Position;
  #noted: Position;

  constructor(statements: Statements, lists: OwnerLists, every: number) {
    this.#statements = statements;
    this.#lists = lists;
    this.#every = every;
    const row = statements.of('SELECT position FROM tops WHERE list = ?').get(NOTE);
    this.#noted = Number(row?.position ?? 0);
    this.#position = this.#noted;
  }

  /** The event that is looked at, by its contact if it has one; undefined when there are no more. */
  current(): { position: Position; contact: SweptOwner | undefined } | undefined {
    const row = this.#statements
      .of('SELECT position, contact FROM events WHERE position >= ? ORDER BY position LIMIT 1')
      .get(this.#position + this.#every);
    if (row === undefined) return undefined;
    const position = Number(row.position);
    if (row.contact === null) return { position, contact: undefined };
    const owner = String(row.contact);
    const list = this.#lists.codeOf(FAMILY_CODES.contacts, owner);
    return { position, contact: { family: 'contacts', owner, list } };
  }

  /** Goes on from an event. */
  advance(position: Position): void {
    this.#position = position;
  }

  /** How far it came, when that is worth a transaction. */
  news(): { looked: Position } | undefined {
    const far = this.#position - this.#noted >= this.#every * NOTED_LOOKS;
    return far ? { looked: this.#position } : undefined;
  }

  /** Notes how far it came, in a transaction that writes. */
  note(position: Position): void {
    this.#statements.of('INSERT OR REPLACE INTO tops VALUES (?, 0, ?)').run(NOTE, position);
    this.#noted = position;
  }
}
