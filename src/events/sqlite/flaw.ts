import type { DatabaseSync } from 'node:sqlite';

/** Something wrong that a check found. */
export type Flaw = {
  /** In words that follow the name of the file. */
  what: string;
  /** What to do, when it cannot be repaired. */
  remedy: string;
  /**
   * Makes it right, within a transaction that writes; absent when only a backup can. Looks again first, as others may
   * have written since. Gives what was done; undefined when it was well already.
   */
  repair?: (database: DatabaseSync) => string | undefined;
};

export const RESTORE = "restore the log from a backup with 'chappe restore'";
export const REPAIR = "make it again from the events with 'chappe doctor --repair'";
