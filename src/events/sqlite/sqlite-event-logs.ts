import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type Deflated, deflatePieces } from '../deflated.ts';
import type { Appended, Entry, EventLog, EventLogs, Framing, Query, Scope } from '../log.ts';
import { LongReads } from './long-reads.ts';
import { openForReading } from './open.ts';
import { endOf, Reader } from './reader.ts';
import { type SealerReport, Sealing } from './sealing.ts';
import { Writer } from './writer.ts';

/** What the logs of a process do besides storing and reading. */
export type SqliteOptions = {
  /** Seals in the background, and tells here what keeps it from doing so. Only a server should. */
  seal?: (report: SealerReport) => void;
};

/** The logs of all accounts as SQLite files, `<folder>/<account>/events.db`. */
export class SqliteEventLogs implements EventLogs {
  readonly #folder: string;
  readonly #writer = new Writer();
  readonly #longReads = new LongReads();
  readonly #sealing: Sealing | undefined;
  readonly #logs = new Map<string, SqliteEventLog>();

  /** `folder` holds one folder per account. Accounts are named by their folder, such as `DEMO-028`. */
  constructor(folder: string, { seal }: SqliteOptions = {}) {
    this.#folder = folder;
    this.#sealing = seal && new Sealing(seal);
  }

  /** @throws LogUnusable */
  of(account: string): EventLog {
    let log = this.#logs.get(account);
    if (log === undefined) {
      const file = join(this.#folder, account, 'events.db');
      log = new SqliteEventLog(file, this.#writer, this.#longReads);
      this.#logs.set(account, log);
      this.#sealing?.watch(file);
    }
    return log;
  }

  async close(): Promise<void> {
    await this.#sealing?.close();
    await this.#longReads.close();
    for (const log of this.#logs.values()) await log.close();
    this.#logs.clear();
    await this.#writer.close();
  }
}

/**
 * A read of more bytes than this goes on in a thread of its own: there SQLite joins the next chunk while this one
 * writes the last to the socket. Short reads stay here, where they need not wait behind long ones.
 */
const LONG = 256 * 1024;

class SqliteEventLog implements EventLog {
  readonly #file: string;
  readonly #writer: Writer;
  readonly #database: DatabaseSync;
  readonly #reader: Reader;

  readonly #longReads: LongReads;

  constructor(file: string, writer: Writer, longReads: LongReads) {
    this.#file = file;
    this.#writer = writer;
    this.#longReads = longReads;
    this.#database = openForReading(file);
    this.#reader = new Reader(this.#database);
  }

  append(entries: readonly Entry[]): Promise<Appended> {
    return this.#writer.append(this.#file, entries);
  }

  head(): number {
    return this.#reader.head();
  }

  has(scope: Scope): boolean {
    return this.#reader.has(scope);
  }

  count(query: Query): number {
    return this.#reader.count(query);
  }

  async *read(query: Query, framing: Framing): AsyncIterable<Uint8Array> {
    const { walk, joint, begin, last, empty } = this.#reader.walk(query, framing);
    let sent = 0;
    for (const { bytes, place, ended } of empty ? [] : walk.between(begin, last)) {
      if (bytes !== undefined) {
        // The length is taken first: who takes a chunk may detach it.
        sent += bytes.length;
        yield bytes;
      }
      if (!ended && sent > LONG) {
        yield* this.#longReads.read(this.#file, walk.stage(place, last));
        break;
      }
      // SQLite answers at once, so without this pause one fast reader would never let another in.
      await new Promise(setImmediate);
    }
    const end = endOf(framing, joint);
    if (end !== undefined) yield end;
  }

  readDeflated(query: Query, framing: Framing): AsyncIterable<Deflated> {
    return deflatePieces(this.#pieces(query, framing));
  }

  async *#pieces(query: Query, framing: Framing): AsyncGenerator<Uint8Array | Deflated> {
    for (const piece of this.#reader.readSealed(query, framing)) {
      if (piece !== undefined) yield piece;
      await new Promise(setImmediate);
    }
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }
}
