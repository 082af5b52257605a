import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, type TestContext, test } from 'node:test';
import { scratchFolder } from '../../test/support/data-folder.ts';
import { NotOnDisk, WalFile } from './wal-file.ts';

/** Sees what is brought to the disk, and may fail. */
function watchDisk(t: TestContext, sync: (descriptor: number) => void): void {
  t.mock.method(fs, 'fdatasyncSync', sync);
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
}

async function walOf(t: TestContext): Promise<{ file: string; database: DatabaseSync; wal: WalFile }> {
  const file = join(await scratchFolder(t), 'a.db');
  const database = new DatabaseSync(file);
  t.after(() => database.close());
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const wal = new WalFile(database);
  t.after(() => wal.close());
  return { file, database, wal };
}

describe('a write-ahead log', () => {
  test('is what is brought to the disk, once for all commits before, and not when there is none', async (t) => {
    const synced: number[] = [];
    watchDisk(t, (descriptor) => void synced.push(fs.fstatSync(descriptor).ino));
    const { file, database, wal } = await walOf(t);
    database.exec('CREATE TABLE a (b); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2)');
    wal.sync();
    wal.sync();
    const { ino } = fs.statSync(`${file}-wal`);
    assert.deepEqual(synced, [ino]);
    database.exec('PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO a VALUES (3)');
    wal.sync();
    assert.deepEqual(synced, [ino, ino]);
    assert.equal(fs.statSync(`${file}-wal`).ino, ino);
  });

  test('that cannot be brought there is told by an error that names it', async (t) => {
    const broken = new Error('EIO');
    watchDisk(t, () => {
      throw broken;
    });
    const { file, database, wal } = await walOf(t);
    database.exec('CREATE TABLE a (b); INSERT INTO a VALUES (1)');
    assert.throws(
      () => wal.sync(),
      (error) =>
        error instanceof NotOnDisk && error.cause === broken && error.message.includes(`${file}-wal`),
    );
  });

  test('of a database in memory is nothing to wait for', () => {
    const database = new DatabaseSync(':memory:');
    new WalFile(database).sync();
    database.close();
  });
});
