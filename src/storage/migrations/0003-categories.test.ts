import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { MIGRATIONS } from '../migrations.ts';
import { upgrade } from '../upgrade.ts';

test('accounts that exist get the category that every account has', async (t) => {
  const database = new DatabaseSync(':memory:');
  t.after(() => database.close());
  const older = Object.entries(MIGRATIONS).filter(([name]) => name < '0003');
  await upgrade(database, ':memory:', Object.fromEntries(older));
  database.exec(`
    INSERT INTO accounts (id, agency, customer, folded, created_at)
    VALUES ('a', 'DEMO', '028', 'demo/028', 1), ('b', 'DEMO', '029', 'demo/029', 2)`);
  // A copy of a database in memory has no place.
  database.exec('PRAGMA user_version = 0');
  await upgrade(database, ':memory:', MIGRATIONS);
  assert.deepEqual(
    database
      .prepare('SELECT account_id, number, name, created_at, is_default FROM categories ORDER BY account_id')
      .all()
      .map((row) => Object.values(row)),
    [
      ['a', 1, 'non_categorisee', 1, 1],
      ['b', 1, 'non_categorisee', 2, 1],
    ],
  );
  assert.deepEqual(
    database
      .prepare('SELECT last_category FROM accounts')
      .all()
      .map((row) => row.last_category),
    [1, 1],
  );
});
