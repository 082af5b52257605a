import type { DatabaseSync } from 'node:sqlite';
import { lackOf } from '../../files/is-there.ts';
import { EventsLost } from '../events-lost.ts';
import type { Position } from '../log.ts';

/**
 * Refuses a log that has nothing though it had reached a position. Opening it would make a new one, and drop the write-ahead
 * log that may lie beside it.
 * @throws EventsLost
 */
export function requireContent(file: string, floor: Position): void {
  if (floor === 0) return;
  const lack = lackOf(file);
  if (lack !== undefined) throw new EventsLost(file, floor, lack);
}

/** Opens a log that is to have reached a position. @throws EventsLost when it ends before. */
export function openReached(file: string, floor: Position, open: () => DatabaseSync): DatabaseSync {
  requireContent(file, floor);
  const database = open();
  if (floor === 0) return database;
  try {
    const head = Number(database.prepare('SELECT head FROM log WHERE one = 1').get()?.head);
    if (head < floor) throw new EventsLost(file, floor, head);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
