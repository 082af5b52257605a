import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { execution } from '../../../test/support/sample-events.ts';
import { prepare } from '../publication.ts';
import { Appender } from './appender.ts';
import { openForWriting } from './open.ts';

test('small commits ask another thread to move the write-ahead log, long before one of them has to', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-checkpoints-'));
  const database = openForWriting(join(folder, 'events.db'), { sync: 'NORMAL', cache: 4096 });
  t.after(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  /** After how many commits each was asked. */
  const asked: number[] = [];
  let commits = 0;
  const appender = new Appender(database, () => {
    asked.push(commits);
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  });
  const identity = { type: 'customer' as const, agency: 'DEMO', customer: '028' };
  const terms = { identity, maxEventBytes: 10_000, now: () => 0 };
  const pages = () => Number(database.prepare('PRAGMA wal_checkpoint(NOOP)').get()?.log);
  for (; commits < 200; commits++) {
    const { entry } = prepare(execution({ number: commits }), terms);
    appender.append([entry ?? assert.fail()]);
    assert.ok(pages() < 2000, `${pages()} pages wait`);
  }
  assert.ok(asked.length >= 2 && asked.length <= 10, `asked after the commits ${asked.join()}`);
});
