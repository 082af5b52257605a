import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { type Migration, sql } from 'kysely';
import { CatalogUnusable } from './catalog-unusable.ts';
import { upgrade } from './upgrade.ts';

function step(statement: string): Migration {
  return { up: async (db) => void (await sql.raw(statement).execute(db)) };
}

const ONE = { '0001-notes': step('CREATE TABLE notes (text)') };
const TWO = { ...ONE, '0002-colour': step("ALTER TABLE notes ADD COLUMN colour DEFAULT 'red'") };

function newFile(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-upgrade-'));
  const file = join(folder, 'catalog.db');
  const database = new DatabaseSync(file);
  t.after(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  return { folder, file, database };
}

function versionOf(database: DatabaseSync) {
  return database.prepare('PRAGMA user_version').get()?.user_version;
}

test('a new file gets all steps and no copy', async (t) => {
  const { folder, file, database } = newFile(t);
  await upgrade(database, file, TWO);
  assert.equal(versionOf(database), 2);
  assert.equal(database.prepare('SELECT colour FROM notes').columns().length, 1);
  assert.deepEqual(readdirSync(folder), ['catalog.db']);
});

test('an older file is copied, then gets the steps that it lacks', async (t) => {
  const { folder, file, database } = newFile(t);
  await upgrade(database, file, ONE);
  database.exec("INSERT INTO notes VALUES ('kept')");
  await upgrade(database, file, TWO);
  assert.equal(versionOf(database), 2);
  assert.deepEqual({ ...database.prepare('SELECT * FROM notes').get() }, { text: 'kept', colour: 'red' });

  assert.deepEqual(readdirSync(folder).toSorted(), ['catalog.db', 'catalog.db.before-2']);
  const copy = new DatabaseSync(`${file}.before-2`);
  t.after(() => copy.close());
  assert.equal(versionOf(copy), 1);
  assert.deepEqual({ ...copy.prepare('SELECT * FROM notes').get() }, { text: 'kept' });
  assert.equal(statSync(`${file}.before-2`).mode & 0o777, 0o600);
});

test('a copy of an earlier attempt is replaced', async (t) => {
  const { file, database } = newFile(t);
  await upgrade(database, file, ONE);
  const failing = { ...ONE, '0002-colour': step('not SQL') };
  await assert.rejects(upgrade(database, file, failing), CatalogUnusable);
  database.exec("INSERT INTO notes VALUES ('later')");
  await upgrade(database, file, TWO);
  const copy = new DatabaseSync(`${file}.before-2`);
  t.after(() => copy.close());
  assert.deepEqual({ ...copy.prepare('SELECT * FROM notes').get() }, { text: 'later' });
});

test('when a step fails, none is kept and the message says so', async (t) => {
  const { file, database } = newFile(t);
  await upgrade(database, file, ONE);
  const failing = { ...TWO, '0003-broken': step('CREATE TABLE notes (again)') };
  await assert.rejects(
    upgrade(database, file, failing),
    /catalog\.db could not be upgraded \(.*\); it is unchanged/,
  );
  assert.equal(versionOf(database), 1);
  assert.throws(() => database.prepare('SELECT colour FROM notes'), /no such column/);
  await upgrade(database, file, TWO);
  assert.equal(versionOf(database), 2);
});

test('a file of the newest version is not touched', async (t) => {
  const { folder, file, database } = newFile(t);
  await upgrade(database, file, TWO);
  await upgrade(database, file, TWO);
  assert.deepEqual(readdirSync(folder), ['catalog.db']);
});

test('a newer file is refused', async (t) => {
  const { file, database } = newFile(t);
  await upgrade(database, file, TWO);
  await assert.rejects(
    upgrade(database, file, ONE),
    /written by a newer Chappe \(version 2 of the catalog; this one knows 1\)/,
  );
  assert.equal(versionOf(database), 2);
});
