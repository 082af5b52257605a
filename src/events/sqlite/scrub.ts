import { fstatSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { deadBytesOf } from './dead-bytes.ts';
import { PageMap } from './page-map.ts';
import { emptyWriteAhead } from './space.ts';

/** How many pages are cleaned while others wait, and how many are read at once to look for them. */
const PAGES_HELD = 256;
const PAGES_READ = 128;

/** How often one piece is tried when others publish all the time. */
const ATTEMPTS = 1000;

/** Files once opened stay open: closing one would take away the locks that SQLite holds on it in this process. */
const descriptors = new Map<string, number>();

/**
 * Overwrites what SQLite left behind in the file of a log when it moved entries from page to page: bytes that belong
 * to nothing, and that its own `secure_delete` does not reach. Whoever reads the log never looks at them.
 *
 * It writes to the file past SQLite, and therefore only while it holds the lock for writing, the write-ahead log is
 * empty, and so nobody but it can write there. A commit of its own then makes all connections forget the pages
 * that they hold in memory, which still have those bytes. Killed at any moment it has overwritten only dead bytes.
 *
 * @param open opens a new connection, which holds no old pages.
 * @returns false when others kept it from overwriting everything.
 */
export async function scrub(file: string, open: () => DatabaseSync): Promise<boolean> {
  const descriptor = descriptors.get(file) ?? openSync(file, 'r+');
  descriptors.set(file, descriptor);
  const database = open();
  try {
    if (!(await emptyWriteAhead(database))) return false;
    let unclean: number[] = [];
    for (const page of uncleanPages(descriptor)) {
      unclean.push(page);
      if (unclean.length < PAGES_HELD) continue;
      if (!(await clean(file, descriptor, database, unclean))) return false;
      unclean = [];
    }
    // Even if there is nothing to clean: connections forget their pages.
    return (await clean(file, descriptor, database, unclean)) && (await emptyWriteAhead(database));
  } finally {
    database.close();
  }
}

/** Pages with dead bytes, as they look while others may write: whoever cleans them has to look again. */
function* uncleanPages(descriptor: number): Generator<number> {
  const size = pageSizeOf(descriptor);
  const pages = new PageMap(size);
  const buffer = Buffer.alloc(size * PAGES_READ);
  let map: Buffer | undefined;
  for (let first = 1; ; first += PAGES_READ) {
    const bytes = readSync(descriptor, buffer, 0, buffer.length, (first - 1) * size);
    for (let index = 0; (index + 1) * size <= bytes; index++) {
      const page = first + index;
      const content = buffer.subarray(index * size, (index + 1) * size);
      if (page > 1 && pages.mapOf(page) === undefined) map = Buffer.from(content);
      else if (pages.isTree(page, map) && deadBytesOf(content, page === 1 ? 100 : 0).length > 0) yield page;
    }
    if (bytes < buffer.length) return;
  }
}

async function clean(
  file: string,
  descriptor: number,
  database: DatabaseSync,
  pages: readonly number[],
): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (!(await emptyWriteAhead(database))) return false;
    database.exec('BEGIN IMMEDIATE');
    try {
      // Someone may have published since.
      if (statSync(`${file}-wal`).size === 0) {
        overwrite(descriptor, pages);
        database.exec('UPDATE log SET rewrites = rewrites + 1 WHERE one = 1; COMMIT');
        return true;
      }
    } finally {
      if (database.isTransaction) database.exec('ROLLBACK');
    }
    await pause(Math.min(attempt, 20));
  }
  return false;
}

function overwrite(descriptor: number, numbers: readonly number[]): void {
  const size = pageSizeOf(descriptor);
  const end = fstatSync(descriptor).size;
  const pages = new PageMap(size);
  const zeros = Buffer.alloc(size);
  const maps = new Map<number, Buffer>();
  const read = (page: number) => {
    const content = Buffer.alloc(size);
    readSync(descriptor, content, 0, size, (page - 1) * size);
    return content;
  };
  for (const page of numbers) {
    const start = (page - 1) * size;
    if (start + size > end) continue;
    const at = pages.mapOf(page);
    const map = at === undefined ? undefined : (maps.get(at) ?? read(at));
    if (at !== undefined && map !== undefined) maps.set(at, map);
    if (!pages.isTree(page, map)) continue;
    for (const { from, to } of deadBytesOf(read(page), page === 1 ? 100 : 0)) {
      writeSync(descriptor, zeros, 0, to - from, start + from);
    }
  }
  fsyncSync(descriptor);
}

function pageSizeOf(descriptor: number): number {
  const header = Buffer.alloc(18);
  readSync(descriptor, header, 0, header.length, 0);
  // 65,536 does not fit into its two bytes, and is written as 1.
  const size = header.readUInt16BE(16);
  return size === 1 ? 65_536 : size;
}
