import { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import { type AccountName, accountIn, folderOf } from '../accounts/account.ts';
import { isThere } from '../files/is-there.ts';
import { transact } from '../sqlite/transaction.ts';
import { explainSqlite } from './catalog-unusable.ts';
import type { CatalogTables } from './tables.ts';

/** How long to wait for a lock of another process, in milliseconds. */
const LOCK_PATIENCE = 30_000;

/**
 * Notes positions that logs have durably reached, in one commit. One that is lower than what is noted changes nothing.
 * Each commit of the catalog makes a server look up all keys again, so this is to be done rarely.
 */
export async function raiseFloors(
  db: Kysely<CatalogTables>,
  floors: Iterable<readonly [account: AccountName, position: number]>,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const [{ agency, customer }, position] of floors) {
      await transaction
        .updateTable('accounts')
        .set({ log_floor: position })
        .where('agency', '=', agency)
        .where('customer', '=', customer)
        .where('log_floor', '<', position)
        .execute();
    }
  });
}

/**
 * What the file of a catalog knows of all logs, by the folder of their account, without bringing it up to date: none when it
 * is of an older version, or there is no file.
 * @throws CatalogUnusable
 */
export function readFloors(file: string): Map<string, number> {
  if (!isThere(file)) return new Map();
  return using(file, { readOnly: true }, floorsOf);
}

/**
 * Lowers what a copy of a catalog knows of logs to where their copies end, which were made before it. Nothing is known of a log
 * that has no copy.
 * @throws CatalogUnusable
 */
export function lowerFloors(file: string, heads: ReadonlyMap<string, number>): void {
  // Nothing may be left beside the copy, as one who only reads would leave files of the write-ahead log.
  using(file, {}, (database) => {
    const higher = [...floorsOf(database)].filter(([account, floor]) => floor > (heads.get(account) ?? 0));
    if (higher.length === 0) return;
    const lower = database.prepare('UPDATE accounts SET log_floor = ? WHERE agency = ? AND customer = ?');
    transact(database, () => {
      for (const [account] of higher) {
        const { agency, customer } = accountIn(account);
        lower.run(heads.get(account) ?? 0, agency, customer);
      }
    });
  });
}

function floorsOf(database: DatabaseSync): Map<string, number> {
  const column = database
    .prepare("SELECT 1 FROM pragma_table_info('accounts') WHERE name = 'log_floor'")
    .get();
  if (column === undefined) return new Map();
  const rows = database.prepare('SELECT agency, customer, log_floor FROM accounts WHERE log_floor > 0').all();
  return new Map(
    rows.map(({ agency, customer, log_floor }) => [
      folderOf({ agency: String(agency), customer: String(customer) }),
      Number(log_floor),
    ]),
  );
}

function using<T>(file: string, options: { readOnly?: boolean }, use: (database: DatabaseSync) => T): T {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { ...options, timeout: LOCK_PATIENCE });
    return use(database);
  } catch (error) {
    throw explainSqlite(file, error);
  } finally {
    database?.close();
  }
}
