import { access, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { type AccountName, foldAccount } from '../accounts/account.ts';
import { isAbsence } from '../files/is-there.ts';
import { writeAhead } from '../sqlite/write-ahead.ts';
import { CatalogUnusable, damaged, explainSqlite, folderUnusable } from './catalog-unusable.ts';
import { MIGRATIONS } from './migrations.ts';
import { NodeSqliteDialect } from './node-sqlite-dialect.ts';
import type { CatalogTables } from './tables.ts';
import { APPLICATION_ID, upgrade } from './upgrade.ts';

/** How long a statement waits for a lock of another process, in milliseconds. Transactions here take a few. */
const LOCK_PATIENCE = 5000;

/** The database of everything that is not an event: accounts, keys, definitions. */
export type Catalog = {
  /** Transactions hold the lock for writing from their beginning; keep them short. */
  readonly db: Kysely<CatalogTables>;
  /**
   * A number that differs from the one before whenever anything was committed in between, by this process or by
   * another. Takes a few microseconds, so that caches can ask before each use whether they still hold.
   */
  version(): number;
  /** A position that the event log of an account has durably reached; 0 when none is known. Takes some microseconds. */
  floorOf(account: AccountName): number;
  close(): Promise<void>;
};

/**
 * Opens the catalog in a data folder: `catalog.db`, made with the folder when they do not exist. Several processes
 * may have it open. Every commit is on the disk before it is confirmed.
 *
 * @param options.mustExist refuses a folder without a catalog instead of making one.
 * @throws CatalogUnusable when the file is missing, damaged, foreign, newer than this program, or not accessible.
 */
export async function openCatalog(folder: string, options: { mustExist?: boolean } = {}): Promise<Catalog> {
  const file = join(folder, 'catalog.db');
  if (options.mustExist) await requireFile(file);
  else await makeFile(folder, file);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: LOCK_PATIENCE, enableForeignKeyConstraints: true });
    refuseForeign(database, file);
    refuseDamaged(database, file);
    writeAhead(database, LOCK_PATIENCE);
    database.exec('PRAGMA synchronous = FULL');
    await upgrade(database, file, MIGRATIONS);
    return catalogOver(database, new DatabaseSync(file, { timeout: LOCK_PATIENCE, readOnly: true }));
  } catch (error) {
    database?.close();
    throw explainSqlite(file, error);
  }
}

/**
 * The version is asked on a connection of its own: `PRAGMA data_version` tells of the commits of all other
 * connections, and so of ours too. Floors are asked on it because logs are opened without waiting.
 */
function catalogOver(database: DatabaseSync, watch: DatabaseSync): Catalog {
  const db = new Kysely<CatalogTables>({ dialect: new NodeSqliteDialect(database) });
  const version = watch.prepare('PRAGMA data_version');
  const floor = watch.prepare('SELECT log_floor FROM accounts WHERE folded = ?');
  return {
    db,
    version: () => Number(version.get()?.data_version),
    floorOf: (account) => Number(floor.get(foldAccount(account))?.log_floor ?? 0),
    async close() {
      await db.destroy();
      if (watch.isOpen) watch.close();
      if (database.isOpen) database.close();
    },
  };
}

async function requireFile(file: string): Promise<void> {
  try {
    await access(file);
  } catch (error) {
    if (!isAbsence(error)) throw folderUnusable(dirname(file), error);
    throw new CatalogUnusable(
      file,
      "does not exist; name the data folder with --data or CHAPPE_DATA, or begin with 'chappe account create'",
      { cause: error },
    );
  }
}

/** Folder and file are for this user alone, as long as Chappe makes them. SQLite gives its side files the same mode. */
async function makeFile(folder: string, file: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const handle = await open(file, 'a', 0o600);
    await handle.close();
  } catch (error) {
    throw folderUnusable(folder, error);
  }
}

/** Looks before anything is written: the file may be the database of another program. */
function refuseForeign(database: DatabaseSync, file: string): void {
  // One statement sees one state of the file, even while another process is making its tables.
  const header = database
    .prepare(
      `SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) AS objects
       FROM pragma_application_id, pragma_user_version`,
    )
    .get();
  const empty = header?.user_version === 0 && header.objects === 0;
  if (header?.application_id === APPLICATION_ID || (header?.application_id === 0 && empty)) return;
  throw new CatalogUnusable(file, 'is the database of another program; name another data folder with --data');
}

function refuseDamaged(database: DatabaseSync, file: string): void {
  const finding = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  // SQLite writes a heading above what it found.
  if (finding !== 'ok') throw damaged(file, String(finding).split('\n').at(-1) ?? '');
}
