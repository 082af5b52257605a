import assert from 'node:assert/strict';
import { closeSync, cpSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { run, startServing } from './support/chappe-process.ts';
import { type Cleaner, dataFolder, scratchFolder, store } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { sampleOf } from './support/exposition.ts';
import { HttpClient, itemsOf, jsonOf } from './support/http-client.ts';
import { get } from './support/promised-feeds.ts';
import { RawConnection, requestText } from './support/raw-http.ts';
import { execution, executions, NOON } from './support/sample-events.ts';
import { scrape, scrapeUntil } from './support/scrape.ts';
import { logFile, sealSmall } from './support/sealed-log.ts';

const EVENTS = 2500;
const LOST = 1500;

const model = await dataFolder({ after });
await store(model.data, executions(EVENTS));
sealSmall(model.data);

/** A copy of a folder with a sealed log, to be damaged. */
async function filled(t: Cleaner) {
  const data = join(await scratchFolder(t), 'data');
  cpSync(model.data, data, { recursive: true });
  return { data, key: model.key };
}

/** Bytes that a disk might give instead of those that were written: of all blocks, and of the page of an event. */
function damage(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('UPDATE blocks SET deflated = zeroblob(length(deflated))');
  const { page_size: size } = { ...database.prepare('PRAGMA page_size').get() };
  // Closing brings all into the file.
  database.close();
  const at = readFileSync(file).indexOf(execution({ number: LOST }).id);
  assert.ok(at > 0);
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(Number(size)), 0, Number(size), at - (at % Number(size)));
  closeSync(handle);
}

/** What `/health` says once its parts are as expected. */
async function healthUntil(
  client: HttpClient,
  isAsExpected: (parts: unknown) => boolean,
): Promise<{ status: number; health: unknown }> {
  const reply = await eventually(
    () => client.get('/health'),
    (each) => isAsExpected(get(jsonOf(each), 'parts')),
  );
  return { status: reply.status, health: jsonOf(reply) };
}

test('a feed breaks off where both a sealed block and the rows of it are damaged, and gives no wrong byte', async (t) => {
  const { data, key } = await filled(t);
  damage(logFile(data));
  const server = await startServing(t, ['--data', data]);
  const client = new HttpClient(server.url, key);
  t.after(() => client.close());

  for (const encoding of ['identity', 'gzip', 'zstd']) {
    for (const sort of ['asc', 'desc'])
      await assert.rejects(
        client.get(`/actions/events?sort=${sort}`, { 'Accept-Encoding': encoding }),
        /aborted|hang up|ECONNRESET/,
        `${encoding}, ${sort}`,
      );
  }
  // What came before is right, and does not look as if it were all.
  const connection = new RawConnection(server.url);
  await connection.write(requestText('GET', '/actions/events?sort=asc', { 'X-Key': key }));
  const received = await connection.ended();
  const numbers = [...received.matchAll(/"data":\{"number":(\d+)\}/g)].map(([, number]) => Number(number));
  assert.ok(numbers.length > 100 && numbers.length <= LOST, `${numbers.length} events came`);
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => index),
  );
  assert.ok(!received.endsWith('0\r\n\r\n'));

  // Those who ask for other events get them, from rows where blocks are damaged.
  const end = NOON + 1000 * 1000;
  for (const encoding of ['identity', 'gzip']) {
    const reply = await client.get(`/actions/events?sort=asc&end=${end}`, { 'Accept-Encoding': encoding });
    assert.deepEqual(itemsOf(reply), executions(1000));
  }
  assert.match(server.stderr, /"level":50.*a feed broke off/);
  await scrapeUntil(
    client,
    'answers that the server broke off',
    (found) => sampleOf(found, 'chappe_feed_answers_ended_total', { end: 'server' }) === 7,
  );
  const { status, health } = await healthUntil(client, (parts) => get(parts, 'logs', 'status') === 'failing');
  assert.equal(status, 503);
  assert.match(String(get(health, 'parts', 'logs', 'reason')), /^a log is damaged.*chappe doctor/);
  assert.doesNotMatch(JSON.stringify(health), /events\.db|DEMO|malformed/);
  assert.match(server.stderr, /"level":50,[^\n]*events\.db[^\n]*a log is damaged; run 'chappe doctor'/);
  const metrics = await scrape(client);
  assert.ok((sampleOf(metrics, 'chappe_log_corruptions_total', { account: 'DEMO-028' }) ?? 0) >= 7);
  assert.equal(sampleOf(metrics, 'chappe_health', { part: 'logs' }), 0);

  const { code, stdout } = await run(['doctor', '--data', data]);
  assert.equal(code, 1);
  assert.match(stdout, /events\.db is damaged: .*; restore the log from a backup/);
});

test('a feed breaks off where a sealed block is damaged and rows of it are gone', async (t) => {
  const { data, key } = await filled(t);
  const database = new DatabaseSync(logFile(data));
  database.exec('UPDATE blocks SET deflated = zeroblob(length(deflated))');
  database.exec(`DELETE FROM events WHERE position = ${LOST}`);
  database.close();
  const { url } = await startServing(t, ['--data', data]);
  const client = new HttpClient(url, key);
  t.after(() => client.close());
  const gzip = { 'Accept-Encoding': 'gzip' };
  for (const feed of [
    '/actions/events?sort=asc',
    '/actions/events?sort=desc',
    '/actions/000PE4/events?sort=asc',
  ])
    await assert.rejects(client.get(feed, gzip), /aborted|hang up|ECONNRESET/, feed);
  // Where nothing is gone the rows are read.
  const end = NOON + 1000 * 1000;
  const reply = await client.get(`/actions/events?sort=asc&end=${end}`, gzip);
  assert.deepEqual(itemsOf(reply), executions(1000));
  // SQLite sees nothing wrong with it, but something is not answered.
  await healthUntil(client, (parts) => get(parts, 'logs', 'status') === 'failing');
});

test('blocks alone that are damaged are degraded until they are mended and the server starts again', async (t) => {
  const { data, key } = await filled(t);
  const database = new DatabaseSync(logFile(data));
  database.exec('UPDATE blocks SET deflated = zeroblob(length(deflated))');
  database.close();
  const read = async (client: HttpClient) =>
    assert.deepEqual(itemsOf(await client.get('/actions/events?sort=asc')), executions(EVENTS));

  const first = await startServing(t, ['--data', data]);
  const client = new HttpClient(first.url, key);
  t.after(() => client.close());
  await read(client);
  const { status, health } = await healthUntil(
    client,
    (parts) => get(parts, 'sealing', 'status') === 'degraded',
  );
  assert.equal(status, 200);
  assert.equal(get(health, 'parts', 'logs', 'status'), 'ok');
  assert.match(
    String(get(health, 'parts', 'sealing', 'reason')),
    /blocks are damaged.*chappe doctor --repair/,
  );
  first.signal('SIGTERM');
  await first.ended;

  assert.equal((await run(['doctor', '--repair', '--data', data])).code, 0);
  const second = await startServing(t, ['--data', data]);
  const again = new HttpClient(second.url, key);
  t.after(() => again.close());
  await read(again);
  const metrics = await scrape(again);
  assert.equal(sampleOf(metrics, 'chappe_log_damaged_blocks_total', { account: 'DEMO-028' }), undefined);
  assert.equal(get(jsonOf(await again.get('/health')), 'status'), 'ok');
});
