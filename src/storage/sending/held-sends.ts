import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { HELD_FILE, SENDS_FILE, sendFiles } from './files.ts';
import { Keeper } from './keeper.ts';
import { openForReading, openForWriting } from './open.ts';

/** What an account had to send when a backup was made, and what of it may be decided. */
export type HeldSends = {
  /** The account, as its folder is named. */
  account: string;
  /** How many orders there are: messages, lists of messages, proofs, campaigns. */
  orders: number;
};

/** Messages wait in the queue, and would be lost if held ones took its place. */
export class QueueInUse extends Error {
  constructor(file: string) {
    super(`messages wait to be sent in ${file}; start the server, and try again once they have ended`);
    this.name = 'QueueInUse';
  }
}

/** What is held of all accounts. @throws QueueUnusable */
export function listHeld(data: string): HeldSends[] {
  return sendFiles(data, HELD_FILE).flatMap((held) => {
    const file = join(data, held);
    return hasWork(file) ? [{ account: basename(dirname(file)), orders: countOf(file) }] : [];
  });
}

/**
 * Puts what is held in the place of the queue, and leaves there what the queue remembers of requests. No server may run meanwhile.
 *
 * @throws QueueInUse, QueueUnusable
 */
export function releaseHeld(data: string, account: string, now: number): void {
  const folder = join(data, 'accounts', account);
  const [queue, held] = [join(folder, SENDS_FILE), join(folder, HELD_FILE)];
  if (existsSync(queue) && hasWork(queue)) throw new QueueInUse(queue);
  const database = openForWriting(held);
  try {
    // It was put off by what was so when the backup was made.
    database.prepare('UPDATE sends SET due = ? WHERE attempts > 0 AND due > ?').run(now, now);
    if (existsSync(queue)) {
      database.prepare('ATTACH ? AS queue').run(queue);
      database.exec('INSERT OR REPLACE INTO answers SELECT * FROM queue.answers; DETACH queue');
    }
    // Brings all of it into the one file, which alone is moved.
    database.exec('PRAGMA journal_mode = DELETE');
  } finally {
    database.close();
  }
  // A write-ahead file would be taken for that of the one that takes its place.
  for (const suffix of ['-wal', '-shm', '']) rmSync(`${queue}${suffix}`, { force: true });
  renameSync(held, queue);
}

/**
 * Ends all that is held without sending it: nothing is left but the events that tell so.
 *
 * @param eventsOf what tells that an order will not be carried out.
 * @throws QueueUnusable
 */
export function dropHeld(data: string, account: string, eventsOf: (order: string) => string[]): void {
  const file = join(data, 'accounts', account, HELD_FILE);
  const database = openForWriting(file);
  const keeper = new Keeper(database);
  try {
    const rows = database.prepare('SELECT id, message FROM sends').all();
    keeper.write(
      rows.map(({ id, message }) => ({ do: 'end', id: Number(id), events: eventsOf(String(message)) })),
    );
  } finally {
    keeper.close();
  }
}

function countOf(file: string): number {
  return ask(file, 'SELECT count(*) AS answer FROM sends');
}

function hasWork(file: string): boolean {
  return ask(file, 'SELECT EXISTS (SELECT 1 FROM sends) OR EXISTS (SELECT 1 FROM outbox) AS answer') === 1;
}

function ask(file: string, question: string): number {
  const database = openForReading(file);
  try {
    return Number(database.prepare(question).get()?.answer);
  } finally {
    database.close();
  }
}
