import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { isThere } from '../../files/is-there.ts';
import { type Deflated, deflatePieces, inflatePieces } from '../deflated.ts';
import type { Family } from '../facets.ts';
import type { Appended, Entry, EventLog, EventLogs, Framing, Position, Query, Scope } from '../log.ts';
import type { Tallies } from '../tallies.ts';
import { Counting } from './counting.ts';
import { tellingDamage } from './damage.ts';
import { examine, openForReading } from './open.ts';
import { openReached, requireContent } from './reached.ts';
import { Reader } from './reader.ts';
import { ReadingTurns } from './reading-turns.ts';
import { type SealerReport, Sealing } from './sealing.ts';
import { TallyReader } from './tally-reader.ts';
import { Writer } from './writer.ts';

/** What the logs of a process do besides storing and reading. */
export type SqliteOptions = {
  /** Seals in the background, and tells here what keeps it from doing so. Only a server should. */
  seal?: (report: SealerReport) => void;
  /** Whether logs are filled by a command that has memory and disk alone, and waits for no single append. */
  filling?: boolean;
  /** What part of the usual memory for pages is taken by whoever writes; 1, all of it, when absent. */
  share?: number;
  /** How much that is not counted yet is counted for one answer. */
  counting?: CountingLimits;
  /** A position that the log of an account is known to have reached; one that ends below it has lost events, and is refused. */
  floorOf?: (account: string) => Position;
};

export type CountingLimits = {
  /** How many positions are walked on the thread that serves everybody. */
  near: number;
  /** How many events of the owner are read by the thread that counts; beyond them it counts for everybody. */
  among: number;
};

const COUNTING: CountingLimits = { near: 500, among: 10_000 };

/** The logs of all accounts as SQLite files, `<folder>/<account>/events.db`. */
export class SqliteEventLogs implements EventLogs {
  readonly #folder: string;
  readonly #writer: Writer;
  readonly #sealing: Sealing | undefined;
  readonly #counting = new Counting();
  readonly #limits: CountingLimits;
  readonly #floorOf: (account: string) => Position;
  readonly #turns = new ReadingTurns();
  readonly #logs = new Map<string, SqliteEventLog>();

  /** `folder` holds one folder per account. Accounts are named by their folder, such as `DEMO-028`. */
  constructor(folder: string, options: SqliteOptions = {}) {
    const { seal, filling, share, counting = COUNTING, floorOf = () => 0 } = options;
    this.#folder = folder;
    this.#writer = new Writer(filling, share);
    this.#sealing = seal && new Sealing(seal);
    this.#limits = counting;
    this.#floorOf = floorOf;
  }

  /** @throws LogUnusable, also as EventsLost */
  of(account: string): EventLog {
    let log = this.#logs.get(account);
    if (log === undefined) {
      const file = this.#fileOf(account);
      log = new SqliteEventLog(file, this.#floorOf(account), {
        writer: this.#writer,
        counting: this.#counting,
        limits: this.#limits,
        turns: this.#turns,
      });
      this.#logs.set(account, log);
      this.#sealing?.watch(file);
    }
    return log;
  }

  /** @throws LogUnusable, also as EventsLost when the file has nothing */
  examine(account: string): void {
    const file = this.#fileOf(account);
    if (this.#logs.has(account)) return;
    requireContent(file, this.#floorOf(account));
    if (!isThere(file)) return;
    examine(file);
    this.#sealing?.visit(file);
  }

  async close(): Promise<void> {
    for (const log of this.#logs.values()) await log.close();
    this.#logs.clear();
    // The last connection moves the write-ahead log into the file, which one that only reads cannot do.
    await this.#sealing?.close();
    await this.#counting.close();
    await this.#writer.close();
  }

  #fileOf(account: string): string {
    return join(this.#folder, account, 'events.db');
  }
}

/** What the logs of a process share. */
type Shared = { writer: Writer; counting: Counting; limits: CountingLimits; turns: ReadingTurns };

class SqliteEventLog implements EventLog {
  readonly #file: string;
  /** A position that it had reached when it was opened. */
  readonly #floor: Position;
  readonly #writer: Writer;
  readonly #database: DatabaseSync;
  readonly #reader: Reader;
  readonly #tallyReader: TallyReader;
  readonly #counting: Counting;
  readonly #limits: CountingLimits;
  readonly #turns: ReadingTurns;
  #appending = 0;

  /** @param floor a position that the log has reached. */
  constructor(file: string, floor: Position, { writer, counting, limits, turns }: Shared) {
    this.#file = file;
    this.#writer = writer;
    this.#counting = counting;
    this.#limits = limits;
    this.#turns = turns;
    this.#floor = floor;
    this.#database = tellingDamage(file, () => openReached(file, floor, () => openForReading(file)));
    this.#tallyReader = new TallyReader(this.#database);
    this.#reader = new Reader(this.#database, () => this.#appending > 0);
  }

  async append(entries: readonly Entry[]): Promise<Appended> {
    this.#appending += 1;
    try {
      return await this.#writer.append(this.#file, this.#floor, entries);
    } finally {
      this.#appending -= 1;
    }
  }

  head(): number {
    return tellingDamage(this.#file, () => this.#reader.head());
  }

  has(scope: Scope): boolean {
    return tellingDamage(this.#file, () => this.#reader.has(scope));
  }

  get(id: string): string | undefined {
    return tellingDamage(this.#file, () => this.#reader.get(id));
  }

  async tallies(family: Family, owner: string): Promise<Tallies> {
    const { near, among: most } = this.#limits;
    const tallies = tellingDamage(this.#file, () => this.#tallyReader.near(family, owner, near));
    if (tallies !== undefined) return tallies;
    return this.#counting.tallies({ file: this.#file, family, owner, most }, () => this.head());
  }

  count(query: Query): number {
    return tellingDamage(this.#file, () => this.#reader.count(query));
  }

  read(query: Query, framing: Framing): AsyncIterable<Uint8Array> {
    return inflatePieces(this.#turns.of(this.#reader.read(query, framing)));
  }

  readDeflated(query: Query, framing: Framing): AsyncIterable<Deflated> {
    return deflatePieces(this.#turns.of(this.#reader.readSealed(query, framing)));
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }
}
