import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from '../sqlite/sqlite-error.ts';
import { explainSqlite, folderUnusable } from './catalog-unusable.ts';

/** The name of the lock in its folder. It stays there when it is released. */
export const LOCK_FILE = 'server.lock';

/** Another server runs on the same data folder. */
export class FolderInUse extends Error {
  constructor(folder: string, options?: ErrorOptions) {
    super(`a server already runs on ${folder}; stop it, or choose another folder with --data`, options);
    this.name = 'FolderInUse';
  }
}

/** Makes sure that one server alone serves a data folder, for as long as it lives. */
export type FolderLock = { release(): void };

/**
 * Locks a data folder for one server. The lock is an exclusive lock of SQLite on an empty file: the operating
 * system gives it back however the process ends, so nothing is left to clean up after a crash.
 * @throws FolderInUse, CatalogUnusable
 */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, LOCK_FILE);
  let database: DatabaseSync | undefined;
  try {
    makeFolder(folder);
    database = new DatabaseSync(file);
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw new FolderInUse(folder, { cause: error });
    throw explainSqlite(file, error);
  }
  const held = database;
  return { release: () => held.close() };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw folderUnusable(folder, error);
  }
}
