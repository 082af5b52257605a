import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, test } from 'node:test';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { generateEvents } from '../src/demo/stream.ts';
import { assertFailed, ChappeProcess, run, startServing } from './support/chappe-process.ts';
import { type Cleaner, dataFolder, scratchFolder, store } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { assertForgotten } from './support/forgotten.ts';
import { HttpClient, itemsOf, logPosition } from './support/http-client.ts';
import { get, md5 } from './support/promised-feeds.ts';
import { execution, NOON } from './support/sample-events.ts';

const SETTINGS = { CHAPPE_RATE_LIMIT: '0', CHAPPE_LOG_LEVEL: 'warn' };
const ALL = '/actions/events?classification=all&sort=asc';
const SPAN = 3_600_000;

type Generated = { timestamp: number; id: string; type: string };

/** Events of a few contacts, over one hour from noon, and a data folder with them. */
const EVENTS = [
  ...generateEvents({
    count: 4000,
    seed: 'optical',
    account: 'DEMO/028',
    contacts: 20,
    startMs: NOON,
    spanMs: SPAN,
  }),
].map((text): Generated => JSON.parse(text));
const model = await dataFolder({ after });
await store(model.data, EVENTS);

/** A copy of that folder, for one test. */
async function filled(t: Cleaner) {
  const data = join(await scratchFolder(t), 'data');
  cpSync(model.data, data, { recursive: true });
  return { data, key: model.key, events: EVENTS };
}

function fileOf(data: string): string {
  return join(data, 'accounts', 'DEMO-028', 'events.db');
}

function sorted<T extends { timestamp: number }>(events: readonly T[]): T[] {
  return events.toSorted((a, b) => a.timestamp - b.timestamp);
}

async function serving(t: Cleaner, data: string, key: string): Promise<HttpClient> {
  const server = await startServing(t, ['--data', data], { env: SETTINGS });
  const client = new HttpClient(server.url, key);
  t.after(async () => client.close());
  return client;
}

/** Publishes one array after the other until something has ended; gives what was published. */
async function publishDuring(client: HttpClient, work: Promise<unknown>) {
  const published: ReturnType<typeof execution>[] = [];
  let ended = false;
  void work.finally(() => {
    ended = true;
  });
  do {
    const some = Array.from({ length: 10 }, (_, index) => {
      const number = published.length + index;
      return execution({ number, timestamp: NOON + SPAN + number, contact: '00NEW001' });
    });
    const reply = await client.publish(JSON.stringify(some));
    assert.equal(reply.status, 200, reply.body.toString());
    published.push(...some);
    // The clients of a server that is kept busy, not one that floods it.
    await pause(5);
  } while (!ended);
  return published;
}

/**
 * Starts a command on a log of so many events, and kills it when a query of the log gives more than nothing. On a busy
 * machine it may have ended by then: it is tried again with another log.
 */
async function killedHalfway<T extends { data: string }>(
  t: Cleaner,
  fill: () => Promise<T>,
  command: (filled: T) => { words: string[]; underWay: string },
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const filled = await fill();
    const { words, underWay } = command(filled);
    const process = new ChappeProcess(words);
    t.after(() => process.kill());
    const database = new DatabaseSync(fileOf(filled.data), { readOnly: true, timeout: 30_000 });
    try {
      const query = database.prepare(underWay);
      while (Number(query.get()?.yes) === 0) await turn();
      if ((await process.kill()).signal === 'SIGKILL') return filled;
    } finally {
      database.close();
    }
    assert.ok(tries < 5, 'it ended by itself each time');
  }
}

async function assertWell(data: string): Promise<void> {
  const { code, stdout, stderr } = await run(['doctor', '--full', '--data', data]);
  assert.equal(code, 0, stdout + stderr);
}

