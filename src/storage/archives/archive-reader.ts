import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { inflateRawSync } from 'node:zlib';
import {
  type ArchivedMessage,
  type ArchiveEntry,
  type ArchiveSelection,
  ArchiveUnusable,
} from '../../sending/archive.ts';
import { isDamage } from '../../sqlite/sqlite-error.ts';
import { openForReading } from './open.ts';
import { bytesOf, uuidOf } from './uuid-bytes.ts';

/** How many rows are read at once: a client that stalls holds so many and nothing of the database. */
const STEP = 500;

/** No message that leaves is so long, with its signatures; one that is damaged may seem to be of any length. */
const MOST_BYTES = 32 * 1024 * 1024;

const REMEDY = "look at the file with 'chappe doctor', and restore it from a backup";

type Row = Record<string, SQLOutputValue>;

/** Reads one account's archived messages. */
export class ArchiveReader {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #all: StatementSync;
  readonly #byAction: StatementSync;
  readonly #byTarget: StatementSync;
  readonly #find: StatementSync;

  /** @throws ArchiveUnusable */
  constructor(file: string) {
    this.#file = file;
    this.#database = openForReading(file);
    const list = (index: string, owner: string) =>
      this.#database.prepare(`
        SELECT id, action, target, sent, expires FROM archives INDEXED BY ${index}
        WHERE ${owner} (sent, id) > (?, ?) AND sent < ? AND expires > ? ORDER BY sent, id LIMIT ${STEP}`);
    this.#all = list('archives_by_time', '');
    this.#byAction = list('archives_by_action', 'action = ? AND');
    this.#byTarget = list('archives_by_target', 'action = ? AND target = ? AND');
    this.#find = this.#database.prepare('SELECT * FROM archives WHERE id = ? AND expires > ?');
  }

  /** It goes on from the last key, so no statement stays open between two steps, and ends with what had left when it began. */
  *list({ of, start, end, now }: ArchiveSelection): Generator<ArchiveEntry> {
    const upTo = Math.min(end, now + 1);
    // An empty key is before that of every message of the same instant.
    let after: [number, Uint8Array] = [start, new Uint8Array()];
    for (;;) {
      const rows = this.#step(of, after, upTo, now);
      const entries = rows.map(entryOf);
      yield* entries;
      const last = entries.at(-1);
      if (last === undefined || entries.length < STEP) return;
      after = [last.sent, bytesOf(last.id)];
    }
  }

  /** @throws ArchiveUnusable */
  find(id: string, now: number): ArchivedMessage | undefined {
    try {
      const row = this.#find.get(bytesOf(id), now);
      if (row === undefined || !(row.message instanceof Uint8Array)) return undefined;
      return { ...entryOf(row), raw: inflateRawSync(row.message, { maxOutputLength: MOST_BYTES }) };
    } catch (cause) {
      if (!isDamage(cause) && !isOfZlib(cause)) throw cause;
      throw new ArchiveUnusable(this.#file, `has no message ${id} that can be read; ${REMEDY}`, { cause });
    }
  }

  close(): void {
    this.#database.close();
  }

  #step(
    of: ArchiveSelection['of'],
    [sent, id]: [number, Uint8Array],
    upTo: number,
    now: number,
  ): readonly Row[] {
    if (of === undefined) return this.#all.all(sent, id, upTo, now);
    if (of.target === undefined) return this.#byAction.all(of.action, sent, id, upTo, now);
    return this.#byTarget.all(of.action, of.target, sent, id, upTo, now);
  }
}

function isOfZlib(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ERR_BUFFER_TOO_LARGE' || String(error.code).startsWith('Z_'))
  );
}

function entryOf({ id, action, target, sent, expires }: Row): ArchiveEntry {
  return {
    id: id instanceof Uint8Array ? uuidOf(id) : '',
    action: String(action),
    target: String(target),
    sent: Number(sent),
    expires: Number(expires),
  };
}
