import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { generateEvents } from '../src/demo/stream.ts';
import { MIGRATIONS } from '../src/storage/migrations.ts';
import { upgrade } from '../src/storage/upgrade.ts';
import { assertFailed } from './support/chappe-process.ts';
import { type Cleaner, dataFolder, scratchFolder, store } from './support/data-folder.ts';
import { sampleOf } from './support/exposition.ts';
import { HttpClient, jsonOf } from './support/http-client.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { assertFeeds, type Published, publishedAs, settle } from './support/published.ts';
import { execution, NOON } from './support/sample-events.ts';
import { scrape } from './support/scrape.ts';
import { sealSmall } from './support/sealed-log.ts';
import { NO_SMALL_DISK, SmallDisk } from './support/small-disk.ts';

const MEGABYTE = 1024 * 1024;
const SPAN = 3_600_000;

/** How many bytes are left: nothing at all, or enough to begin. */
const ROOMS = [0, 80 * 1024];

/** What is enough to delete with, which is what one does on a full disk. */
const LITTLE = MEGABYTE;

/** What every command says, by whatever it finds the disk full. */
const FULL = /(disk .*is full|the disk is full).*(make room|free some space)/;

if (NO_SMALL_DISK) process.stderr.write(`disk-full-commands.test.ts ${NO_SMALL_DISK}\n`);

/** A data folder of so many events, and all that was published to it. */
async function folderWith(t: Cleaner, count: number) {
  const options = { count, contacts: 20, seed: 'full', account: 'DEMO/028', startMs: NOON, spanMs: SPAN };
  const published = [...generateEvents(options)].map(publishedAs);
  const { data, key } = await dataFolder(t);
  await store(
    data,
    published.map(({ event }) => event),
  );
  return { data, key, published };
}

/** A disk with a copy of a data folder. */
async function diskWith<Folder extends { data: string }>(t: TestContext, folder: Folder) {
  const disk = await SmallDisk.mount(t, 40 * MEGABYTE);
  return { ...folder, disk, data: await disk.put(folder.data) };
}

/** Sealed in small blocks. */
const filled = await folderWith({ after }, NO_SMALL_DISK ? 0 : 800);
sealSmall(filled.data);

/** Runs a command on a disk that is almost full, and asserts that it does what it is for all the same. */
async function assertManages(disk: SmallDisk, command: readonly string[]): Promise<void> {
  await disk.take((await disk.free()) - LITTLE);
  const { code, stderr } = await disk.run(command);
  await disk.makeRoom();
  assert.equal(code, 0, stderr);
}

/** Runs a command on a disk that is ever less full, and asserts that it fails and says why. */
async function assertRefused(disk: SmallDisk, command: readonly string[], rooms = ROOMS, reason = FULL) {
  for (const left of rooms) {
    await disk.take((await disk.free()) - left);
    const ended = await disk.run(command);
    await disk.makeRoom();
    assertFailed(ended, 1, reason);
  }
}

async function assertWell(disk: SmallDisk, data: string): Promise<void> {
  const { code, stdout } = await disk.run(['doctor', '--full', '--data', data]);
  assert.equal(code, 0, stdout);
}

/** A client of a server that is started on the disk. */
async function serving(t: TestContext, disk: SmallDisk, data: string, key: string): Promise<HttpClient> {
  const client = new HttpClient((await disk.serve(data)).url, key);
  t.after(() => client.close());
  return client;
}

