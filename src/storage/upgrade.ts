import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, type Migration, Migrator } from 'kysely';
import { CatalogUnusable } from './catalog-unusable.ts';
import { NodeSqliteDialect } from './node-sqlite-dialect.ts';

/** The mark of a catalog in the header of its file: the letters `Chap`. */
export const APPLICATION_ID = 0x43686170;

/**
 * Brings a catalog to the newest version, which is the number of migrations.
 *
 * All steps, the mark and the version are one transaction, begun with the lock for writing: of several processes
 * that open an old file, one upgrades it and the others find it done; a failure leaves the file as it was.
 * An existing older catalog is copied first, to `catalog.db.before-N`, where N is the version it is brought to.
 *
 * @throws CatalogUnusable when the file is of a newer version or a step fails.
 */
export async function upgrade(
  database: DatabaseSync,
  file: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const latest = Object.keys(migrations).length;
  if (knownVersion(database, file, latest) === latest) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    const found = knownVersion(database, file, latest);
    if (found < latest) {
      if (found > 0) keepCopy(file, latest);
      await migrate(database, file, migrations);
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${latest}`);
    }
    database.exec('COMMIT');
  } catch (error) {
    // SQLite ends the transaction by itself after some errors, such as a full disk.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

function knownVersion(database: DatabaseSync, file: string, latest: number): number {
  const version = versionOf(database);
  if (version <= latest) return version;
  throw new CatalogUnusable(
    file,
    `was written by a newer Chappe (version ${version} of the catalog; this one knows ${latest}); run that Chappe, or put the copy made before its upgrade in its place`,
  );
}

async function migrate(
  database: DatabaseSync,
  file: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const migrator = new Migrator({
    db: new Kysely<unknown>({ dialect: new NodeSqliteDialect(database) }),
    provider: { getMigrations: async () => migrations },
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const cause = error instanceof Error ? error.message : String(error);
  throw new CatalogUnusable(file, `could not be upgraded (${cause}); it is unchanged: report this failure`, {
    cause: error,
  });
}

/**
 * The copy gets its name only when it is whole, so that a file with that name can be trusted. Whoever makes it has the
 * lock for writing, so what is there under its first name was left by one that was killed.
 */
function keepCopy(file: string, latest: number): void {
  const copy = `${file}.before-${latest}`;
  const unfinished = `${copy}.part`;
  rmSync(unfinished, { force: true });
  // A connection of its own: one that writes cannot copy.
  const reader = new DatabaseSync(file, { readOnly: true });
  try {
    reader.prepare('VACUUM INTO ?').run(unfinished);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  } finally {
    reader.close();
  }
  const descriptor = openSync(unfinished, 'r+');
  fchmodSync(descriptor, 0o600);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(unfinished, copy);
}
