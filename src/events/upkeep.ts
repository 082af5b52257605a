/** What a log holds, in numbers. */
export type LogSummary = {
  events: number;
  /** The last position. */
  head: number;
  /** Sealed blocks. */
  blocks: number;
};

/** Something wrong that a check found. */
export type Finding = {
  /** In words that follow the name of the file. */
  what: string;
  /** What to do; or what was done, when it was repaired. */
  remedy: string;
  repaired: boolean;
};

export type CheckOptions = {
  /** Looks at every event instead of a sample. */
  full: boolean;
  /** Repairs what can be made again out of the events. */
  repair: boolean;
};

/** The logs of a data folder as files: for backups and checks, beside a running server or without one. */
export interface LogUpkeep {
  /** The files of all logs that hold anything, relative to the data folder, with slashes. */
  logs(): string[];
  /**
   * What a file that nobody writes, such as a copy in a backup, holds.
   * @throws LogUnusable
   */
  summaryOf(file: string): { events: number; head: number };
  /** What a log of the data folder holds; undefined when it cannot be read. */
  countsOf(file: string): LogSummary | undefined;
  /**
   * Has a log go on above a position, and makes it when there is none. Nothing changes when it is as far already.
   * @throws LogUnusable, LogFull
   */
  goOnAbove(file: string, position: number): void;
  /** Looks for what is wrong with a log of the data folder. `advance` is told how many events were looked at since. */
  check(file: string, options: CheckOptions, advance: (events: number) => void): Generator<Finding>;
}