// Two at a time: one of them waits for most of its time.
describe('on a full disk', { skip: NO_SMALL_DISK, concurrency: 2 }, () => {
  test('a purge says so, and is completed when there is a little room', async (t) => {
    const { disk, data, key, published } = await diskWith(t, filled);
    const before = NOON + SPAN / 2;
    const purge = ['events', 'purge', 'DEMO/028', '--before', String(before), '--yes', '--data', data];
    await assertRefused(disk, purge);
    await assertWell(disk, data);
    await assertManages(disk, purge);
    await assertWell(disk, data);
    const client = await serving(t, disk, data, key);
    await assertFeeds(
      client,
      published.filter(({ timestamp }) => timestamp >= before),
    );
  });

  test('an erasure says so, and is completed when there is a little room', async (t) => {
    const { disk, data, key, published } = await diskWith(t, filled);
    const contactOf = ({ event }: Published) =>
      get(event, 'source', 'detail', 'activation', 'receiver', 'id');
    const id = String(published.map(contactOf).find((contact) => contact !== undefined));
    const erase = ['contact', 'erase', 'DEMO/028', '--id', id, '--yes', '--data', data];
    await assertRefused(disk, erase);
    await assertWell(disk, data);
    await assertManages(disk, erase);
    await assertWell(disk, data);
    const client = await serving(t, disk, data, key);
    const found = await settle(client, published, { changed: (_event, text) => !text.includes(id) });
    assert.ok(found.every(({ text }) => !text.includes(id)));
    await assertFeeds(client, found);
  });

  test('a backup and a restore say so, and leave nothing', async (t) => {
    const { disk, data, key, published } = await diskWith(t, filled);
    const backup = join(disk.folder, 'backup');
    const rooms = [...ROOMS, MEGABYTE];
    await assertRefused(disk, ['backup', backup, '--data', data], rooms);
    assert.deepEqual(await readdir(disk.outside), ['data']);
    const made = await disk.run(['backup', backup, '--data', data]);
    assert.equal(made.code, 0, made.stderr);
    const restored = join(disk.folder, 'restored');
    const restore = ['restore', backup, '--data', restored];
    await assertRefused(disk, restore, rooms, /disk is full/);
    assert.deepEqual((await readdir(disk.outside)).toSorted(), ['backup', 'data']);
    const done = await disk.run(restore);
    assert.equal(done.code, 0, done.stderr);
    await assertFeeds(await serving(t, disk, restored, key), published);
  });

  test('a migration says so, leaves the catalog as it was, and is done when there is room', async (t) => {
    const folder = await scratchFolder(t);
    const database = new DatabaseSync(join(folder, 'catalog.db'));
    const [first] = Object.entries(MIGRATIONS);
    assert.ok(first);
    database.exec('PRAGMA journal_mode = WAL');
    await upgrade(database, join(folder, 'catalog.db'), Object.fromEntries([first]));
    database.exec(`
      INSERT INTO accounts (id, agency, customer, folded, created_at) VALUES ('a', 'DEMO', '028', 'demo-028', 0);
      CREATE TABLE ballast AS SELECT zeroblob(2000000)`);
    database.close();
    const disk = await SmallDisk.mount(t, 8 * MEGABYTE);
    const data = await disk.put(folder);
    await assertRefused(disk, ['account', 'list', '--data', data], [...ROOMS, MEGABYTE]);
    assert.equal(existsSync(join(disk.outside, 'data', 'catalog.db')), true);
    const names = (await readdir(join(disk.outside, 'data'))).filter((name) => name.includes('before'));
    assert.deepEqual(names, []);
    const { code, stdout, stderr } = await disk.run(['account', 'list', '--data', data]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^DEMO\/028 /m);
    await assertWell(disk, data);
  });

  test('sealing waits, while feeds are whole, and goes on without a restart', async (t) => {
    const { disk, data, key, published } = await diskWith(t, await folderWith(t, 3000));
    await disk.take((await disk.free()) - 400 * 1024);
    const server = await disk.serve(data);
    const client = new HttpClient(server.url, key);
    t.after(() => client.close());
    await server.untilError(/waits for room on the disk before more is sealed/);
    const health = jsonOf(await client.get('/health'));
    assert.equal(get(health, 'parts', 'sealing', 'status'), 'degraded');
    await assertFeeds(client, published);
    const padding = 'x'.repeat(20_000);
    const large = Array.from({ length: 100 }, (_, number) => execution({ number, data: { padding } }));
    assertProblem(await client.publish(JSON.stringify(large)), 507, 'disk-full');
    await disk.makeRoom();
    while ((sampleOf(await scrape(client), 'chappe_log_blocks') ?? 0) === 0) await pause(100);
    assert.equal((await client.publish(JSON.stringify(large))).status, 200);
    await assertFeeds(client, [...published, ...large.map((event) => publishedAs(JSON.stringify(event)))]);
    server.signal('SIGTERM');
    const { code, stderr } = await server.ended;
    assert.equal(code, 0);
    assert.doesNotMatch(stderr, /"level":[56]0/);
    await assertWell(disk, data);
  });
});
