/** Why a log is not sealed: there is no room for now, or sealing has stopped until the next start. */
export type SealingTrouble = 'waiting' | 'stopped';

/** What of a log is sealed. */
export type SealedState = {
  /** The last position of the log at that moment. */
  head: number;
  /** Events in blocks of the feeds of whole families, each counted once. */
  events: number;
  /** Blocks of all lists. */
  blocks: number;
  /** Stretches that late events opened, to be sealed again. */
  holes: number;
};

/**
 * What logs tell about themselves without being asked. Accounts are named by their folder; `file` is where to look.
 * A watch never changes what a log does.
 */
export interface LogsWatch {
  /** A log is not sealed; when no log is, `account` and `file` are absent. */
  trouble(trouble: {
    kind: SealingTrouble;
    text: string;
    account?: string;
    file?: string;
    error: unknown;
  }): void;
  /** More of a log is sealed, or less. Told every few seconds at most. */
  sealed(account: string, state: SealedState): void;
  /** A block is not what was written. Its events were read from their rows. Told at every such read. */
  damaged(account: string, file: string, block: number): void;
  /**
   * The file of a log turned out to be damaged, in words for the log of the server. What lies there was not answered, stored
   * or counted. Told each time that it is met.
   */
  corrupt(account: string, file: string, words: string): void;
}
