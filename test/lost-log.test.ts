import assert from 'node:assert/strict';
import { copyFileSync, existsSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { makeBackup } from '../src/backup/backup.ts';
import { restoreBackup } from '../src/backup/restore.ts';
import { openLogs, openUpkeep } from '../src/logs.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { readFloors } from '../src/storage/log-floors.ts';
import { assertFailed, type Ended, run, startServing } from './support/chappe-process.ts';
import { dataFolder, scratchFolder } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { sampleOf } from './support/exposition.ts';
import { HttpClient, itemsOf, jsonOf, logPosition } from './support/http-client.ts';
import { get } from './support/promised-feeds.ts';
import { execution, executions, lines } from './support/sample-events.ts';
import { scrape } from './support/scrape.ts';
import { logFile } from './support/sealed-log.ts';

const SETTINGS = { CHAPPE_LOG_LEVEL: 'warn' };

/** Stores as many events more, by a command. */
function imported(data: string, count: number, from = 0): Promise<Ended> {
  return run(['events', 'import', 'DEMO/028', '--data', data], { input: lines(executions(count, from)) });
}

function floorIn(data: string): number | undefined {
  return readFloors(join(data, 'catalog.db')).get('DEMO-028');
}

test('a log that is gone after a kill is refused by all who use it, until the loss is accepted', async (t) => {
  const { data, key } = await dataFolder(t);
  const first = await startServing(t, ['--data', data], { env: SETTINGS });
  const before = new HttpClient(first.url, key);
  assert.equal((await before.publish(JSON.stringify(executions(3)))).status, 200);
  await first.kill();
  before.close();
  const file = logFile(data);
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });

  const reason =
    /events\.db is missing, but had reached position 3: events that were acknowledged are lost; put a newer .+'chappe events accept-loss'/;
  assertFailed(await run(['serve', '--port', '0', '--data', data], { env: SETTINGS }), 1, reason);
  assertFailed(await imported(data, 1), 1, reason);
  assertFailed(await run(['events', 'export', 'DEMO/028', '/actions/events', '--data', data]), 1, reason);
  const backup = join(await scratchFolder(t), 'backup');
  assertFailed(await run(['backup', backup, '--data', data]), 1, reason);
  const checked = await run(['doctor', '--data', data]);
  assert.equal(checked.code, 1);
  assert.match(checked.stdout, reason);
  assert.deepEqual([existsSync(file), existsSync(backup)], [false, false]);

  const accept = ['events', 'accept-loss', 'DEMO/028', '--data', data];
  assertFailed(await run(accept), 2, /confirm it with --yes/);
  assertFailed(
    await run([...accept, '--above', '1e3', '--yes']),
    2,
    /--above is '1e3', which is no position/,
  );
  assert.equal(existsSync(file), false);
  assert.deepEqual(await run([...accept, '--yes']), {
    code: 0,
    signal: null,
    stdout: '',
    stderr: 'the log of DEMO/028 goes on above position 3\n',
  });
  assertFailed(await run([...accept, '--yes']), 1, /is at position 3 and is not known to have been further/);
  assert.equal((await run([...accept, '--above', '10', '--yes'])).code, 0);

  const second = await startServing(t, ['--data', data], { env: SETTINGS });
  const client = new HttpClient(second.url, key);
  t.after(() => client.close());
  assert.equal((await client.publish(JSON.stringify([execution({ number: 7 })]))).status, 200);
  const reply = await client.get('/actions/events?after=10');
  assert.deepEqual([itemsOf(reply), logPosition(reply)], [[execution({ number: 7 })], 11]);
  second.signal('SIGTERM');
  assert.equal((await second.ended).code, 0);
  assert.equal(floorIn(data), 11);
  const well = await run(['doctor', '--data', data]);
  assert.equal(well.code, 0, well.stdout);
});

test('a log that was emptied is refused and left as it is; one that was purged is as far as it was', async (t) => {
  const { data } = await dataFolder(t);
  assert.equal((await imported(data, 5)).code, 0);
  const purged = await run([
    'events',
    'purge',
    'DEMO/028',
    '--before',
    '2100-01-01',
    '--yes',
    '--data',
    data,
  ]);
  assert.match(purged.stdout, /^5 events/);
  assert.match((await imported(data, 1)).stderr, /1 events stored.+position 6/);

  truncateSync(logFile(data), 0);
  const reason = /events\.db is empty, but had reached position 6/;
  assertFailed(await run(['serve', '--port', '0', '--data', data], { env: SETTINGS }), 1, reason);
  assertFailed(await imported(data, 1), 1, reason);
  assert.match((await run(['doctor', '--data', data])).stdout, reason);
});

test('an older copy of a log is told of by a server though nobody asks, and neither read nor written', async (t) => {
  const { data, key } = await dataFolder(t);
  await imported(data, 3);
  const file = logFile(data);
  const copy = join(await scratchFolder(t), 'copy.db');
  copyFileSync(file, copy);
  await imported(data, 2, 3);
  copyFileSync(copy, file);
  assert.match(
    (await run(['doctor', '--data', data])).stdout,
    /ends at position 3, but had reached position 5/,
  );

  const server = await startServing(t, ['--data', data], { env: SETTINGS });
  const client = new HttpClient(server.url, key);
  t.after(() => client.close());
  const health = await eventually(
    () => client.get('/health'),
    ({ status }) => status === 503,
  );
  assert.match(String(get(jsonOf(health), 'parts', 'logs', 'reason')), /a log is damaged.*'chappe doctor'/);
  assert.match(server.stderr, /ends at position 3, but had reached position 5/);
  assert.equal((await client.get('/actions/events')).status, 500);
  assert.equal((await client.publish(JSON.stringify(executions(1, 9)))).status, 500);
  const labels = { account: 'DEMO-028' };
  assert.ok(Number(sampleOf(await scrape(client), 'chappe_log_corruptions_total', labels)) >= 1);
  const accept = ['events', 'accept-loss', 'DEMO/028', '--yes', '--data', data];
  assertFailed(await run(accept), 1, /a server already runs on/);
  await server.kill();
  assert.equal((await run(accept)).code, 0);
  assert.match((await imported(data, 1, 9)).stderr, /1 events stored.+position 6/);
});

test('a backup holds no floor above its logs, whatever is published meanwhile', async (t) => {
  const { data } = await dataFolder(t);
  assert.equal((await imported(data, 5)).code, 0);
  const folder = await scratchFolder(t);
  const upkeep = openUpkeep({ data });
  const summaryOf = upkeep.summaryOf.bind(upkeep);
  // Once the log is copied, and before the catalog is, a server notes that it has come further.
  let noted = 0;
  upkeep.summaryOf = (file) => {
    const catalog = new DatabaseSync(join(data, 'catalog.db'));
    noted += Number(catalog.prepare('UPDATE accounts SET log_floor = 7').run().changes);
    catalog.close();
    return summaryOf(file);
  };
  const backup = join(folder, 'backup');
  await makeBackup(data, backup, upkeep, () => undefined);
  assert.deepEqual([noted, floorIn(data)], [1, 7]);
  const restored = join(folder, 'restored');
  await restoreBackup(backup, restored, () => undefined);
  assert.equal(floorIn(restored), 5);
  const again = await openCatalog(restored);
  t.after(() => again.close());
  const logs = openLogs({ data: restored }, again);
  t.after(() => logs.close());
  assert.equal(logs.of('DEMO-028').head(), 5);
});