describe('chappe events purge', { concurrency: 2 }, () => {
  const before = NOON + SPAN / 2;
  const purging = (data: string, ...options: string[]) => [
    ...['events', 'purge', 'DEMO/028', '--before', String(before), '--data', data],
    ...options,
  ];

  test('deletes what is older while a server publishes, keeps positions, and gives the space back', async (t) => {
    const { data, key, events } = await filled(t);
    const client = await serving(t, data, key);
    const old = events.filter(({ timestamp }) => timestamp < before);
    const { size } = statSync(fileOf(data));
    const purge = run(purging(data, '--yes'));
    const published = await publishDuring(client, purge);
    assert.deepEqual(await purge, {
      code: 0,
      signal: null,
      stdout: `${old.length} events of DEMO/028 from before ${new Date(before).toISOString()} were deleted\n`,
      stderr: '',
    });
    const kept = [...sorted(events.filter((event) => !old.includes(event))), ...published];
    const reply = await client.get(ALL);
    assert.deepEqual(itemsOf(reply), kept);
    assert.equal(logPosition(reply), events.length + published.length);
    assert.deepEqual(itemsOf(await client.get(ALL, { 'Accept-Encoding': 'gzip' })), kept);
    assert.ok(statSync(fileOf(data)).size < size * 0.75, `${statSync(fileOf(data)).size} of ${size} bytes`);
    await assertWell(data);
  });

  test('completes what was killed when it is done again', async (t) => {
    const { data, key, events } = await killedHalfway(
      t,
      () => filled(t),
      ({ data, events }) => ({
        words: purging(data, '--yes'),
        underWay: `SELECT count(*) < ${events.length} AS yes FROM events`,
      }),
    );
    await assertWell(data);
    const again = await run(purging(data, '--yes'));
    assert.match(again.stdout, /^[1-9]\d* events of DEMO\/028 /, again.stderr);
    const client = await serving(t, data, key);
    const kept = events.filter(({ timestamp }) => timestamp >= before);
    const reply = await client.get(ALL);
    assert.deepEqual(itemsOf(reply), sorted(kept));
    assert.equal(logPosition(reply), events.length);
    await assertWell(data);
  });

  test('asks, and without a terminal wants to be told that it need not', async (t) => {
    const { data } = await dataFolder(t);
    assertFailed(await run(purging(data)), 2, /cannot be undone .*--yes/);
    const bad = ['events', 'purge', 'DEMO/028', '--before', 'yesterday', '--yes', '--data', data];
    assertFailed(await run(bad), 2, /'yesterday', which is no instant; write it as/);
    const unknown = ['events', 'purge', 'DEMO/029', '--before', '2026-01-01', '--yes', '--data', data];
    assertFailed(await run(unknown), 1, /there is no account DEMO\/029/);
    const { code, stdout } = await run(purging(data, '--yes'));
    assert.deepEqual([code, stdout.slice(0, 2)], [0, '0 ']);
  });
});

describe('chappe contact erase', { concurrency: 2 }, () => {
  const CONTACT = 'activation.receiver execution.recipient'.split(' ').map((path) => path.split('.'));
  const contactOf = (event: unknown) =>
    CONTACT.map((path) => get(event, 'source', 'detail', ...path)).find((found) => found !== undefined);

  /** A contact of many events, by all its names. */
  function someone(events: readonly Generated[]) {
    const footprint = events.map(contactOf).find((contact) => get(contact, 'type') === 'footprint');
    const id = String(get(footprint, 'id'));
    const unicity = String(get(footprint, 'unicity'));
    const own = events.filter((event) => get(contactOf(event), 'id') === id);
    return { id, unicity, hash: md5(unicity), own };
  }

  const erasing = (data: string, ...options: string[]) => [
    ...['contact', 'erase', 'DEMO/028', '--data', data, '--yes'],
    ...options,
  ];

  test('leaves all events and no name, also while a server publishes', async (t) => {
    const { data, key, events } = await filled(t);
    const client = await serving(t, data, key);
    const { id, unicity, hash, own } = someone(events);
    assert.ok(own.length > 50);
    assert.equal((await client.get(`/targets/${id}/events`)).status, 200);
    const start = Date.now();
    const erase = run(erasing(data, '--unicity', unicity));
    const published = await publishDuring(client, erase);
    const { code, stdout, stderr } = await erase;
    assert.equal(code, 0, stderr);

    const receipt = JSON.parse(stdout);
    assert.deepEqual(Object.keys(receipt), [
      ...['account', 'when', 'pseudonym', 'events', 'sha256'],
      ...['archived', 'hits', 'mail', 'quarantine'],
    ]);
    assert.equal(receipt.account, 'DEMO/028');
    assert.ok(Date.parse(receipt.when) >= start);
    assert.match(receipt.pseudonym, /^erased-[0-9a-z]{12}$/);
    const types = Map.groupBy(own, ({ type }) => type);
    assert.deepEqual(
      receipt.events,
      Object.fromEntries([...types].map(([type, { length }]) => [type, length])),
    );
    const ids = own.map((event) => `${event.id}\n`).toSorted();
    assert.equal(receipt.sha256, createHash('sha256').update(ids.join('')).digest('hex'));

    assertForgotten(data, [id, unicity, hash]);
    for (const name of [`id=${id}`, `unicity=${encodeURIComponent(unicity)}`, `hash=${hash}`])
      assert.equal((await client.get(`/targets/events?${name}`)).status, 404, name);
    const feed = itemsOf(
      await client.get(`/targets/${receipt.pseudonym}/events?classification=all&sort=asc`),
    );
    const what = ['id', 'type', 'timestamp'];
    assert.deepEqual(
      feed.map((event) => what.map((member) => get(event, member))),
      sorted(own).map((event) => what.map((member) => get(event, member))),
    );
    const all = itemsOf(await client.get(ALL));
    assert.deepEqual(
      all.map((event) => get(event, 'id')),
      [...sorted(events), ...published].map(({ id: own }) => own),
    );
    const others = new Set(own.map(({ id: event }) => event));
    assert.deepEqual(
      all.filter((event) => !others.has(String(get(event, 'id')))),
      [...sorted(events).filter((event) => !others.has(event.id)), ...published],
    );
    assert.deepEqual(itemsOf(await client.get(ALL, { 'Accept-Encoding': 'gzip' })), all);
    await assertWell(data);

    // Later events of the contact are new facts.
    await client.publish(JSON.stringify(execution({ number: 900_000, contact: id })));
    assert.equal(itemsOf(await client.get(`/targets/${id}/events`)).length, 1);
  });

  test('completes what was killed when it is done again, whichever of the names is given', async (t) => {
    const { data, events } = await killedHalfway(
      t,
      () => filled(t),
      ({ data, events }) => ({
        words: erasing(data, '--id', someone(events).id),
        underWay: `SELECT count(*) AS yes FROM events WHERE contact LIKE 'erased-%'`,
      }),
    );
    const { id, unicity, hash } = someone(events);
    await assertWell(data);
    const again = await run(erasing(data, '--hash', hash.toUpperCase()));
    assert.ok([0, 1].includes(again.code ?? -1), again.stderr);
    assertForgotten(data, [id, unicity, hash]);
    await assertWell(data);
    const third = await run(erasing(data, '--id', id));
    assertFailed(third, 1, /no event of DEMO\/028 names this contact/);
  });

  test('wants one name, and without a terminal to be told that it need not ask', async (t) => {
    const { data } = await dataFolder(t);
    assertFailed(await run(erasing(data)), 2, /exactly one of --id, --unicity and --hash/);
    assertFailed(await run(erasing(data, '--id', 'a', '--hash', md5('a'))), 2, /exactly one/);
    assertFailed(await run(erasing(data, '--hash', 'abc')), 2, /32 hexadecimal digits/);
    assertFailed(await run(erasing(data, '--id', '')), 2, /exactly one/);
    const asking = ['contact', 'erase', 'DEMO/028', '--data', data, '--id', 'a'];
    assertFailed(await run(asking), 2, /cannot be undone .*--yes/);
    assertFailed(
      await run(erasing(data, '--id', 'nobody')),
      1,
      /names this contact; check how it is written/,
    );
  });
});

