import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { EXAMPLE_EVENTS } from '../model/examples.ts';
import { prepare } from '../publication.ts';
import { Appender } from './appender.ts';
import { openForWriting } from './open.ts';

test('an append of nothing tells the position, writes nothing, and waits for no lock', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-appender-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'events.db');
  const database = openForWriting(file);
  const other = new DatabaseSync(file);
  t.after(() => {
    database.close();
    other.close();
  });
  const appender = new Appender(database);
  assert.deepEqual(appender.append([]), { duplicates: [], position: 0 });
  const [example] = EXAMPLE_EVENTS;
  const terms = {
    identity: { type: 'customer' as const, agency: 'DEMO', customer: '028' },
    maxEventBytes: 100_000,
    now: () => 0,
  };
  const { entry } = prepare({ ...example, id: crypto.randomUUID() }, terms);
  assert.ok(entry);
  assert.equal(appender.append([entry]).position, 1);
  const version = () => other.prepare('PRAGMA data_version').get()?.data_version;
  const before = version();
  // A lock for writing would be waited for, and then be an error.
  database.exec('PRAGMA busy_timeout = 0');
  other.exec('BEGIN IMMEDIATE');
  assert.deepEqual(appender.append([]), { duplicates: [], position: 1 });
  other.exec('ROLLBACK');
  assert.equal(version(), before);
});
