import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataFolder, store } from '../../../test/support/data-folder.ts';
import { get, robotOf } from '../../../test/support/promised-feeds.ts';
import { NOON } from '../../../test/support/sample-events.ts';
import { assertSealed, assertWell, logFile, sealSmall } from '../../../test/support/sealed-log.ts';
import { generateEvents } from '../../demo/stream.ts';
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
