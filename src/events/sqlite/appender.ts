import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transact } from '../../sqlite/transaction.ts';
import type { Appended, Entry, Position } from '../log.ts';
import { Checkpoints } from './checkpoints.ts';
import { FAMILY_CODES, ROBOT_CODES, SUBTYPE_CODES, TYPE_CODES } from './codes.ts';
import { Spans } from './spans.ts';
import { Unsealing } from './unsealing.ts';

/** Appends entries to one log, one transaction per call. */
export class Appender {
  readonly #database: DatabaseSync;
  readonly #readLog: StatementSync;
  readonly #insert: StatementSync;
  readonly #writeLog: StatementSync;
  readonly #checkpoints: Checkpoints;
  readonly #spans: Spans;
  readonly #unsealing: Unsealing;

  /**
   * @param ask asks another thread to move the write-ahead log into the file.
   * @param filling whether nobody waits for a single append.
   */
  constructor(database: DatabaseSync, ask: () => void = () => undefined, filling = false) {
    this.#database = database;
    this.#readLog = database.prepare('SELECT head, min_lag, max_lag FROM log WHERE one = 1');
    // unhex() drops the dashes, so two spellings of one uuid are one id.
    this.#insert = database.prepare(`
      INSERT INTO events (position, id, timestamp, family, type, subtype, robot, owner, campaign, contact, hash,
                          activated, json)
      VALUES (?, unhex(?, '-'), ?, ?, ?, ?, ?, ?, ?, ?, unhex(?), ?, ?)
      ON CONFLICT (id) DO NOTHING`);
    this.#writeLog = database.prepare('UPDATE log SET head = ?, min_lag = ?, max_lag = ? WHERE one = 1');
    this.#checkpoints = new Checkpoints(database, ask, filling);
    this.#spans = new Spans(database);
    this.#unsealing = new Unsealing(database);
  }

  /** Stores the entries whose id is new, durably, all or none. */
  append(entries: readonly Entry[]): Appended {
    // Nothing to store, so nothing to wait for: it only tells how far the log is.
    if (entries.length === 0) return { duplicates: [], position: Number(this.#readLog.get()?.head) };
    this.#checkpoints.prepare(entries);
    const appended = transact(this.#database, () => this.#insertAll(entries));
    this.#checkpoints.committed(entries);
    return appended;
  }

  #insertAll(entries: readonly Entry[]): Appended {
    // The head is read inside the transaction: another process may have appended since the last call.
    const log = this.#readLog.get();
    let head: Position = Number(log?.head);
    let minLag = log?.min_lag ?? null;
    let maxLag = log?.max_lag ?? null;
    const duplicates: boolean[] = [];
    const span = this.#spans.begin();
    this.#unsealing.begin();
    for (const entry of entries) {
      const stored = this.#insertOne(head + 1, entry);
      duplicates.push(!stored);
      if (!stored) continue;
      head += 1;
      span.add(head, entry.timestamp);
      this.#unsealing.admit(entry.facets, entry.timestamp, head);
      const { activated } = entry.facets;
      if (activated === undefined) continue;
      const lag = entry.timestamp - activated;
      minLag = minLag === null ? lag : Math.min(Number(minLag), lag);
      maxLag = maxLag === null ? lag : Math.max(Number(maxLag), lag);
    }
    span.end();
    this.#writeLog.run(head, minLag, maxLag);
    return { duplicates, position: head };
  }

  #insertOne(position: Position, { id, timestamp, facets, json }: Entry): boolean {
    const { changes } = this.#insert.run(
      position,
      id,
      timestamp,
      FAMILY_CODES[facets.family],
      TYPE_CODES[facets.type],
      facets.subtype === undefined ? null : SUBTYPE_CODES[facets.subtype],
      facets.robot === undefined ? 0 : ROBOT_CODES[facets.robot],
      facets.owner ?? null,
      facets.campaign ?? null,
      facets.contact ?? null,
      facets.hash ?? null,
      facets.activated ?? null,
      json,
    );
    return changes === 1;
  }
}
