import assert from 'node:assert/strict';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { leaveHalfMade } from '../../../test/support/half-made.ts';
import { isFull } from '../../sqlite/sqlite-error.ts';
import { type Entry, LogUnusable } from '../log.ts';
import { EXAMPLE_EVENTS } from '../model/examples.ts';
import { prepare } from '../publication.ts';
import { Appender } from './appender.ts';
import { openForWriting } from './open.ts';
import { SqliteEventLogs } from './sqlite-event-logs.ts';

const [example] = EXAMPLE_EVENTS;

/** An event with an id of its own; `padding` makes it large. */
function entry(padding = ''): Entry {
  assert.ok(example);
  const { id: _, ...rest } = example;
  const { entry } = prepare(
    { ...rest, padding },
    { identity: example.identity, maxEventBytes: Number.POSITIVE_INFINITY, now: () => 0 },
  );
  assert.ok(entry);
  return entry;
}

describe('a log file of SQLite', () => {
  let folder: string;
  let file: string;
  let logs: SqliteEventLogs;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chappe-file-'));
    file = join(folder, 'DEMO-028', 'events.db');
    logs = new SqliteEventLogs(folder);
  });
  afterEach(async () => {
    await logs.close();
    rmSync(folder, { recursive: true });
  });

  it('keeps its events and positions from one opening to the next', async () => {
    const first = entry();
    await logs.of('DEMO-028').append([first]);
    await logs.close();
    logs = new SqliteEventLogs(folder);
    const again = await logs.of('DEMO-028').append([first, entry()]);
    assert.deepEqual(again, { duplicates: [true, false], position: 2 });
  });

  it('is made by the next one when a process was killed while it made it', async () => {
    mkdirSync(join(folder, 'DEMO-028'));
    leaveHalfMade(file);
    assert.deepEqual(await logs.of('DEMO-028').append([entry()]), { duplicates: [false], position: 1 });
  });

  it('takes appends of two processes in turn, with positions that neither repeats', async () => {
    const other = new SqliteEventLogs(folder);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? logs : other).of('DEMO-028').append([entry(), entry()])),
    );
    await other.close();
    const ends = results.map(({ position }) => position).toSorted((a, b) => a - b);
    assert.deepEqual(
      ends,
      Array.from({ length: 20 }, (_, n) => 2 * n + 2),
    );
    assert.equal(logs.of('DEMO-028').head(), 40);
  });

  it('stores nothing of an append for which the disk has no room, and goes on when there is room', () => {
    const database = openForWriting(file);
    const appender = new Appender(database);
    appender.append([entry()]);
    const pages = database.prepare('PRAGMA page_count').get()?.page_count;
    database.exec(`PRAGMA max_page_count = ${pages}`);
    assert.throws(() => appender.append([entry(), entry('x'.repeat(1_000_000))]), isFull);
    assert.equal(database.prepare('SELECT count(*) AS n FROM events').get()?.n, 1);
    database.exec('PRAGMA max_page_count = 1000000');
    assert.equal(appender.append([entry()]).position, 2);
    database.close();
  });

  it('is made again when a killed process left it without tables', async () => {
    openForWriting(file).close();
    rmSync(file);
    const halfMade = [
      () => writeFileSync(file, ''),
      () => {
        const database = new DatabaseSync(file);
        database.exec('PRAGMA journal_mode = WAL');
        database.close();
      },
    ];
    for (const leave of halfMade) {
      leave();
      assert.equal((await logs.of('DEMO-028').append([entry()])).position, 1);
      await logs.close();
      rmSync(file);
      logs = new SqliteEventLogs(folder);
    }
  });

  it('is refused when it is no database', () => {
    openForWriting(file).close();
    writeFileSync(file, 'this was a log once, but no longer'.repeat(1000));
    assertUnusable(logs, file, /is damaged; restore it/);
  });

  it('is refused when its end is missing', async () => {
    await logs.of('DEMO-028').append(Array.from({ length: 100 }, () => entry('x'.repeat(1000))));
    await logs.close();
    truncateSync(file, 80_000);
    logs = new SqliteEventLogs(folder);
    assertUnusable(logs, file, /is damaged; restore it/);
  });

  it('is refused when a newer version wrote it', () => {
    const database = openForWriting(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    assertUnusable(logs, file, /newer Chappe \(format 99, this one knows 4\)/);
  });

  it('is brought up to date when an older version wrote it', async () => {
    await logs.of('DEMO-028').append([entry('x')]);
    const database = openForWriting(file);
    database.exec(`
      DROP TABLE owners; DROP TABLE tallied; DROP TABLE tallies; DROP TABLE reached; PRAGMA user_version = 1`);
    database.close();
    await logs.close();
    logs = new SqliteEventLogs(folder);
    logs.examine('DEMO-028');
    const log = logs.of('DEMO-028');
    await log.append([entry('x')]);
    assert.equal(log.head(), 2);
    assert.equal(log.has({ of: 'owner', family: 'actions', id: 'none' }), false);
  });

  it('is refused when it is the database of another program', () => {
    openForWriting(file).close();
    rmSync(file);
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE notes (text TEXT)');
    database.close();
    assertUnusable(logs, file, /does not hold an event log of Chappe/);
  });

  it('breaks off a read when a page turns out to be damaged, instead of leaving events out', async () => {
    await logs.of('DEMO-028').append(Array.from({ length: 2000 }, () => entry('x'.repeat(500))));
    await logs.close();
    const middle = Math.floor(statSync(file).size / 2);
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(200_000, 'damage'), 0, 200_000, middle);
    closeSync(handle);
    logs = new SqliteEventLogs(folder);
    const log = logs.of('DEMO-028');
    await assert.rejects(async () => {
      const query = {
        scope: { of: 'family', family: 'actions' },
        robots: 'shown',
        after: 0,
        upTo: log.head(),
      } as const;
      let size = 0;
      for await (const chunk of log.read(query, { open: '[', between: ',', close: ']', closeEmpty: true })) {
        size += chunk.length;
      }
      return size;
    }, /malformed/);
  });

  it('stores nothing of an append that holds an entry it cannot store', async () => {
    const log = logs.of('DEMO-028');
    await assert.rejects(log.append([entry(), { ...entry(), id: 'no uuid' }]), /NOT NULL/);
    assert.equal(log.head(), 0);
    assert.equal((await log.append([entry()])).position, 1);
  });
});

/** Neither found well at the start, nor opened. */
function assertUnusable(logs: SqliteEventLogs, file: string, message: RegExp): void {
  for (const use of [() => logs.examine('DEMO-028'), () => logs.of('DEMO-028')]) {
    assert.throws(
      use,
      (error) => error instanceof LogUnusable && error.file === file && message.test(error.message),
    );
  }
}
