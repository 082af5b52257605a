import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { FAMILY_CODES } from './codes.ts';
import { FIRST_OWNER_LIST } from './owner-lists.ts';

/**
 * The codes of the lists of owners, in memory: whoever stores events asks for those of each. Codes only grow and none is used
 * twice, so what was added since is all there is to read. A name that was taken from its list still leads to it here; such a
 * list is never sealed again.
 */
export class OwnerCodes {
  readonly #added: StatementSync;
  readonly #byName = new Map<string, number>();
  #last = FIRST_OWNER_LIST - 1;

  constructor(database: DatabaseSync) {
    this.#added = database.prepare('SELECT list, family, owner FROM owners WHERE list > ? ORDER BY list');
  }

  /** Reads what was added since the last time. */
  refresh(): void {
    for (const { list, family, owner } of this.#added.all(this.#last)) {
      this.#last = Number(list);
      this.#byName.set(`${family} ${owner}`, this.#last);
    }
  }

  /** The lists that have the events of an owner or of a contact. */
  *of(family: number, owner: string | undefined, contact: string | undefined): Generator<number> {
    if (this.#byName.size === 0) return;
    const owned = owner === undefined ? undefined : this.#byName.get(`${family} ${owner}`);
    if (owned !== undefined) yield owned;
    const own = contact === undefined ? undefined : this.#byName.get(`${FAMILY_CODES.contacts} ${contact}`);
    if (own !== undefined) yield own;
  }
}
