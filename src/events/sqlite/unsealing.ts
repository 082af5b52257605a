import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Facets } from '../facets.ts';
import type { Position } from '../log.ts';
import { comparePlaces } from './blocks.ts';
import { FAMILY_CODES } from './codes.ts';
import { FIRST_OWNER_LIST, OwnerLists } from './owner-lists.ts';
import { listsOf, ownerOf } from './sealed-lists.ts';
import { Statements } from './statements.ts';
import type { Place } from './walk.ts';

/** The list of an owner, and how far up it is sealed. */
type Owned = { list: number; top: Place };

/**
 * The appending side of sealed blocks: an event that falls within a block deletes it, in the transaction that stores
 * the event. So a block never lacks an event of its stretch, whoever reads it and whenever.
 */
export class Unsealing {
  readonly #owners: OwnerLists;
  readonly #tops: StatementSync;
  readonly #top: StatementSync;
  readonly #anyOwner: StatementSync;
  readonly #delete: StatementSync;
  readonly #hole: StatementSync;
  #sealedTo = new Map<number, Place>();
  /** The same of the owners that were looked up in this transaction; undefined when none has a list. */
  #ownersTo: Map<string, Owned | undefined> | undefined;

  constructor(database: DatabaseSync) {
    const statements = new Statements(database);
    this.#owners = new OwnerLists(statements);
    this.#tops = database.prepare(
      `SELECT list, timestamp, position FROM tops WHERE list < ${FIRST_OWNER_LIST}`,
    );
    this.#top = database.prepare('SELECT timestamp, position FROM tops WHERE list = ?');
    this.#anyOwner = database.prepare('SELECT 1 FROM owners LIMIT 1');
    this.#delete = database.prepare(`
      DELETE FROM blocks
      WHERE block = (
          SELECT block FROM blocks INDEXED BY blocks_by_place
          WHERE list = ?1 AND (low_timestamp, low_position) < (?2, ?3)
          ORDER BY low_timestamp DESC, low_position DESC LIMIT 1)
        AND (high_timestamp, high_position) > (?2, ?3)
      RETURNING low_timestamp, low_position`);
    this.#hole = database.prepare('INSERT INTO holes (list, timestamp, position) VALUES (?, ?, ?)');
  }

  /** Begins a transaction: a sealer may have sealed more since the last one. */
  begin(): void {
    this.#sealedTo = new Map(this.#tops.all().map((row) => [Number(row.list), placeOf(row)]));
    this.#ownersTo = this.#anyOwner.get() === undefined ? undefined : new Map();
  }

  /** Opens the blocks that a stored event falls into. Most events are later than all blocks and cost nothing. */
  admit(facets: Facets, timestamp: number, position: Position): void {
    const place = { key: timestamp, position };
    if (this.#sealedTo.size > 0) {
      for (const list of listsOf(facets)) this.#open(list, this.#sealedTo.get(list), place);
    }
    const owner = ownerOf(facets);
    if (this.#ownersTo === undefined || owner === undefined) return;
    const owned = this.#ownedBy(FAMILY_CODES[facets.family], owner, this.#ownersTo);
    if (owned !== undefined) this.#open(owned.list, owned.top, place);
  }

  #ownedBy(family: number, owner: string, known: Map<string, Owned | undefined>): Owned | undefined {
    const name = `${family} ${owner}`;
    if (known.has(name)) return known.get(name);
    const list = this.#owners.codeOf(family, owner);
    const row = list === undefined ? undefined : this.#top.get(list);
    const owned = list === undefined || row === undefined ? undefined : { list, top: placeOf(row) };
    known.set(name, owned);
    return owned;
  }

  #open(list: number, top: Place | undefined, { key, position }: Place): void {
    if (top === undefined || comparePlaces({ key, position }, top) > 0) return;
    const opened = this.#delete.get(list, key, position);
    if (opened === undefined) return;
    this.#hole.run(list, Number(opened.low_timestamp), Number(opened.low_position));
  }
}

function placeOf(row: Record<string, unknown>): Place {
  return { key: Number(row.timestamp), position: Number(row.position) };
}
