import assert from 'node:assert/strict';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { generateEvents } from '../src/demo/stream.ts';
import type { Scope } from '../src/events/log.ts';
import { prepare } from '../src/events/publication.ts';
import { Appender } from '../src/events/sqlite/appender.ts';
import { openForWriting } from '../src/events/sqlite/open.ts';
import { Sealer } from '../src/events/sqlite/sealer.ts';
import { SqliteEventLogs } from '../src/events/sqlite/sqlite-event-logs.ts';
import { assertFailed, ChappeProcess, run, startServing } from './support/chappe-process.ts';
import { dataFolder, scratchFolder, store } from './support/data-folder.ts';
import { HttpClient, itemsOf, jsonOf, logPosition } from './support/http-client.ts';
import { execution, executions, lines, NOON } from './support/sample-events.ts';

const LOG = 'accounts/DEMO-028/events.db';
const SETTINGS = { CHAPPE_RATE_LIMIT: '0', CHAPPE_LOG_LEVEL: 'warn' };
const FRAMING = { open: '[', between: ',', close: ']', closeEmpty: true };

type Manifest = {
  format: number;
  chappe: string;
  createdAt: string;
  databases: { file: string; bytes: number; sha256: string; events?: number; head?: number }[];
};

function manifestOf(backup: string): Manifest {
  return JSON.parse(readFileSync(join(backup, 'backup.json'), 'utf8'));
}

/** What several selections of the log give, as text, up to a position. */
async function selections(data: string, upTo: number): Promise<string[]> {
  const logs = new SqliteEventLogs(join(data, 'accounts'));
  const log = logs.of('DEMO-028');
  const scopes: Scope[] = [
    { of: 'family', family: 'actions' },
    { of: 'family', family: 'notifications' },
    { of: 'owner', family: 'actions', id: '000PE4' },
    { of: 'contact', id: '000R4M0T' },
  ];
  const texts: string[] = [];
  for (const scope of scopes) {
    for (const sort of ['asc', 'desc'] as const) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of log.read({ scope, robots: 'shown', after: 0, upTo, sort }, FRAMING))
        chunks.push(chunk);
      texts.push(Buffer.concat(chunks).toString());
    }
  }
  await logs.close();
  return texts;
}

/** Stores generated events and seals most of them: a server would begin only when the log has come to rest. */
function fillAndSeal(data: string): number {
  const events = generateEvents({
    count: 5000,
    seed: 'backup',
    account: 'DEMO/028',
    startMs: NOON,
    spanMs: 86_400_000,
  });
  const identity = { type: 'customer', agency: 'DEMO', customer: '028' } as const;
  const entries = [...events].map((text) => {
    const { entry } = prepare(JSON.parse(text), { identity, maxEventBytes: 100_000, now: () => 0 });
    assert.ok(entry);
    return entry;
  });
  const database = openForWriting(join(data, LOG));
  new Appender(database).append(entries);
  const sealer = new Sealer(database, { blockEvents: 200, keptOpen: 300, level: 1 });
  while (sealer.step());
  database.close();
  return entries.length;
}

test('neither a backup nor a check passes over an account that cannot be looked at', async (t) => {
  const { data } = await dataFolder(t);
  await store(data, executions(3));
  const scratch = await scratchFolder(t);
  const [target, spaced] = [join(scratch, 'backup'), join(scratch, 'my backup')];
  // What is no folder is no account.
  writeFileSync(join(data, 'accounts', 'notes.txt'), '');
  const whole = await run(['backup', spaced, '--data', data]);
  assert.equal(whole.code, 0, whole.stderr);
  assert.ok(whole.stderr.includes(`'chappe restore "${spaced}" --data NEW_FOLDER'`), whole.stderr);
  // Nobody may look into it, not even root; a folder of another user's is the common case.
  const hidden = join(data, 'accounts', 'HIDDEN-1');
  symlinkSync(hidden, hidden);
  const refused = await run(['backup', target, '--data', data]);
  assertFailed(refused, 1, /\/HIDDEN-1\/\w+-?\w*\.db cannot be read: /);
  assert.equal(existsSync(target), false);
  assert.equal((await run(['doctor', '--data', data])).code, 1);
});

