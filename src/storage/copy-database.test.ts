import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CopyFailed, copyDatabase } from './copy-database.ts';

describe('a copy of a database', () => {
  let folder: string;
  let source: string;
  let target: string;
  let writer: DatabaseSync;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chappe-copy-'));
    source = join(folder, 'source.db');
    target = join(folder, 'target.db');
    writer = new DatabaseSync(source);
    writer.exec(`PRAGMA journal_mode = WAL; PRAGMA application_id = 7; CREATE TABLE rows (bytes BLOB);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
      INSERT INTO rows SELECT randomblob(2000) FROM n`);
  });
  afterEach(() => {
    writer.close();
    rmSync(folder, { recursive: true });
  });

  it('is the state at its beginning, whatever is written while it is made', async () => {
    const seen: number[] = [];
    await copyDatabase(source, target, (bytes) => {
      // Each commit of another connection would make SQLite begin again.
      if (seen.length < 30)
        writer.exec('UPDATE rows SET bytes = zeroblob(1) WHERE rowid = 1; INSERT INTO rows VALUES (NULL)');
      seen.push(bytes);
    });
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
      'the copy began again',
    );
    assert.ok(seen.length > 3, 'nothing was written meanwhile');
    const copy = new DatabaseSync(target, { readOnly: true });
    assert.deepEqual(
      { ...copy.prepare('SELECT count(*) AS rows, min(length(bytes)) AS least FROM rows').get() },
      { rows: 5000, least: 2000 },
    );
    assert.equal(copy.prepare('PRAGMA application_id').get()?.application_id, 7);
    assert.equal(copy.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
    copy.close();
    assert.equal(writer.prepare('SELECT count(bytes) AS n FROM rows WHERE length(bytes) = 1').get()?.n, 1);
  });

  it('is for its owner only and leaves nothing beside it, nor a lock on what was copied', async () => {
    await copyDatabase(source, target);
    assert.equal(statSync(target).mode & 0o777, 0o600);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('target')),
      ['target.db'],
    );
    const { busy, log } = { ...writer.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() };
    assert.deepEqual([busy, log], [0, 0]);
  });

  it('never takes the place of a file', async () => {
    writeFileSync(target, 'letter');
    await assert.rejects(copyDatabase(source, target), /EEXIST/);
  });

  it('says why it could not be made', async () => {
    const missing = join(folder, 'missing.db');
    await assert.rejects(copyDatabase(missing, target), (error) => {
      assert.ok(error instanceof CopyFailed);
      assert.match(
        error.message,
        /missing\.db could not be copied to .+target\.db: one of them cannot be opened/,
      );
      return true;
    });
  });
});
