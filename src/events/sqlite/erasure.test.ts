import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataFolder, store } from '../../../test/support/data-folder.ts';
import { get, robotOf } from '../../../test/support/promised-feeds.ts';
import { NOON } from '../../../test/support/sample-events.ts';
import { assertSealed, assertWell, logFile, sealSmall } from '../../../test/support/sealed-log.ts';
import { generateEvents } from '../../demo/stream.ts';
import { prepare } from '../publication.ts';
import { Appender } from './appender.ts';
import { Eraser } from './erasure.ts';
import { openForWriting } from './open.ts';
import { SEALER_CONNECTION } from './sealer.ts';

test('sealed hits of robots are erased with the contact they belong to', async (t) => {
  const { data } = await dataFolder(t);
  const options = { count: 5000, seed: 'robots', account: 'DEMO/028', startMs: NOON, spanMs: 3_600_000 };
  const events = [...generateEvents(options)].map((text): unknown => JSON.parse(text));
  const contactOf = (event: unknown) => get(event, 'source', 'detail', 'activation', 'receiver', 'id');
  const hits = Map.groupBy(
    events.filter((event) => get(event, 'type') === 'hit' && contactOf(event) !== undefined),
    contactOf,
  );
  // Hits of people would open the blocks of robots beside them.
  const [id] = [...hits].find(([, own]) => own.every((hit) => robotOf(hit) !== undefined)) ?? [];
  assert.ok(typeof id === 'string');
  await store(data, events);
  sealSmall(data);
  const database = openForWriting(logFile(data), SEALER_CONNECTION);
  await new Eraser(database, { by: 'id', id }).erase();
  database.close();
  assertWell(data);
  assertSealed(data);
});

test('an erasure that is broken off leaves the counts in order, and so does one during which the contact is heard of', async (t) => {
  const { data } = await dataFolder(t);
  const options = {
    count: 3000,
    contacts: 3,
    seed: 'broken',
    account: 'DEMO/028',
    startMs: NOON,
    spanMs: 3_600_000,
  };
  const events = [...generateEvents(options)].map((text): unknown => JSON.parse(text));
  const hit = events.find((event) => get(event, 'type') === 'hit' && robotOf(event) === undefined);
  const id = get(hit, 'source', 'detail', 'activation', 'receiver', 'id');
  assert.ok(typeof hit === 'object' && typeof id === 'string');
  await store(data, events);
  const database = openForWriting(logFile(data), SEALER_CONNECTION);
  t.after(async () => database.close());
  const rowsOf = (table: 'events' | 'reached', name: string) =>
    Number(database.prepare(`SELECT count(*) AS n FROM ${table} WHERE contact GLOB ?`).get(name)?.n);
  const erase = (progress?: () => void) => new Eraser(database, { by: 'id', id }, progress).erase();

  const broken = erase(() => {
    throw new Error('broken off');
  });
  await assert.rejects(broken, /broken off/);
  assert.ok(rowsOf('events', id) > 0 && rowsOf('events', 'erased-*') > 0);
  assertWell(data);

  const identity = { type: 'customer', agency: 'DEMO', customer: '028' } as const;
  const terms = { identity, maxEventBytes: 1e6, now: Date.now };
  const { entry } = prepare({ ...hit, id: 'c0ffee00-0000-4000-8000-000000000001' }, terms);
  assert.ok(entry);
  await erase(() => void new Appender(database).append([entry]));
  assert.equal(rowsOf('events', id), 1);
  assertWell(data);

  await erase();
  assert.deepEqual([rowsOf('events', id), rowsOf('reached', id)], [0, 0]);
  assertWell(data);
});
