import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { BoundedDetails } from '../bounded-details.ts';
import { TYPE_CODES } from './codes.ts';
import { typeOf } from './tally-codes.ts';

/** The bounded details of owners, as far as they are asked for. Good for one transaction. */
export class OwnerDetails {
  readonly #select: StatementSync;
  readonly #owners = new Map<string, BoundedDetails>();

  constructor(select: StatementSync) {
    this.#select = select;
  }

  /** The statement that tells what an owner has, to be prepared once. */
  static prepare(database: DatabaseSync): StatementSync {
    return database.prepare(
      'SELECT DISTINCT detail FROM tallies WHERE family = ? AND owner = ? AND type = ?',
    );
  }

  /** Under what a detail is counted. */
  of(family: number, owner: string, type: number, detail: string): string {
    const name = typeOf(type);
    if (detail === '' || name === undefined) return detail;
    const key = `${family} ${owner}`;
    const details =
      this.#owners.get(key) ??
      new BoundedDetails((known) =>
        this.#select.all(family, owner, TYPE_CODES[known]).map((row) => String(row.detail)),
      );
    this.#owners.set(key, details);
    return details.of(name, detail);
  }
}
