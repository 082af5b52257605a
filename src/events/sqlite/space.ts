import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { Turns } from './turns.ts';

/** How often a checkpoint is tried, and the rest between, in milliseconds: a minute, unless a reader stays longer. */
const ATTEMPTS = 300;
const REST = 200;

/** How long one attempt may wait for readers, in milliseconds: nobody can publish meanwhile. */
const PATIENCE = 50;

/** Takes the free pages out of the file, a few in each transaction. The file shrinks with the next checkpoint. */
export async function giveBack(database: DatabaseSync, turns: Turns): Promise<void> {
  const free = database.prepare('PRAGMA freelist_count');
  for (;;) {
    const before = Number(free.get()?.freelist_count);
    if (before === 0) return;
    await turns.take((size) => database.exec(`PRAGMA incremental_vacuum(${Math.ceil(size / 4)})`));
    // Another process may take and free pages too: what this one cannot give back now stays for the next time.
    if (Number(free.get()?.freelist_count) >= before) return;
  }
}

/**
 * Brings the write-ahead log into the file and empties it. It is readers of an old state that prevent it.
 * False when they did so all the time.
 */
export async function emptyWriteAhead(database: DatabaseSync, attempts = ATTEMPTS): Promise<boolean> {
  const patience = Number(database.prepare('PRAGMA busy_timeout').get()?.timeout);
  database.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0) return true;
      await pause(REST);
    }
    return false;
  } finally {
    database.exec(`PRAGMA busy_timeout = ${patience}`);
  }
}
