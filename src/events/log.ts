import type { Deflated } from './deflated.ts';
import type { Facets, Family, Subtype } from './facets.ts';
import type { EventType } from './model/event-types.ts';
import type { RobotClass } from './model/robot-classes.ts';
import type { Tallies } from './tallies.ts';

/** Strictly growing integer of an event in its account's log; the first event has 1; never reused. */
export type Position = number;

/** An event ready to be stored: serialised once, here, and never parsed again. */
export type Entry = {
  id: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  timestamp: number;
  facets: Facets;
  /** The event as compact JSON text. */
  json: string;
};

/** Whose events are read. */
export type Scope =
  | { of: 'family'; family: Family }
  | { of: 'owner'; family: Family; id: string }
  | { of: 'campaign'; id: string }
  | { of: 'contact'; id: string }
  /** `hash` is the lower-case MD5 of the contact's unicity. */
  | { of: 'hash'; hash: string };

/** Which robot hits are read: none, all of them together with people's, or only hits of these classes. */
export type Robots = 'hidden' | 'shown' | ReadonlySet<RobotClass>;

/** Which events are read, and in which order. */
export type Query = {
  scope: Scope;
  /** Every type when absent. */
  types?: readonly EventType[];
  /** Only with exactly one type. */
  subtype?: Subtype;
  /** First timestamp, inclusive. */
  start?: number;
  /** Last timestamp, exclusive. */
  end?: number;
  /** First time of the activation's stamp, inclusive; events without an activation never match. */
  activationStart?: number;
  /** Last time of the activation's stamp, exclusive. */
  activationEnd?: number;
  robots: Robots;
  /** Only events published after this position. */
  after: Position;
  /** The snapshot: only events published up to this position, whatever is published meanwhile. */
  upTo: Position;
  /** By `(timestamp, position)`; any order when absent. */
  sort?: 'asc' | 'desc';
};

/** How events are joined into one body. */
export type Framing = {
  open: string;
  between: string;
  /** Written at the end; when `closeEmpty` is false, only if there was an event. */
  close: string;
  closeEmpty: boolean;
};

/** What an append did. */
export type Appended = {
  /** Of each entry, in order: true when its id was already in the log, so that nothing was stored. */
  duplicates: readonly boolean[];
  /** The last position of the log when the entries were stored. */
  position: Position;
};

/**
 * The append-only sequence of one account's events.
 *
 * Promises of every implementation, checked by `log.contract.ts`:
 * an entry is durable before `append` resolves, and either all entries of a call are stored or none;
 * positions grow strictly in order of append; an id is stored once;
 * a read is a snapshot, holds a bounded number of events in memory, and stops when its consumer stops.
 */
export interface EventLog {
  /** @throws LogFull when the disk has no room; nothing of the call is stored then. */
  append(entries: readonly Entry[]): Promise<Appended>;
  /** The last position; 0 when the log is empty. */
  head(): Position;
  /** Whether any event, of any time and robot or not, belongs to the scope. */
  has(scope: Scope): boolean;
  /** The event with an id, in any case, as JSON text; undefined when the log has none. */
  get(id: string): string | undefined;
  /** How many events match. Costs a walk over all of them; for showing how far an export is. */
  count(query: Query): number;
  /**
   * What there is of an owner, counted: exactly as the log is at one moment between the question and the answer. However much is
   * published meanwhile, the answer comes.
   */
  tallies(family: Family, owner: string): Promise<Tallies>;
  /** The matching events as bytes of JSON, joined by the framing: no objects, no pages. */
  read(query: Query, framing: Framing): AsyncIterable<Uint8Array>;
  /** The same bytes, deflated, in pieces; a log that keeps some of them deflated need not do it again. */
  readDeflated(query: Query, framing: Framing): AsyncIterable<Deflated>;
  close(): Promise<void>;
}

/** Opens the logs of accounts. Logs of different accounts share nothing. */
export interface EventLogs {
  /** The log of an account, made when it does not exist. The same account gives the same log. */
  of(account: string): EventLog;
  /**
   * Makes sure that a log can be opened, if there is one, and keeps nothing open. What was left to be done in the background
   * goes on.
   * @throws LogUnusable
   */
  examine(account: string): void;
  close(): Promise<void>;
}

/** The disk is full: nothing of the append was stored. */
export class LogFull extends Error {
  constructor(options?: ErrorOptions) {
    super('the disk that holds the event log is full', options);
    this.name = 'LogFull';
  }
}

/** A file of the log cannot be used: damaged, or written by a newer version. */
export class LogUnusable extends Error {
  readonly file: string;
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file} ${reason}`, options);
    this.name = 'LogUnusable';
    this.file = file;
  }
}
