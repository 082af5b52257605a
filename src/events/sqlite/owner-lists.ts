import type { Family } from '../facets.ts';
import { FAMILY_CODES } from './codes.ts';
import type { SealedList } from './sealed-lists.ts';
import type { Statements } from './statements.ts';

/** The codes of the lists of owners begin here, beyond those of the long lists. */
export const FIRST_OWNER_LIST = 1_000_000;

const FAMILIES = new Map(Object.entries(FAMILY_CODES).map(([family, code]) => [code, family]));

function isFamily(name: string | undefined): name is Family {
  return name !== undefined && Object.hasOwn(FAMILY_CODES, name);
}

/** The sealed lists of single owners (all events of one action, or of one contact), which the table `owners` gives their codes. */
export class OwnerLists {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** The list of an owner; undefined as long as nothing of it was sealed. */
  codeOf(family: number, owner: string): number | undefined {
    const row = this.#statements
      .of('SELECT list FROM owners WHERE family = ? AND owner = ?')
      .get(family, owner);
    return row && Number(row.list);
  }

  /** The list with a code; undefined when no owner has it. */
  named(code: number): SealedList | undefined {
    const row = this.#statements.of('SELECT family, owner FROM owners WHERE list = ?').get(code);
    const family = FAMILIES.get(Number(row?.family));
    if (row === undefined || !isFamily(family)) return undefined;
    return { code, family, owner: String(row.owner), robots: 'hidden', sort: 'asc' };
  }

  /** The codes of all owners of a family. */
  of(family: number): number[] {
    return this.#statements
      .of('SELECT list FROM owners WHERE family = ?')
      .all(family)
      .map((row) => Number(row.list));
  }

  /** Gives an owner a code, which it keeps for ever. */
  add(family: number, owner: string): void {
    this.#statements
      .of(
        `INSERT INTO owners (list, family, owner)
         VALUES ((SELECT coalesce(max(list) + 1, ${FIRST_OWNER_LIST}) FROM owners), ?, ?) ON CONFLICT DO NOTHING`,
      )
      .run(family, owner);
  }

  /** Gives a list the name of another owner. */
  rename(list: number, owner: string): void {
    this.#statements.of('UPDATE owners SET owner = ? WHERE list = ?').run(owner, list);
  }

  /** The owner that comes next in the order of their names, whether it has a list or not. */
  next(family: number, owner: string): string | undefined {
    const row = this.#statements
      .of(
        `SELECT owner FROM events INDEXED BY events_by_owner
         WHERE family = ? AND owner > ? AND owner IS NOT NULL ORDER BY owner LIMIT 1`,
      )
      .get(family, owner);
    return row && String(row.owner);
  }
}
