import assert from 'node:assert/strict';
import { closeSync, cpSync, mkdirSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { openForWriting } from '../src/events/sqlite/open.ts';
import { SEALER_CONNECTION, Sealer } from '../src/events/sqlite/sealer.ts';
import { run, startServing } from './support/chappe-process.ts';
import { type Cleaner, dataFolder, scratchFolder, store } from './support/data-folder.ts';
import { HttpClient, itemsOf } from './support/http-client.ts';
import { executions } from './support/sample-events.ts';

const LOG = 'accounts/DEMO-028/events.db';

/** A data folder with a log of 1000 events, 900 of each list sealed, for copies. */
const model = await dataFolder({ after });
await store(model.data, executions(1000));
const modelLog = openForWriting(join(model.data, LOG), SEALER_CONNECTION);
const sealer = new Sealer(modelLog, { blockEvents: 100, keptOpen: 100, level: 1 });
while (sealer.step());
modelLog.close();

/** A copy of it for one test. */
async function sealedFolder(t: Cleaner): Promise<{ data: string; key: string; file: string }> {
  const data = join(await scratchFolder(t), 'data');
  cpSync(model.data, data, { recursive: true });
  return { data, key: model.key, file: join(data, LOG) };
}

/** A server that has just started may be writing to the same file, so this waits for its lock. */
function change(file: string, sql: string): void {
  const database = new DatabaseSync(file, { timeout: 30_000 });
  database.exec(sql);
  database.close();
}

/** One byte that a disk might give. */
function overwrite(file: string, at: number): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.of(0x5a), 0, 1, at);
  closeSync(handle);
}

/** Bytes that a disk might give instead of those of a block. */
const ROT = 'UPDATE blocks SET deflated = zeroblob(length(deflated)) WHERE block IN (2, 3)';

test('chappe doctor says that all is well, a line for each database', async (t) => {
  const { data } = await sealedFolder(t);
  const { code, stdout, stderr } = await run(['doctor', '--data', data]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(
    stdout,
    `${data}/catalog.db: all well\n${data}/${LOG}: 1000 events, position 1000, 105 sealed blocks: all well\n`,
  );
});

test('chappe doctor names what is wrong and what to do, and repairs what it can', async (t) => {
  const { data, file } = await sealedFolder(t);
  change(file, ROT);
  const found = await run(['doctor', '--data', data]);
  assert.equal(found.code, 1);
  assert.equal(found.stderr, 'chappe: 2 things are wrong; what to do stands beside each\n');
  const [, first, second, summary] = found.stdout.split('\n');
  assert.equal(
    first,
    `${file} has a sealed block, 2, of the actions, ascending, that has bytes that were not sealed; make it again from the events with 'chappe doctor --repair'`,
  );
  assert.match(second ?? '', /has a sealed block, 3, /);
  assert.match(summary ?? '', /: 1000 events, position 1000, 105 sealed blocks: 2 things are wrong$/);

  const told = await run(['doctor', '--json', '--data', data]);
  assert.equal(told.code, 1);
  const reports: { file: string; findings: { what: string; remedy: string; repaired: boolean }[] }[] =
    JSON.parse(told.stdout);
  assert.deepEqual(
    reports.map((report) => [report.file, report.findings.length]),
    [
      [join(data, 'catalog.db'), 0],
      [file, 2],
    ],
  );
  assert.equal(reports[1]?.findings[0]?.repaired, false);

  const repaired = await run(['doctor', '--repair', '--data', data]);
  assert.deepEqual([repaired.code, repaired.stderr], [0, '']);
  assert.match(repaired.stdout, /not sealed; repaired: deleted; a server seals its events again$/m);
  assert.match(repaired.stdout, /103 sealed blocks: all well$/m);
  assert.equal((await run(['doctor', '--data', data])).code, 0);
});

test('chappe doctor says of what it cannot repair that a backup is needed', async (t) => {
  const { data, file } = await sealedFolder(t);
  change(file, 'UPDATE log SET head = 7');
  change(join(data, 'catalog.db'), "PRAGMA foreign_keys = OFF; UPDATE keys SET account_id = 'nobody'");
  const { code, stdout } = await run(['doctor', '--repair', '--data', data]);
  assert.equal(code, 1);
  assert.match(
    stdout,
    /catalog\.db has 1 rows of keys that refer to no row of accounts; restore it from a backup/,
  );
  assert.match(
    stdout,
    /says that its last position is 7, but has an event at 1000; restore the log from a backup/,
  );
});

test('chappe doctor tells a folder without a catalog, and catalogs that are none', async (t) => {
  const nowhere = join(await scratchFolder(t), 'nowhere');
  const none = await run(['doctor', '--data', nowhere]);
  assert.deepEqual([none.code, none.stdout.split(';')[0]], [1, `${nowhere}/catalog.db does not exist`]);
  const cases: [string, RegExp][] = [
    ['PRAGMA application_id = 7', /is no catalog of Chappe \(its mark is 7\)/],
    ['PRAGMA user_version = 99', /was written by a newer Chappe \(version 99, this one knows \d+\)/],
  ];
  for (const [sql, what] of cases) {
    const { data } = await dataFolder(t);
    change(join(data, 'catalog.db'), sql);
    const { code, stdout } = await run(['doctor', '--data', data]);
    assert.equal(code, 1);
    assert.match(stdout, what);
  }
});

test('chappe doctor tells of what SQLite puts up with: a first page of no known version, a last page cut short', async (t) => {
  const damages: [(file: string) => void, RegExp][] = [
    [(file) => overwrite(file, 18), /is damaged: it cannot be written, its first page names a version/],
    [
      (file) => truncateSync(file, statSync(file).size - 100),
      /is damaged: it ends \d+ bytes after the beginning/,
    ],
  ];
  for (const [damage, what] of damages) {
    const { data } = await sealedFolder(t);
    const files = [join(data, 'catalog.db'), join(data, LOG)];
    for (const file of files) damage(file);
    const { code, stdout } = await run(['doctor', '--data', data]);
    assert.equal(code, 1, stdout);
    for (const file of files) {
      const [found, verdict] = stdout.split('\n').filter((line) => line.startsWith(file));
      assert.match(found ?? '', what);
      assert.match(found ?? '', /from a backup with 'chappe restore'$/);
      assert.match(verdict ?? '', /1 thing is wrong$/);
    }
  }
});

test('chappe doctor wants no backup for a catalog that is not damaged but cannot be opened', async (t) => {
  const { data } = await dataFolder(t);
  rmSync(join(data, 'catalog.db'));
  mkdirSync(join(data, 'catalog.db'));
  const { code, stdout } = await run(['doctor', '--data', data]);
  assert.equal(code, 1);
  assert.match(
    stdout,
    /catalog\.db cannot be read: [^;]+; see to its disk, and that this user may write to it/,
  );
});

test('a server reads the rows of a damaged block, and goes on while the doctor deletes it', async (t) => {
  const { data, key, file } = await sealedFolder(t);
  const server = await startServing(t, ['--data', data]);
  const client = new HttpClient(server.url, key);
  t.after(async () => client.close());
  const feed = async () =>
    itemsOf(await client.get('/actions/events?sort=asc', { 'Accept-Encoding': 'gzip' }));
  change(file, ROT);
  assert.deepEqual(await feed(), executions(1000));
  const repaired = await run(['doctor', '--repair', '--data', data]);
  assert.equal(repaired.code, 0, repaired.stdout);
  assert.deepEqual(await feed(), executions(1000));
});
