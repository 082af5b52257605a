import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import { type Catalog, openCatalog } from './catalog.ts';
import { CatalogUnusable } from './catalog-unusable.ts';

async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chappe-catalog-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

async function opened(t: TestContext, folder: string): Promise<Catalog> {
  const catalog = await openCatalog(folder);
  t.after(() => catalog.close());
  return catalog;
}

function account(customer: string) {
  const folded = `demo/${customer}`;
  return { id: customer, agency: 'DEMO', customer, folded, created_at: 0, number: Number(customer) };
}

/** What the catalog was refused for. */
async function refusal(folder: string, options = {}): Promise<string> {
  try {
    await (await openCatalog(folder, options)).close();
  } catch (error) {
    if (error instanceof CatalogUnusable) return error.message;
    throw error;
  }
  return 'it was opened';
}

test('folder and file are made for this user alone', async (t) => {
  const folder = join(await emptyFolder(t), 'new', 'data');
  await opened(t, folder);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  for (const name of readdirSync(folder))
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
});

test('an error that made SQLite roll back by itself, as a full disk does, is not hidden by another', async (t) => {
  const { db } = await opened(t, await emptyFolder(t));
  const failing = db.transaction().execute(async (transaction) => {
    await transaction.insertInto('accounts').values(account('028')).execute();
    await sql`ROLLBACK`.execute(transaction);
    throw new Error('the disk is full');
  });
  await assert.rejects(failing, /^Error: the disk is full$/);
  await db.insertInto('accounts').values(account('029')).execute();
  const rows = await db.selectFrom('accounts').select('id').execute();
  assert.deepEqual(
    rows.map(({ id }) => id),
    ['029'],
  );
});

test('what was committed is there after opening again', async (t) => {
  const folder = await emptyFolder(t);
  const first = await openCatalog(folder);
  await first.db.insertInto('accounts').values(account('028')).execute();
  await first.close();
  const again = await opened(t, folder);
  const rows = await again.db.selectFrom('accounts').select('customer').execute();
  assert.deepEqual(
    rows.map(({ customer }) => customer),
    ['028'],
  );
});

test('commits are durable, readers and writers do not wait for each other, references are checked', async (t) => {
  const { db } = await opened(t, await emptyFolder(t));
  const pragma = async (name: string) => {
    const { rows } = await sql<Record<string, unknown>>`${sql.raw(`PRAGMA ${name}`)}`.execute(db);
    return Object.values(rows[0] ?? {})[0];
  };
  assert.equal(await pragma('journal_mode'), 'wal');
  assert.equal(await pragma('synchronous'), 2);
  assert.equal(await pragma('busy_timeout'), 5000);
  assert.equal(await pragma('foreign_keys'), 1);
});

test('a file that is not a database is refused and left alone', async (t) => {
  const folder = await emptyFolder(t);
  const file = join(folder, 'catalog.db');
  const content = 'this is no catalog\n'.repeat(500);
  writeFileSync(file, content);
  assert.match(await refusal(folder), /catalog\.db is not a database; put a backup in its place, or move/);
  assert.equal(readFileSync(file, 'utf8'), content);
});

test('a file whose pages are overwritten is refused', async (t) => {
  const folder = await emptyFolder(t);
  const catalog = await openCatalog(folder);
  for (let i = 0; i < 300; i++)
    await catalog.db
      .insertInto('accounts')
      .values(account(String(i)))
      .execute();
  await catalog.close();
  const file = join(folder, 'catalog.db');
  const bytes = readFileSync(file);
  // The header stays, so that the file still looks like a catalog.
  bytes.fill(0xa5, 8192, bytes.length - 4096);
  writeFileSync(file, bytes);
  assert.match(await refusal(folder), /catalog\.db is damaged.*; put a backup in its place, or move/);
});