test('a backup made while a server publishes is the log up to a position, with all that was acknowledged', async (t) => {
  const { data, key } = await dataFolder(t);
  const folder = await scratchFolder(t);
  const sealed = fillAndSeal(data);
  const server = await startServing(t, ['--data', data], { env: SETTINGS });
  const client = new HttpClient(server.url, key);
  t.after(async () => client.close());
  const acknowledged = executions(500);
  assert.equal((await client.publish(JSON.stringify(acknowledged))).status, 200);
  const before = sealed + acknowledged.length;

  const position = async () =>
    logPosition(await client.get('/display/events', { Accept: 'application/x-ndjson' }));
  let stop = false;
  let sent = 0;
  async function* stream(): AsyncGenerator<string> {
    while (!stop) {
      yield lines(executions(50, 1000 + sent));
      sent += 50;
      // The clients of a server that is kept busy, not one that floods it.
      await position();
    }
  }
  const publishing = client.publishLines(stream());
  while ((await position()) === before);

  const backup = join(folder, 'backup');
  const made = await run(['backup', backup, '--data', data]);
  const beside = await run(['doctor', '--full', '--data', data]);
  stop = true;
  const receipt = Object(jsonOf(await publishing));
  assert.deepEqual([receipt.accepted, receipt.duplicates], [sent, 0]);
  assert.equal(made.code, 0, made.stderr);
  assert.equal(beside.code, 0, beside.stdout + beside.stderr);

  const { databases, createdAt } = manifestOf(backup);
  const { events = 0, head = 0 } = databases.find(({ file }) => file === LOG) ?? {};
  t.diagnostic(`acknowledged ${before}, backed up ${head}, at the end ${receipt.position}`);
  assert.equal(events, head, 'positions without gaps have as many events');
  assert.ok(before < head && head < receipt.position, 'nothing was published meanwhile');
  assert.ok(Date.parse(createdAt) <= Date.now());
  assert.match(made.stdout, new RegExp(`^${LOG} +\\d+ +${head} +${head}$`, 'm'));
  await server.kill();

  const restored = join(folder, 'restored');
  const done = await run(['restore', backup, '--data', restored]);
  assert.deepEqual([done.code, done.stdout], [0, made.stdout], done.stderr);
  const doctor = await run(['doctor', '--full', '--data', restored]);
  assert.equal(doctor.code, 0, doctor.stdout);
  assert.match(
    doctor.stdout,
    new RegExp(`${LOG}: ${head} events, position ${head}, [1-9]\\d* sealed blocks: all well$`, 'm'),
  );
  assert.deepEqual(await selections(restored, head + 1_000_000), await selections(data, head));

  // The key works there too, as it came with the catalog.
  const second = await startServing(t, ['--data', restored], { env: SETTINGS });
  const other = new HttpClient(second.url, key);
  t.after(async () => other.close());
  const reply = await other.get('/actions/000PE4/events?sort=asc');
  assert.equal(logPosition(reply), head);
  const ids = new Set(itemsOf(reply).map((event) => Object(event).id));
  assert.ok(acknowledged.every(({ id }) => ids.has(id)));
  const again = await other.publish(JSON.stringify([acknowledged[0], execution({ number: 999_999 })]));
  assert.deepEqual(jsonOf(again), { accepted: 1, duplicates: 1, position: head + 1 });
});

