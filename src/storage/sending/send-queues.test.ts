import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { leaveHalfMade } from '../../../test/support/half-made.ts';
import { sendQueuesContract } from '../../sending/queue.contract.ts';
import { QueueUnusable } from '../../sending/queue.ts';
import { releaseHeld } from './held-sends.ts';
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

const KEPT = {
  operation: 'execute',
  name: 'a',
  fingerprint: 'f',
  status: 200,
  body: '1',
  expires: 9,
} as const;

test('a file of the first format keeps what it has to send, and can remember answers', async (t) => {
  const folder = folderOf(t);
  mkdirSync(join(folder, 'A-1'));
  const old = new DatabaseSync(join(folder, 'A-1', 'sends.db'));
  old.exec(`
    CREATE TABLE sends (
      id INTEGER PRIMARY KEY AUTOINCREMENT, priority INTEGER NOT NULL, due INTEGER NOT NULL,
      expires INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, message TEXT NOT NULL
    ) STRICT;
    CREATE INDEX sends_by_due ON sends (priority, due, id);
    CREATE TABLE outbox (sequence INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL) STRICT;
    INSERT INTO sends (priority, due, expires, message) VALUES (1, 0, 9, 'old');
    PRAGMA application_id = ${0x43687073};
    PRAGMA user_version = 1;
  `);
  old.close();
  const queues = queuesIn(t, folder);
  queues.examine('A-1');
  assert.equal(queues.hasWork('A-1'), true);
  const queue = queues.of('A-1');
  await queue.accept([], [], KEPT);
  assert.equal(queue.answerTo(KEPT, 1)?.body, '1');
  assert.deepEqual(
    queue.lease(2, 1).map(({ order }) => order),
    ['old'],
  );
});

test('what a queue remembers of requests outlasts that held messages take its place', async (t) => {
  const data = folderOf(t);
  const accounts = join(data, 'accounts');
  const held = new SqliteSendQueues(accounts, {
    file: 'held-sends.db',
    publish: async () => undefined,
    report: (_account, error) => assert.fail(String(error)),
  });
  await held.of('A-1').accept([{ order: 'held', priority: 1, due: 0, expires: 1 }], [], KEPT);
  await held.close();
  const before = queuesIn(t, accounts);
  await before.of('A-1').accept([], [], { ...KEPT, name: 'b' });
  await before.close();
  releaseHeld(data, 'A-1', 0);
  const queue = queuesIn(t, accounts).of('A-1');
  assert.equal(queue.size, 1);
  for (const name of ['a', 'b']) assert.ok(queue.answerTo({ ...KEPT, name }, 1), name);
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
    /newer Chappe \(format 99, this one knows 2\)/,
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