test('a catalog of a newer version is refused and left alone', async (t) => {
  const folder = await emptyFolder(t);
  await (await openCatalog(folder)).close();
  const file = join(folder, 'catalog.db');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  database.close();
  const before = readFileSync(file);
  assert.match(await refusal(folder), /was written by a newer Chappe \(version 99 of the catalog; this one/);
  assert.deepEqual(readFileSync(file), before);
});

test('the database of another program is refused and left alone', async (t) => {
  const folder = await emptyFolder(t);
  const file = join(folder, 'catalog.db');
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE notes (text)');
  database.close();
  const before = readFileSync(file);
  assert.match(await refusal(folder), /is the database of another program; name another data folder/);
  assert.deepEqual(readFileSync(file), before);
});

test('a catalog that must exist is not made', async (t) => {
  const folder = join(await emptyFolder(t), 'typo');
  assert.match(await refusal(folder, { mustExist: true }), /typo\/catalog\.db does not exist; name the data/);
  assert.equal(existsSync(folder), false);
});

test('a data folder that cannot be made is refused with what to do', async (t) => {
  const file = join(await emptyFolder(t), 'file');
  writeFileSync(file, '');
  assert.match(
    await refusal(join(file, 'data')),
    /cannot be used as the data folder \(ENOTDIR\); name a folder/,
  );
});

test('the version changes with every commit, of this handle or of another, and with nothing else', async (t) => {
  const folder = await emptyFolder(t);
  const mine = await opened(t, folder);
  const other = await opened(t, folder);
  const seen = [mine.version()];
  await mine.db.selectFrom('accounts').selectAll().execute();
  await assert.rejects(
    mine.db.transaction().execute(async (transaction) => {
      await transaction.insertInto('accounts').values(account('1')).execute();
      throw new Error('rolled back');
    }),
    /rolled back/,
  );
  assert.equal(mine.version(), seen[0]);
  await mine.db.insertInto('accounts').values(account('2')).execute();
  seen.push(mine.version());
  await other.db.insertInto('accounts').values(account('3')).execute();
  seen.push(mine.version());
  assert.equal(new Set(seen).size, 3);
});

/** Has a new catalog's lock for a while, as one does who makes it. */
const MAKER = `
  const { DatabaseSync } = require('node:sqlite');
  const { parentPort, workerData } = require('node:worker_threads');
  const database = new DatabaseSync(workerData.file);
  database.exec('BEGIN IMMEDIATE');
  parentPort.postMessage('has the lock');
  // Much longer than the other handle needs to meet it.
  setTimeout(() => {
    workerData.ending[0] = 1;
    database.close();
  }, 100);
`;

test('a new catalog that another is making is waited for', async (t) => {
  const folder = await emptyFolder(t);
  const ending = new Int32Array(new SharedArrayBuffer(4));
  const maker = new Worker(MAKER, { eval: true, workerData: { file: join(folder, 'catalog.db'), ending } });
  const ended = once(maker, 'exit');
  await once(maker, 'message');
  const { db } = await opened(t, folder);
  assert.equal(ending[0], 1);
  assert.deepEqual(await db.selectFrom('accounts').selectAll().execute(), []);
  await ended;
});

/** Opens the catalog when told, then often reads a value and writes it back, one more. */
const COUNTING_PROCESS = `
  const { openCatalog } = await import(${JSON.stringify(new URL('./catalog.ts', import.meta.url).href)});
  const folder = process.argv[1];
  process.stdout.write('ready');
  process.stdin.once('data', async () => {
    const { db, close } = await openCatalog(folder);
    await db.insertInto('accounts').orIgnore()
      .values({ id: 'x', agency: 'DEMO', customer: '1', folded: 'demo/1', created_at: 0, number: 1 }).execute();
    for (let i = 0; i < 20; i++) {
      await db.transaction().execute(async (transaction) => {
        const row = await transaction.selectFrom('accounts').select('created_at').executeTakeFirstOrThrow();
        await transaction.updateTable('accounts').set({ created_at: row.created_at + 1 }).execute();
      });
    }
    await close();
    process.exit();
  });
`;

test('processes that make the same catalog at once all get it, and their transactions do not overlap', async (t) => {
  const folder = join(await emptyFolder(t), 'data');
  const children: ChildProcess[] = [];
  for (let i = 0; i < 4; i++) {
    const arguments_ = ['--input-type=module', '-e', COUNTING_PROCESS, folder];
    children.push(spawn(process.execPath, arguments_, { stdio: ['pipe', 'pipe', 'inherit'] }));
  }
  await Promise.all(children.map(({ stdout }) => (stdout === null ? undefined : once(stdout, 'data'))));
  const exits = children.map((child) => once(child, 'exit'));
  for (const { stdin } of children) stdin?.write('go');
  for (const [code] of await Promise.all(exits)) assert.equal(code, 0);
  const { db } = await opened(t, folder);
  const row = await db.selectFrom('accounts').select('created_at').executeTakeFirstOrThrow();
  assert.equal(row.created_at, 80);
});