describe('a backup', { concurrency: 2 }, () => {
  let data: string;
  let good: string;
  let scratch: string;
  const cleaners: (() => Promise<unknown>)[] = [];
  const cleaner = { after: (clean: () => Promise<unknown>) => void cleaners.push(clean) };
  before(async () => {
    scratch = await scratchFolder(cleaner);
    ({ data } = await dataFolder(cleaner));
    const events = lines(executions(2000));
    assert.equal((await run(['events', 'import', 'DEMO/028', '--data', data], { input: events })).code, 0);
    good = join(scratch, 'good');
    assert.equal((await run(['backup', good, '--data', data])).code, 0);
  });
  after(async () => {
    for (const clean of cleaners) await clean();
  });

  /** A copy of the good backup, to be damaged. */
  function copyOf(name: string): string {
    const copy = join(scratch, name);
    cpSync(good, copy, { recursive: true });
    return copy;
  }

  test('is readable by its owner only, as is what is restored from it', async () => {
    const restored = join(scratch, 'modes');
    assert.equal((await run(['restore', good, '--data', restored])).code, 0);
    for (const folder of [good, restored]) {
      const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
      assert.ok(entries.length >= 4);
      for (const entry of entries) {
        const { mode } = statSync(join(entry.parentPath, entry.name));
        assert.equal(mode & 0o777, entry.isDirectory() ? 0o700 : 0o600, entry.name);
      }
      assert.equal(statSync(folder).mode & 0o777, 0o700);
    }
  });

  test('is itself a folder that the doctor can look at', async () => {
    const copy = copyOf('looked-at');
    const { code, stdout } = await run(['doctor', '--data', copy]);
    assert.equal(code, 0, stdout);
    assert.equal((await run(['restore', copy, '--data', join(scratch, 'looked-after')])).code, 0);
  });

  test('goes into a new or empty folder only', async () => {
    const full = join(scratch, 'full');
    mkdirSync(full);
    assert.equal((await run(['backup', full, '--data', data])).code, 0);
    assertFailed(
      await run(['backup', full, '--data', data]),
      1,
      /full is not empty; name a new folder for each backup/,
    );
    const file = join(scratch, 'file');
    writeFileSync(file, 'x');
    assertFailed(
      await run(['backup', file, '--data', data]),
      1,
      /file cannot be written: a part of its path/,
    );
  });

  test('needs a data folder, and leaves nothing when there is none', async () => {
    const target = join(scratch, 'of-nothing');
    const nowhere = join(scratch, 'nowhere');
    const refused = await run(['backup', target, '--data', nowhere]);
    assertFailed(refused, 1, /nowhere has no catalog\.db; name the data folder with --data/);
    assert.deepEqual([existsSync(target), existsSync(nowhere)], [false, false]);
  });

  test('of a log that is no log fails, and leaves nothing', async () => {
    const copy = copyOf('spoilt-data');
    rmSync(join(copy, 'backup.json'));
    writeFileSync(join(copy, LOG), 'no database at all'.repeat(1000));
    const target = join(scratch, 'of-spoilt');
    const refused = await run(['backup', target, '--data', copy]);
    assertFailed(
      refused,
      1,
      /events\.db could not be copied to .+: it is not a database; see 'chappe doctor'/,
    );
    assert.equal(existsSync(target), false);
  });

  test('that was killed is seen for what it is', async (t) => {
    const copy = copyOf('held-data');
    rmSync(join(copy, 'backup.json'));
    const target = join(scratch, 'killed');
    mkdirSync(target);
    // Archives are copied after the log, and this one cannot be as long as somebody holds it.
    const archive = join(dirname(LOG), 'archive.db');
    const holder = new DatabaseSync(join(copy, archive));
    holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; PRAGMA user_version = 1; COMMIT');
    const process = new ChappeProcess(['backup', target, '--data', copy]);
    t.after(() => process.kill());
    let over = false;
    void process.ended.then(() => {
      over = true;
    });
    while (!over && !existsSync(join(target, 'unfinished', archive))) await turn();
    assert.equal((await process.kill()).signal, 'SIGKILL', process.stderr);
    holder.close();
    assert.deepEqual(readdirSync(target), ['unfinished']);
    const restored = join(scratch, 'from-killed');
    assertFailed(
      await run(['restore', target, '--data', restored]),
      1,
      /killed is no complete backup: it has no backup\.json, which is written last; restore another/,
    );
    assert.equal(existsSync(restored), false);
    assertFailed(await run(['backup', target, '--data', data]), 1, /holds a backup that was interrupted/);
  });

  const damages: [string, (backup: string) => void, RegExp][] = [
    [
      'of which a byte changed',
      (backup) => {
        const handle = openSync(join(backup, LOG), 'r+');
        writeSync(handle, 'X', 300_000);
        closeSync(handle);
      },
      /accounts\/DEMO-028\/events\.db is damaged: it is not what was backed up; restore another backup/,
    ],
    [
      'that was cut off',
      (backup) => truncateSync(join(backup, LOG), 8192),
      /events\.db is damaged: it is not/,
    ],
    [
      'without its catalog',
      (backup) => rmSync(join(backup, 'catalog.db')),
      /catalog\.db is missing; restore/,
    ],
    [
      'whose manifest is no JSON',
      (backup) => truncateSync(join(backup, 'backup.json'), 100),
      /backup\.json is damaged; restore another/,
    ],
    [
      'that would write outside of the folder',
      (backup) => {
        const text = readFileSync(join(backup, 'backup.json'), 'utf8');
        writeFileSync(join(backup, 'backup.json'), text.replace('accounts/DEMO-028', '../elsewhere'));
      },
      /backup\.json is damaged/,
    ],
    [
      'of a newer Chappe',
      (backup) => {
        const manifest = { ...manifestOf(backup), format: 2, chappe: '9.0.0' };
        writeFileSync(join(backup, 'backup.json'), JSON.stringify(manifest));
      },
      /was written by a newer Chappe \(9\.0\.0\); restore it with that version/,
    ],
  ];
  for (const [name, damage, reason] of damages) {
    test(`${name} is refused, and nothing is restored`, async () => {
      const copy = copyOf(name.replaceAll(' ', '-'));
      damage(copy);
      const folder = join(scratch, `target ${name}`);
      mkdirSync(folder);
      assertFailed(await run(['restore', copy, '--data', join(folder, 'data')]), 1, reason);
      assert.deepEqual(readdirSync(folder), []);
      assertFailed(await run(['restore', copy, '--data', folder]), 1, reason);
      assert.deepEqual(
        readdirSync(folder).filter((file) => file !== 'server.lock'),
        [],
      );
    });
  }

  test('is restored into a new or an empty folder, and into no other', async () => {
    const empty = join(scratch, 'empty');
    mkdirSync(empty);
    const into = await run(['restore', good, '--data', empty]);
    assert.equal(into.code, 0, into.stderr);
    assert.deepEqual(await selections(empty, 2000), await selections(data, 2000));
    assert.deepEqual(readdirSync(empty).toSorted(), ['accounts', 'catalog.db', 'server.lock']);
    const filled = await run(['restore', good, '--data', empty]);
    assertFailed(filled, 1, /empty is not empty; name a new folder with --data, or move this one away/);
    const foreign = join(scratch, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'letter'), 'x');
    assertFailed(await run(['restore', good, '--data', foreign]), 1, /foreign is not empty/);
    assert.deepEqual(readdirSync(foreign), ['letter']);
  });

  test('is not restored under a running server', async (t) => {
    const { data: served } = await dataFolder(t);
    await startServing(t, ['--data', served], { env: SETTINGS });
    assertFailed(await run(['restore', good, '--data', served]), 1, /a server already runs on/);
  });
});
