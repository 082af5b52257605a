import type { Family } from '../facets.ts';
import { FAMILY_CODES } from './codes.ts';
import type { OwnerLists } from './owner-lists.ts';

/** An owner, and its list if it has one. */
export type SweptOwner = { family: Family; owner: string; list: number | undefined };

const FAMILIES: readonly Family[] = ['actions', 'notifications', 'display'];

/**
 * Goes over all owners of a log, one after the other, to find those of which there is something to seal. A log may
 * have very many, so it goes a part of the way at a time, and begins anew only when the log has grown.
 */
export class OwnerSweep {
  readonly #lists: OwnerLists;
  #family = FAMILIES.length;
  #owner = '';
  /** Up to which head all owners were looked at, and how many events they kept open. */
  #head = 0;
  #keptOpen = Number.POSITIVE_INFINITY;

  constructor(lists: OwnerLists) {
    this.#lists = lists;
  }

  /** The owner that is looked at; undefined when all were, and the log has not grown by so much since. */
  current(head: number, keptOpen: number): SweptOwner | undefined {
    if (this.#family >= FAMILIES.length) {
      if (head - this.#head <= keptOpen && keptOpen >= this.#keptOpen) return undefined;
      this.#head = head;
      this.#keptOpen = keptOpen;
      this.#family = 0;
      this.#owner = '';
      this.advance();
    }
    const family = FAMILIES[this.#family];
    if (family === undefined) return undefined;
    return { family, owner: this.#owner, list: this.#lists.codeOf(FAMILY_CODES[family], this.#owner) };
  }

  /** Goes on to the next owner. */
  advance(): void {
    for (let family = FAMILIES[this.#family]; family !== undefined; family = FAMILIES[++this.#family]) {
      const next = this.#lists.next(FAMILY_CODES[family], this.#owner);
      if (next !== undefined) {
        this.#owner = next;
        return;
      }
      this.#owner = '';
    }
  }
}
