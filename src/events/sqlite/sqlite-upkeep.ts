import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { isThere } from '../../files/is-there.ts';
import { flawOfFile } from '../../sqlite/file-header.ts';
import { isDamage, isFull, SEE_TO_DISK } from '../../sqlite/sqlite-error.ts';
import { transact } from '../../sqlite/transaction.ts';
import { LogUnusable } from '../log.ts';
import { placeOfLog } from '../log-files.ts';
import type { CheckOptions, Finding, LogSummary, LogUpkeep } from '../upkeep.ts';
import { checkBlocks, checkLists } from './check-blocks.ts';
import { checkBounds } from './check-bounds.ts';
import { checkEvents } from './check-events.ts';
import { checkMarks, checkPages, isBare, openForChecking } from './check-file.ts';
import { checkTallies } from './check-tallies.ts';
import { type Flaw, RESTORE } from './flaw.ts';
import { openForWriting } from './open.ts';

/** After so many findings of one kind the rest is not worth listing. */
const MOST = 20;

/** The logs of a data folder as SQLite files. */
export class SqliteUpkeep implements LogUpkeep {
  readonly #data: string;

  constructor(data: string) {
    this.#data = data;
  }

  logs(): string[] {
    const accounts = join(this.#data, 'accounts');
    if (!isThere(accounts)) return [];
    return readdirSync(accounts)
      .toSorted()
      .filter((account) => !this.#isEmpty(join(accounts, account, 'events.db')))
      .map(placeOfLog);
  }

  /** A file that cannot be read, for whatever reason, is to be told of and not passed over. */
  #isEmpty(file: string): boolean {
    try {
      return isBare(file);
    } catch {
      return false;
    }
  }

  summaryOf(file: string): { events: number; head: number } {
    // A file that nobody writes is read as it is, without files beside it.
    const url = pathToFileURL(file);
    url.searchParams.set('immutable', '1');
    const database = new DatabaseSync(url, { readOnly: true });
    try {
      const flaw = checkMarks(database);
      if (flaw !== undefined) throw new LogUnusable(file, `${flaw.what}; ${flaw.remedy}`);
      const { events, head } = summarise(database);
      return { events, head };
    } catch (error) {
      if (isDamage(error)) throw new LogUnusable(file, `is damaged; ${RESTORE}`, { cause: error });
      throw error;
    } finally {
      database.close();
    }
  }

  countsOf(file: string): LogSummary | undefined {
    let database: DatabaseSync | undefined;
    try {
      database = openForChecking(join(this.#data, file));
      return summarise(database);
    } catch {
      // What is wrong is told by the check.
      return undefined;
    } finally {
      database?.close();
    }
  }

  goOnAbove(file: string, position: number): void {
    const database = openForWriting(join(this.#data, file), { sync: 'FULL', cache: 4096 });
    try {
      database.prepare('UPDATE log SET head = ?1 WHERE one = 1 AND head < ?1').run(position);
    } finally {
      database.close();
    }
  }

  *check(
    name: string,
    { full, repair }: CheckOptions,
    advance: (events: number) => void,
  ): Generator<Finding> {
    const file = join(this.#data, name);
    const flaw = flawOfFile(file);
    if (flaw !== undefined) {
      yield { what: flaw, remedy: RESTORE, repaired: false };
      return;
    }
    let database: DatabaseSync | undefined;
    try {
      database = openForChecking(file);
      const foreign = checkMarks(database);
      if (foreign !== undefined) {
        yield { ...foreign, repaired: false };
        return;
      }
      const checks = [
        checkPages(database),
        checkBounds(database, advance),
        checkEvents(database, full, advance),
        checkBlocks(database, advance),
        checkLists(database),
        checkTallies(database),
      ];
      for (const check of checks) yield* this.#follow(file, check, repair);
    } catch (error) {
      if (!(error instanceof Error) || !('errcode' in error)) throw error;
      const remedy = isDamage(error)
        ? RESTORE
        : isFull(error)
          ? 'make room on its disk, then check it again'
          : SEE_TO_DISK;
      yield { what: `cannot be checked further: ${error.message}`, remedy, repaired: false };
    } finally {
      database?.close();
    }
  }

  *#follow(file: string, flaws: Iterable<Flaw>, repair: boolean): Generator<Finding> {
    let left = MOST;
    for (const flaw of flaws) {
      const { what, remedy } = flaw;
      if (repair && flaw.repair !== undefined) {
        const done = repairIn(file, flaw.repair);
        if (done !== undefined) yield { what, remedy: done, repaired: true };
        continue;
      }
      if (left === 0) {
        yield { what: 'has more of the same, which is not listed', remedy, repaired: false };
        return;
      }
      left -= 1;
      yield { what, remedy, repaired: false };
    }
  }
}

/** A transaction of its own for each, so that those who publish wait for no more than one. */
function repairIn(file: string, repair: NonNullable<Flaw['repair']>): string | undefined {
  const database = openForWriting(file, { sync: 'FULL', cache: 4096 });
  try {
    return transact(database, () => repair(database));
  } finally {
    database.close();
  }
}

function summarise(database: DatabaseSync): LogSummary {
  const row = database
    .prepare(
      `SELECT (SELECT count(*) FROM events) AS events, (SELECT head FROM log WHERE one = 1) AS head,
         (SELECT count(*) FROM blocks) AS blocks`,
    )
    .get();
  return { events: Number(row?.events), head: Number(row?.head), blocks: Number(row?.blocks) };
}