describe('chappe account retention', { concurrency: 2 }, () => {
  const retention = (data: string, ...wish: string[]) =>
    run(['account', 'retention', 'DEMO/028', ...wish, '--data', data]);

  test('shows and sets how long events are kept', async (t) => {
    const { data } = await dataFolder(t);
    for (const [wish, told] of [
      [[], 'as long as CHAPPE_RETENTION_DAYS of the server says'],
      [['30'], 'for 30 days'],
      [[], 'for 30 days'],
      [['forever'], 'forever'],
      [['default'], 'as long as CHAPPE_RETENTION_DAYS of the server says'],
    ] as const) {
      const { stdout, stderr } = await retention(data, ...wish);
      assert.deepEqual([stdout, stderr], [`DEMO/028 keeps events ${told}\n`, '']);
    }
    for (const bad of ['0', '1.5', '36501', 'soon'])
      assertFailed(await retention(data, bad), 2, /no time to keep events for; give a whole number/);
  });

  test('is obeyed by a running server, from when it is set, and the setting for accounts without', async (t) => {
    const { data, key } = await dataFolder(t);
    const env = { ...SETTINGS, CHAPPE_RETENTION_DAYS: '100' };
    const server = await startServing(t, ['--data', data], { env });
    const client = new HttpClient(server.url, key);
    t.after(async () => client.close());
    const day = 86_400_000;
    const now = Date.now();
    const ages = [1, 20, 50, 150];
    const events = ages.map((age, number) => execution({ number, timestamp: now - age * day }));
    await client.publish(JSON.stringify(events));
    const numbers = async () =>
      itemsOf(await client.get('/actions/events?sort=desc')).map((event) => get(event, 'id'));
    const kept = (count: number) => events.slice(0, count).map(({ id }) => id);

    // Set before the first look, it may count at once; so the order of the two is not told by the feed.
    assert.equal((await retention(data, 'default')).code, 0);
    await eventually(numbers, ({ length }) => length <= 3);
    assert.deepEqual(await numbers(), kept(3));
    assert.equal((await retention(data, '30')).code, 0);
    await eventually(numbers, ({ length }) => length <= 2);
    assert.deepEqual(await numbers(), kept(2));
  });
});
