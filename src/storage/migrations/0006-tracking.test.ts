import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { MIGRATIONS } from '../migrations.ts';
import { upgrade } from '../upgrade.ts';

test('accounts that exist get a number, in the order of their creation, and a signing key of their own', async (t) => {
  const database = new DatabaseSync(':memory:');
  t.after(() => database.close());
  const older = Object.entries(MIGRATIONS).filter(([name]) => name < '0006');
  await upgrade(database, ':memory:', Object.fromEntries(older));
  database.exec(`
    INSERT INTO accounts (id, agency, customer, folded, created_at)
    VALUES ('a', 'DEMO', '030', 'demo/030', 3), ('b', 'DEMO', '029', 'demo/029', 2), ('c', 'DEMO', '028', 'demo/028', 2)`);
  // A copy of a database in memory has no place.
  database.exec('PRAGMA user_version = 0');
  await upgrade(database, ':memory:', MIGRATIONS);
  assert.deepEqual(
    database
      .prepare('SELECT id, number FROM accounts ORDER BY number')
      .all()
      .map((row) => Object.values(row)),
    [
      ['c', 1],
      ['b', 2],
      ['a', 3],
    ],
  );
  const keys = database
    .prepare('SELECT number, length(secret) AS length, hex(secret) AS secret FROM signing_keys')
    .all();
  assert.deepEqual(
    keys.map(({ number, length }) => [number, length]),
    [
      [1, 32],
      [1, 32],
      [1, 32],
    ],
  );
  assert.equal(new Set(keys.map(({ secret }) => secret)).size, 3);
});
