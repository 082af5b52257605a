import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SqliteEventLogs } from '../events/sqlite/sqlite-event-logs.ts';
import { SqliteContactBooks } from './contacts/contact-books.ts';
import { SqliteSendQueues } from './sending/send-queues.ts';
import { SqliteHitStores } from './tracking/hit-stores.ts';

/** Lists the locks of all processes, by the number of the file. */
const LOCKS = '/proc/locks';

test('what is open keeps its locks when it is examined', {
  skip: !existsSync(LOCKS) && 'NOT RUN: needs Linux, which tells locks in /proc',
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-examining-'));
  const relay = { publish: async () => undefined, report: () => undefined };
  const all = [
    { file: 'events.db', stores: new SqliteEventLogs(folder) },
    { file: 'contacts.db', stores: new SqliteContactBooks(folder, { ...relay, country: 'FR' }) },
    { file: 'sends.db', stores: new SqliteSendQueues(folder, { ...relay, file: 'sends.db' }) },
    { file: 'hits.db', stores: new SqliteHitStores(folder) },
  ];
  t.after(async () => {
    for (const { stores } of all) await stores.close();
    rmSync(folder, { recursive: true });
  });
  for (const { file, stores } of all) {
    stores.of('A-1');
    stores.examine('A-1');
    // Without one, another process that closes the file takes itself for the last, and the write-ahead log away.
    assert.ok(isLocked(join(folder, 'A-1', file)), `${file} has lost its lock`);
  }
});

function isLocked(file: string): boolean {
  return readFileSync(LOCKS, 'utf8').includes(`:${statSync(file).ino} `);
}
