import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { leaveHalfMade } from '../../../test/support/half-made.ts';
import { sendQueuesContract } from '../../sending/queue.contract.ts';
import { QueueUnusable } from '../../sending/queue.ts';
import { openForWriting } from './open.ts';
import { SqliteSendQueues } from './send-queues.ts';

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-sends-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function queuesIn(t: TestContext, folder: string, published: string[] = []): SqliteSendQueues {
  const queues = new SqliteSendQueues(folder, {
    file: 'sends.db',
    publish: async (_account, events) => {
      published.push(...events.map(({ json }) => json));
    },
    report: (_account, error) => assert.fail(String(error)),
  });
  t.after(() => queues.close());
  return queues;
}

sendQueuesContract((t) => {
  const folder = folderOf(t);
  const published: string[] = [];
  return { open: () => queuesIn(t, folder, published), published };
});

test('a file is made by the next one when a process was killed while it made it', async (t) => {
  const folder = folderOf(t);
  mkdirSync(join(folder, 'A-1'));
  leaveHalfMade(join(folder, 'A-1', 'sends.db'));
  const queue = queuesIn(t, folder).of('A-1');
  await queue.accept([{ order: 'a', priority: 1, due: 0, expires: 1 }], []);
  assert.equal(queue.size, 1);
});

const UNUSABLE: [string, (file: string) => void, RegExp][] = [
  ['that is no database', (file) => writeFileSync(file, 'x'.repeat(5000)), /is damaged; restore it/],
  [
    'that is the database of another program',
    (file) => {
      const database = new DatabaseSync(file);
      database.exec('CREATE TABLE notes (text TEXT)');
      database.close();
    },
    /does not hold messages that Chappe has to send; move it away/,
  ],
  [
    'that a newer version wrote',
    (file) => {
      const database = openForWriting(file);
      database.exec('PRAGMA user_version = 99');
      database.close();
    },
    /newer Chappe \(format 99, this one knows 1\)/,
  ],
];
for (const [what, make, reason] of UNUSABLE) {
  test(`a file is refused ${what}`, (t) => {
    const folder = folderOf(t);
    mkdirSync(join(folder, 'A-1'));
    const file = join(folder, 'A-1', 'sends.db');
    make(file);
    assert.throws(
      () => queuesIn(t, folder).of('A-1'),
      (error) => error instanceof QueueUnusable && error.file === file && reason.test(error.message),
    );
  });
}
