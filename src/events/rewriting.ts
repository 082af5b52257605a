import type { EventType } from './model/event-types.ts';

/** What a person who asks to be erased is known by. */
export type ContactName =
  | { by: 'id'; id: string }
  | { by: 'unicity'; unicity: string }
  /** Lower-case MD5 of the unicity. */
  | { by: 'hash'; hash: string };

/** What the events tell of a contact: how many name it, by which ids, and by which unicities and addresses. */
export type Naming = { events: number; ids: readonly string[]; texts: readonly string[] };

/** What an erasure did; it says nothing of the person. */
export type Erasure = {
  /** Stands for the contact in its events from now on. */
  pseudonym: string;
  /** How many events were changed, by type. */
  events: Partial<Record<EventType, number>>;
  /** SHA-256 of the ids of these events, sorted, each followed by a line break. */
  sha256: string;
  /**
   * Whether traces of the contact may be left in the files, because another program read an old state of the log all
   * the time. No event has any; doing it again removes them.
   */
  traces: boolean;
};

/** Told from time to time how many events are done. */
export type OnProgress = (events: number) => void;

/**
 * What changes stored events, beside those who append to and read the same log, in this process or another.
 *
 * Everything is done in short transactions: nobody waits long, and whoever is killed leaves a log that is whole.
 * Doing it again completes it.
 */
export interface LogRewriter {
  /** How many events have a timestamp before an instant. */
  countBefore(account: string, before: number): Promise<number>;
  /**
   * Deletes the events whose timestamp is before an instant, gives their space back, and tells how many they were.
   * Positions are never used again.
   * @throws LogFull, LogUnusable
   */
  purge(account: string, before: number, progress?: OnProgress): Promise<number>;
  /** The events that name a contact by any of the names that lead on from the given one, and these names. */
  look(account: string, contact: ContactName): Promise<Naming>;
  /**
   * Replaces all that tells who a contact is in the events that name it, and leaves no trace of it in the files of the
   * log. Number, order, timestamps and positions of events stay. Events published meanwhile may be left out.
   * @throws LogFull, LogUnusable
   */
  erase(account: string, contact: ContactName, progress?: OnProgress): Promise<Erasure>;
  close(): Promise<void>;
}
