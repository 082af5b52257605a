import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { MIGRATIONS } from '../src/storage/migrations.ts';
import { upgrade } from '../src/storage/upgrade.ts';
import { ChappeProcess, run, startServing } from './support/chappe-process.ts';
import { chanceOf, roundsOf } from './support/crash-rounds.ts';
import { scratchFolder } from './support/data-folder.ts';
import { Killing } from './support/killing.ts';

const ROUNDS = roundsOf('migration');
const NEWEST = Object.keys(MIGRATIONS).length;
const COPY = `catalog.db.before-${NEWEST}`;

/** So many that copying them takes a while. */
const KEYS = 40_000;

test(`after ${ROUNDS} kills of a migration the catalog is the old or the new one, and is migrated next time`, async (t) => {
  const killing = new Killing(chanceOf(t, 'migration'), ROUNDS);
  const folder = await scratchFolder(t);
  const old = join(folder, 'old.db');
  await makeOld(old);
  const expected = contentOf(old);
  assert.equal(JSON.parse(expected).length, KEYS);
  const versions = { 1: 0, [NEWEST]: 0 };
  while (killing.goesOn()) {
    const data = join(folder, 'data');
    mkdirSync(data);
    cpSync(old, join(data, 'catalog.db'));
    const command = ['account', 'list', '--data', data];
    const working = new ChappeProcess(command);
    t.after(() => working.kill());
    await killing.strike(working, {
      begun: () => readdirSync(data).some((name) => name.startsWith(COPY)),
    });
    const found = versionOf(join(data, 'catalog.db'));
    assert.ok(found === 1 || found === NEWEST, `version ${found}`);
    versions[found] = (versions[found] ?? 0) + 1;
    assert.ok(contentOf(join(data, 'catalog.db')) === expected);

    const { code, stdout, stderr } = await run(command);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^DEMO\/028 /m);
    assert.equal(versionOf(join(data, 'catalog.db')), NEWEST);
    assert.equal(versionOf(join(data, COPY)), 1);
    for (const file of ['catalog.db', COPY]) assert.ok(contentOf(join(data, file)) === expected, file);
    const doctor = await run(['doctor', '--full', '--data', data]);
    assert.equal(doctor.code, 0, doctor.stdout);
    // Those who only read leave the side files of SQLite.
    const names = readdirSync(data).filter((name) => !/-(wal|shm)$/.test(name));
    assert.deepEqual(names.toSorted(), ['catalog.db', COPY]);
    rmSync(data, { recursive: true });
  }
  t.diagnostic(`${killing.told()} were killed in the middle; versions then: ${JSON.stringify(versions)}`);
});

test('a server that starts on an old catalog copies it before it changes it, and serves', async (t) => {
  const data = await scratchFolder(t);
  const file = join(data, 'catalog.db');
  await makeOld(file, 10);
  const expected = contentOf(file);
  const server = await startServing(t, ['--data', data]);
  assert.deepEqual([versionOf(file), versionOf(join(data, COPY))], [NEWEST, 1]);
  for (const each of [file, join(data, COPY)]) assert.equal(contentOf(each), expected);
  assert.equal((await fetch(`${server.url}/health`)).status, 200);
});

/** A catalog as the first version of Chappe made it. */
async function makeOld(file: string, keys = KEYS): Promise<void> {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL');
  const [first] = Object.entries(MIGRATIONS);
  assert.ok(first);
  await upgrade(database, file, Object.fromEntries([first]));
  database.exec(`
    INSERT INTO accounts (id, agency, customer, folded, created_at) VALUES ('a', 'DEMO', '028', 'demo-028', 0);
    INSERT INTO keys (id, account_id, name, hash, permissions, created_at)
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT ${keys})
    SELECT n, 'a', 'key ' || n, hex(n), '["events:read"]', 0 FROM numbers`);
  database.close();
}

function versionOf(file: string): unknown {
  const database = new DatabaseSync(file, { readOnly: true });
  const version = database.prepare('PRAGMA user_version').get()?.user_version;
  database.close();
  return version;
}

/** What every version of the catalog has, as one text. */
function contentOf(file: string): string {
  const database = new DatabaseSync(file, { readOnly: true });
  assert.equal(database.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
  const row = database
    .prepare(
      `SELECT json_group_array(json_array(id, account_id, name, hash, permissions, created_at) ORDER BY id) AS text FROM keys`,
    )
    .get();
  database.close();
  return String(row?.text);
}
