import type { Waiting } from '../../contacts/outbox.ts';

/**
 * The hits of one account that are not in the event log yet.
 *
 * Promises of every implementation, checked by `hit-store.contract.ts`:
 * what is kept is durable before that resolves, all of a call or none; sequences grow in the order of the calls, also
 * after a start, and are never used again; what was forgotten may come back after a crash, and nothing else.
 */
export interface HitStore {
  /**
   * Keeps hits, as JSON texts. Gives the sequence of the first; the others follow it one by one.
   * @throws HitsFull when the disk has no room; none was kept then.
   */
  keep(hits: readonly string[]): Promise<number>;
  /** The first hits after a sequence. */
  after(sequence: number, most: number): readonly Waiting[];
  /** Forgets the hits up to a sequence: they are in the event log. */
  forget(upTo: number): void;
}

/** The stores of all accounts, which share nothing. */
export interface HitStores {
  /** The store of an account, made when it does not exist. The same account gives the same store. */
  of(account: string): HitStore;
  /** Makes sure that a store can be opened, if there is one, and keeps nothing open. @throws HitsUnusable */
  examine(account: string): void;
  /** Whether hits of an account wait to be published; keeps nothing open. @throws HitsUnusable */
  hasWork(account: string): boolean;
  /** Goes to the one who writes and back, in its turn, and changes nothing. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/** The disk is full: nothing was kept. */
export class HitsFull extends Error {
  constructor(options?: ErrorOptions) {
    super('the disk that holds the hits is full', options);
    this.name = 'HitsFull';
  }
}

/** A file of hits cannot be used: damaged, or written by a newer version. */
export class HitsUnusable extends Error {
  readonly file: string;
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file} ${reason}`, options);
    this.name = 'HitsUnusable';
    this.file = file;
  }
}
